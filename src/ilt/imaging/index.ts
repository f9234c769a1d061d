export { bothEverywhere } from './everywhere.js';
export {
  type Backward,
  backwardOf,
  combined,
  conjugateTransposes,
  doseFactor,
  GRADIENTS,
  type GradientKind,
} from './gradient.js';
export { analyze, type Basis, blocks, everyPixel, type Grid, type Spectrum, sampling, synthesize } from './grid.js';
export { type Fields, fieldsOf, intensityOf, type SmallGrid, smallGrid } from './socs.js';
