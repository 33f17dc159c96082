import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';

/**
 * A file that a scenario names, by its path from the folder of the scenario. The same file gives the same object as long as it does
 * not change, so that what was made of it can be kept.
 */
export type Attachment =
  | { readonly kind: 'text'; text(): string }
  | { readonly kind: 'missing' | 'folder' | 'binary' }
  | { readonly kind: 'too-large'; readonly limitBytes: number }
  /** `detail` is what the system says. */
  | { readonly kind: 'unreadable'; readonly detail: string };

/** How a scenario's files are read; only whoever has a disk knows. */
export type Attachments = (path: string) => Attachment;

/** For a text that came without a folder. */
export const NO_ATTACHMENTS: Attachments = () => ({ kind: 'missing' });

/** Why a file cannot be had. */
export function attachmentSentence(path: string, attachment: Exclude<Attachment, { readonly kind: 'text' }>): Sentence {
  switch (attachment.kind) {
    case 'missing':
      return messages.fileMissing(path);
    case 'folder':
      return messages.fileIsFolder(path);
    case 'binary':
      return messages.fileIsBinary(path);
    case 'too-large':
      return messages.fileTooLarge(path, attachment.limitBytes);
    case 'unreadable':
      return messages.fileUnreadable(path, attachment.detail);
  }
}
