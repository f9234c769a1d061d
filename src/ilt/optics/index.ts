export { abbeKernels, type Projection } from './abbe.js';
export { folderCache, type KernelCache } from './cache.js';
export { computeKernels, type Optics } from './computed.js';
export { type KernelFormat, readKernels } from './contest.js';
export { binsOf, clearField, type KernelSet, type Kernels, leading } from './kernels.js';
export { SOURCES, type SourcePoint, type SourceSettings, sourcePoints } from './source.js';
export { energyCaptured, socsKernels } from './tcc.js';
