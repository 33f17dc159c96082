/**
 * Waits until `look` gives something other than undefined, null or false; looks every 20 ms. After `withinMs` of wall time it
 * fails and says what it waited for.
 */
export async function until<T>(
  what: string | (() => string),
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  withinMs = 20_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms in vain: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
