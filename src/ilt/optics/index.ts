export { readKernels } from './contest.js';
export { binsOf, checkKernels, clearField, type KernelSet, type Kernels, leading } from './kernels.js';
