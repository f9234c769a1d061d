// Inverse lithography on Hopkins' sum of coherent systems: SIMD, single precision, the order of summation free but fixed. Every
// pass is called as f(thread, begin, end, ...); each output has one owner and one order of summation, so that the number of
// threads never changes a bit.
export {
  blockFactors,
  configure,
  factors64,
  factorsSide,
  fields,
  firstMoment,
  frameSpectrum,
  gradient,
  gradientSpectrum,
  greyTarget,
  header,
  imageFactors,
  imagePanels,
  imagePhases,
  imageR,
  imageREnd,
  imageSums,
  images,
  imagePitch,
  kernels,
  mask,
  maskFactors,
  maskPairs,
  maskR,
  maskREnd,
  maskSpectrum,
  maskSums,
  panelHasTarget,
  parameterBytes,
  parameters,
  probes,
  returns,
  secondMoment,
  settings,
  smoothed,
  targetBits,
  transfer,
} from './ilt-layout';
export { fieldsAlongX, fieldsAlongY } from './ilt-fields';
export { fromSpectrum, toSpectrum } from './ilt-spectrum';
export { gradientColumns, imageColumns, imageColumnsBack, maskColumns } from './ilt-columns';
export { imageRows } from './ilt-image';
export { adjointAlongX, adjointAlongY } from './ilt-adjoint';
export { gradientRows, maskRows, stepRows } from './ilt-mask';
export { smoothAcross, smoothAlong } from './ilt-smooth';
export { stepParameters } from './ilt-update';
