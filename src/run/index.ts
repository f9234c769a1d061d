export { type AgainOptions, prepareAgain } from './again.js';
export {
  type DriveOptions,
  drive,
  type Ending,
  type Outcome,
  type Progress,
  type Sink,
} from './drive.js';
export { isFiniteRow, isFiniteState } from './finite.js';
export type { Earlier, Measured } from './history.js';
export { VERSION } from './host.js';
export { readRegularFile } from './inputs.js';
export { type Branch, branch, type Reopened, reopen } from './reopen.js';
export { type ResumePoint, resume, resumeImported } from './resume.js';
export { type RunOptions, type RunResult, startRun } from './start.js';
export { summarize } from './summary.js';
