export interface StreamedEvent {
  readonly id: string | null;
  readonly name: string;
  readonly data: string;
}

/** Listens to server-sent events as a browser does, over real HTTP. Ends with the stream. */
export async function* eventsOf(url: string, lastEventId?: string): AsyncGenerator<StreamedEvent> {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers } });
  if (!response.ok || response.body === null) throw new Error(`no events: ${response.status}`);
  let rest = '';
  try {
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + piece).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
        const data = field('data');
        if (data !== null) yield { id: field('id'), name: field('event') ?? 'message', data };
      }
    }
  } catch (error) {
    // A server that goes cuts the connection.
    if (!(error instanceof TypeError)) throw error;
  }
}
