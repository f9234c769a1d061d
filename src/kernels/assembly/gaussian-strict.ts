// One evaluation of the reference Gaussian renderer, its loss and its gradient: the same bits as src/gaussian/strict.ts.
//
// SIMD is legal although every rounding is fixed:
//  - forward: one lane is one pixel. Gaussians are the outer loop and add into the planes in index order, so every pixel
//    still sees its contributions in that order. Lanes beyond the cutoff add +0, which changes no bit: no sum is ever -0.
//  - backward: the terms of four pixels are worked out in four lanes, transposed, and added pixel after pixel: one vector
//    holds the sums of (x, y, sx, sy), one those of (r, g, b, 0). Each sum keeps its raster order.
//  - u, u^2 and the factors of the chain rule depend on the column alone (or the row alone): once a Gaussian, not once a pixel.
//  - the rounded u^2 + v^2 is monotone in both squares, so the drawn pixels of a row are one interval, found by the exact test.
//  - SSIM: one lane is one window. The statistics of the target are worked out once, and windows in which nothing has
//    changed since they were last compared are not compared again.
export { backward } from './strict-backward';
export { forward } from './strict-forward';
export {
  gradientsPointer,
  initialize,
  layout,
  parametersPointer,
  parameterStride,
  planeStride,
  targetPointer,
} from './strict-layout';
export { evaluateLoss, l1, l2, l2Uncovered, loss, ssim, uncovered } from './strict-loss';
export { findChanges, prepareTarget, structure } from './strict-ssim';
