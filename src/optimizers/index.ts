export { type AdamSettings, type AdamWSettings, adam, adamW } from './adam.js';
export { type AdanSettings, adan } from './adan.js';
export { clipByNorm, clipByValue, globalNorm } from './clip.js';
export { type MomentumSettings, momentum, sgd } from './momentum.js';
export type { Optimizer } from './optimizer.js';
export { Patience } from './patience.js';
export type { Vector } from './rounding.js';
export { type Schedule, type ScheduleSettings, schedule } from './schedule.js';
