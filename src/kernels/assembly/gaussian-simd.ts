// The Gaussian rasterizer and its gradients: SIMD, single precision, the order of summation free but fixed. Work is
// divided by strips (forward and pixel passes), rows (SSIM) or Gaussians (backward); every output has one owner and
// one order of summation, so that the number of threads never changes a bit. Every pass is called as f(thread, begin,
// end, ...).
//
// A Gaussian is a center and a lower-triangular whitening (a, b, c): u = a dx, v = b dx + c dy, d = u^2 + v^2,
// w = exp(-d / 2); an image is C / (W + eps) or C, with W and C the sums of w and of w color.
export {
  colorGradient,
  blocks,
  color,
  configure,
  errors,
  gradient,
  nearest,
  nearestPitch,
  pitch,
  plane,
  position,
  positions,
  rowPitch,
  rowSums,
  settings,
  strips,
  stripSums,
  sums,
  target,
  whitening,
} from './simd-layout';
export { coverage, forward } from './simd-forward';
export { adjoint, findErrors, l2Adjoint, l2Gradient, resolve } from './simd-pixels';
export { structure } from './simd-ssim';
export { targetStatistics } from './simd-target';
export { backward } from './simd-backward';
