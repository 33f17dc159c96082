/** A name as a file or folder name on any system: letters, digits, `.`, `_` and `-`; never empty, hidden or a parent. */
export const pathSegment = (name: string): string =>
  name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|[.-]+$/g, '') || 'unnamed';
