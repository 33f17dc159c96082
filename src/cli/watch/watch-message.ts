import type { LiveView } from '../../measure/live-view.ts';
import type { LiveRun } from '../../report/html/live-page.ts';
import type { WatchEnd } from './live-server.ts';

/** What the thread of the live page is started with. */
export interface WatchStart {
  readonly port: number;
  /** One number: 1 = a moment is wanted. Shared, because a simulation lets no message in while it runs. */
  readonly wanted: Int32Array<SharedArrayBuffer>;
}

/** To the thread of the live page. */
export type WatchMessage =
  | { readonly kind: 'run'; readonly run: LiveRun }
  | { readonly kind: 'view'; readonly view: LiveView }
  | { readonly kind: 'end'; readonly end: WatchEnd };

/** From it, once: whether the page can be looked at. */
export type WatchOpened =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'failed'; readonly message: string };
