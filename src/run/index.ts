export {
  type DriveOptions,
  drive,
  type Measured,
  type Outcome,
  type Progress,
  type Sink,
  type Status,
} from './drive.js';
export { isFiniteRow, isFiniteState } from './finite.js';
export { VERSION } from './host.js';
export { readRegularFile } from './inputs.js';
export { type ResumePoint, resume, resumeImported } from './resume.js';
export { type RunOptions, type RunResult, startRun } from './start.js';
export { summarize } from './summary.js';
