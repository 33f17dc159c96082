import { createHash } from 'node:crypto';
import type { TextHash } from '../measure/fingerprint.ts';

/** The platform's SHA-256, of nothing yet. */
export function sha256(): TextHash {
  const hash = createHash('sha256');
  return { update: (text) => void hash.update(text, 'utf8'), digest: () => hash.copy().digest('hex') };
}
