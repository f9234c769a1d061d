export * from './audit.js';
export type { Reason } from './causes.js';
export type { Censoring } from './censoring.js';
export { type DiagnoseOptions, type Diagnosis, diagnose } from './diagnose.js';
export type { Onset } from './onset.js';
export { CAUSES, type Cause, VERDICTS, type Verdict } from './outcome.js';
export type { Vacuity } from './vacuity.js';
export type { Warning } from './warning.js';
