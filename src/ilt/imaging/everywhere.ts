import { fft, planes, smoothSize } from '../fft.js';
import { everyPixel, type Spectrum, sampling, synthesize } from './grid.js';

/** Rows that are transformed together. */
const ROWS = 16;

/**
 * Two real images in every pixel of a field, [pixels, pixels] each, from their spectra: what {@link synthesize} gives, to
 * rounding. One goes as the real and one as the imaginary part of a fast transform where the field's side has no prime
 * factors but 2, 3 and 5.
 */
export function bothEverywhere(a: Spectrum, b: Spectrum, pixels: number): [Float64Array, Float64Array] {
  const { radius } = a;
  const side = 2 * radius + 1;
  if (smoothSize(pixels) !== pixels || pixels < side) {
    const basis = sampling(everyPixel(pixels), radius);
    return [synthesize(a, basis), synthesize(b, basis)];
  }
  const { transform } = fft(pixels);
  const at = (bin: number) => (bin < radius ? bin - radius + pixels : bin - radius);
  const columns = planes(side * pixels);
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      columns.re[x * pixels + at(y)] = a.re[i] - b.im[i];
      columns.im[x * pixels + at(y)] = a.im[i] + b.re[i];
    }
  }
  transform(columns, { count: side, stride: pixels, step: 1 }, true);
  const images: [Float64Array, Float64Array] = [new Float64Array(pixels * pixels), new Float64Array(pixels * pixels)];
  const rows = planes(ROWS * pixels);
  for (let first = 0; first < pixels; first += ROWS) {
    const count = Math.min(ROWS, pixels - first);
    rows.re.fill(0);
    rows.im.fill(0);
    for (let row = 0; row < count; row++) {
      for (let x = 0; x < side; x++) {
        rows.re[row * pixels + at(x)] = columns.re[x * pixels + first + row];
        rows.im[row * pixels + at(x)] = columns.im[x * pixels + first + row];
      }
    }
    transform(rows, { count, stride: pixels, step: 1 }, true);
    images[0].set(rows.re.subarray(0, count * pixels), first * pixels);
    images[1].set(rows.im.subarray(0, count * pixels), first * pixels);
  }
  return images;
}
