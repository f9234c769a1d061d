import { imageBins, imagePitch, imageSpectrum, radius, side, small, smallBytes, smallThree, smallTwo } from './ilt-layout';
import { forward, inverse, placeOf, transposeSmall } from './ilt-small';

// The intensities of both conditions, focus and defocus, go as real and imaginary part of one complex image from the small
// grid to the gradient by them on the small grid: every transform on the way then serves both.

/** The spectrum [fy][re fx, im fx] of the image [x][re y, im y] on the small grid. */
export function toSpectrum(thread: i32, begin: i32, end: i32): void {
  if (begin == end) return;
  const once = forward(small, smallTwo, side, false);
  transposeSmall(once, smallThree);
  if (forward(smallThree, once, side, false) == once) memory.copy(smallThree, once, smallBytes);
}

/** The gradient [x][re y, im y] by the image on the small grid, from the spectrum of that on the fine grid. */
export function fromSpectrum(thread: i32, begin: i32, end: i32): void {
  if (begin == end) return;
  const reach = 2 * radius;
  const plane = <usize>side << 2;
  memory.fill(small, 0, smallBytes);
  for (let fy = -reach; fy <= reach; fy++) {
    const to = small + placeOf(fy) * 2 * plane;
    const from = imageSpectrum + <usize>(fy + reach) * imagePitch;
    copyBins(from, to, reach);
    copyBins(from + (imagePitch >> 1), to + plane, reach);
  }
  const once = inverse(small, smallTwo, side, false);
  transposeSmall(once, smallThree);
  if (inverse(smallThree, once, side, false) == once) memory.copy(smallThree, once, smallBytes);
}

/** Bins in ascending order to their places on the small grid. */
function copyBins(from: usize, to: usize, reach: i32): void {
  const below = <usize>reach << 2;
  memory.copy(to, from + below, below + 4);
  memory.copy(to + (<usize>(side - reach) << 2), from, below);
}
