export { InputError } from './errors.js';
export * from './run/index.js';
export type { Settings } from './settings.js';
export * from './solver.js';
export { subjectOf } from './solver-subject.js';
export type { CurvePlan, EngineName, Inputs, Occasion, Prepared, Subject } from './subject.js';
export * from './tensor.js';
export * from './trace/index.js';
