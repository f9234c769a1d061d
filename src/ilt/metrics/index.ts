export { differing } from './differing.js';
export { type Edge, edgesOf } from './edges.js';
export { epe, PROBE_RULE, type Probe, type ProbeRule, probesOf } from './epe.js';
export { shots } from './shots.js';
