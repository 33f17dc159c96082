/**
 * Text as it may be shown: control characters, which could move the cursor or colour the terminal, become their pictures (`␛`), a tab a
 * single `␉`. One code unit stays one, so that columns keep their meaning.
 */
export const printable = (text: string): string =>
  text.replace(CONTROLS, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\uFFFD';
  });

/** C0, DEL, C1, the marks that turn the direction of writing, and separators that some terminals take for a line's end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Columns that a terminal gives to the text: none to marks that join the letter before, two to East Asian wide letters and to pictures.
 *
 * Source: Unicode Standard Annex 11; the ranges are those of its wide and full-width letters, blocks at a time.
 */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

const ZERO = /^[\p{M}\u200b-\u200f\u2060]$/u;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{17000}-\u{18aff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;
