export { ABLATIONS, type Ablation, type Ablations } from './ablation.js';
export type { ArmRun, Curve } from './arms.js';
export { CAUSES, type Cause } from './causes.js';
export { figuresOf } from './figures.js';
export { checkGradient, GRADIENT_VERDICTS, type GroupCheck, type LengthCheck } from './gradient-check.js';
export { type Change, type ProbeDocument, type ProbeOptions, probe } from './probe.js';
export { ARM_OUTCOMES, type RankedArm, type Ranking } from './rank.js';
export type { GroupStep, StepReport } from './step-report.js';
export { textOf } from './text.js';
