import { parentPort, workerData } from 'node:worker_threads';
import { LiveServer } from './live-server.ts';
import type { WatchMessage, WatchOpened, WatchStart } from './watch-message.ts';

// Entry of the thread that shows runs while they go on. Drawing and viewers must not hold up a real run, and a simulation leaves its
// own thread no time for either.
const EVERY_MS = 1000;
const { port, wanted } = workerData as WatchStart;
const told = (opened: WatchOpened): void => parentPort?.postMessage(opened);

try {
  const live = await LiveServer.open(port);
  const pace = setInterval(() => Atomics.store(wanted, 0, 1), EVERY_MS);
  parentPort?.on('message', async (message: WatchMessage) => {
    if (message.kind === 'run') live.begin(message.run);
    else if (message.kind === 'view') live.show(message.view);
    else {
      clearInterval(pace);
      await live.end(message.end);
      parentPort?.close();
    }
  });
  told({ kind: 'listening', url: live.url });
} catch (error) {
  told({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
}
