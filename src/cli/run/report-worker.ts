import { writeReport } from './write-report.ts';

/** Entry of a worker thread that writes reports: drawing charts takes longer than most runs. */
// biome-ignore lint/style/noDefaultExport: tinypool's contract
export default writeReport;
