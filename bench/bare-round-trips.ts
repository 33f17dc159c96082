// What the same number of sockets cost without a harness: small messages to a server that sends each back, at the pace of
// `cluster-agents.ts` and at the same time, from and to processes of their own. Whatever else the machine does slows both alike.
import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';

export interface BareOrder {
  readonly sockets: number;
  /** Wall ms from one message on a socket to the next. */
  readonly everyMs: number;
}

export interface BareReport {
  readonly trips: readonly { /** Ms since 1970. */ readonly sentAt: number; readonly tookMs: number }[];
}

const role = process.argv[2];
if (role === 'serve') await serve();
if (role === 'ask') ask();

async function serve(): Promise<void> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))));
  await once(server, 'listening');
  process.send?.((server.address() as { port: number }).port);
}

function ask(): void {
  const trips: { sentAt: number; tookMs: number }[] = [];
  process.on('message', async (message: 'report' | (BareOrder & { readonly port: number })) => {
    if (message === 'report') {
      process.send?.({ trips } satisfies BareReport, () => process.exit(0));
      return;
    }
    const { sockets, everyMs, port } = message;
    for (let n = 0; n < sockets; n += 1) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
      socket.on('message', (data) => {
        const sentAt = Number(JSON.parse(String(data)).sentAt);
        trips.push({ sentAt, tookMs: now() - sentAt });
      });
      socket.on('open', () => setTimeout(() => void setInterval(() => say(socket), everyMs), (n * everyMs) / sockets));
    }
  });
}

const now = (): number => performance.timeOrigin + performance.now();
const say = (socket: WebSocket): void => socket.send(JSON.stringify({ type: 'beat', sentAt: now() }));
