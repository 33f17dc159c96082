import { dieOfIt, guardProcess } from '../own-process.ts';
import { fuzzJob } from './fuzz-job.ts';

guardProcess(dieOfIt);

/** Entry of a worker thread; tinypool calls the default export of the built file with each job. */
// biome-ignore lint/style/noDefaultExport: tinypool's contract
export default fuzzJob;
