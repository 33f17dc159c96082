/**
 * Uniform on [0, 1), the same for the same name: FNV-1a of the name is the state of a mulberry32 (Tommy Ettinger, public domain).
 * A pod's uid as the name gives every agent another sequence.
 */
export function jitterOf(name: string): () => number {
  let state = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) state = Math.imul(state ^ name.charCodeAt(at), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
