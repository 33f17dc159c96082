import { dieOfIt, guardProcess } from './own-process.ts';
import { secondRun } from './second-run.ts';

guardProcess(dieOfIt);

/** Entry of a process of its own; tinypool calls the default export of the built file with each run. */
// biome-ignore lint/style/noDefaultExport: tinypool's contract
export default secondRun;
