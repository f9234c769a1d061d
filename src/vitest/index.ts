import './matchers/install.js';

export { printed, printsAs } from '../findings/checks.js';
export type { Exhibit, Frame, Section, Story } from '../findings/exhibit.js';
export { type Experiment, fork, measure, query, run } from '../findings/experiment.js';
export type { Claim, Evidence, Finding, Verdict } from '../findings/finding.js';
export type { Outcome } from '../findings/result.js';
export type { Trace } from '../findings/trace.js';
export { finding } from './finding.js';
export { type Followed, follow } from './matchers/solvers.js';
export { metric } from './metric.js';
