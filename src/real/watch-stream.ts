import { type RequestOptions, request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { type ApiError, answeredError, apiErrorOf } from './api-error.ts';

/** One line of a watch. */
export interface WatchLine {
  readonly type: string;
  readonly object: unknown;
}

export interface WatchStreamHandlers {
  readonly line: (line: WatchLine) => void;
  /** Once, at the end: null = the server closed it in good order. */
  readonly end: (error: ApiError | null) => void;
}

export interface WatchStream {
  /** Ends it; `end` is told, with reason `Timeout`. */
  abort(why: string): void;
}

/**
 * One watch request. Our own, because client-node's `Watch` cannot be ended before its answer begins, has no client-side time-out, and
 * swallows what its callbacks throw; credentials still come from its kubeconfig. A handler that throws ends the stream with an error.
 */
export async function openWatchStream(
  config: KubeConfig,
  path: string,
  signal: AbortSignal,
  handlers: WatchStreamHandlers & { readonly answered: (status: number) => void },
): Promise<WatchStream> {
  const ending = new AbortController();
  let hasEnded = false;
  const end = (error: ApiError | null): void => {
    if (hasEnded) return;
    hasEnded = true;
    ending.abort();
    handlers.end(error);
  };
  const fail = (thrown: unknown): void => end(apiErrorOf(thrown));

  try {
    const url = new URL(`${config.getCurrentCluster()?.server ?? ''}${path}`);
    const options: RequestOptions = { signal: AbortSignal.any([signal, ending.signal]) };
    await config.applyToHTTPSOptions(options);
    const send = url.protocol === 'http:' ? requestByHttp : requestByHttps;
    const sent = send(url, options, (answer) => {
      const status = answer.statusCode ?? 0;
      handlers.answered(status);
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
        if (status !== 200) return;
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        try {
          for (const line of lines) if (line !== '' && !hasEnded) handlers.line(JSON.parse(line) as WatchLine);
        } catch (thrown) {
          fail(thrown);
        }
      });
      answer.on('end', () => end(status === 200 ? null : answeredError(status, text, answer.headers)));
      answer.on('error', fail);
      answer.on('close', () => fail(new Error('the connection closed in the middle of an answer')));
    });
    sent.on('error', fail);
    sent.end();
  } catch (thrown) {
    fail(thrown);
  }
  return {
    abort: (why) => fail(Object.assign(new Error(why), { name: 'TimeoutError' })),
  };
}
