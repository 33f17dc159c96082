import { fuzzJob } from './fuzz-job.ts';

/** Entry of a worker thread; tinypool calls the default export of the built file with each job. */
// biome-ignore lint/style/noDefaultExport: tinypool's contract
export default fuzzJob;
