import { height, image, pixels, plane, target, TINY, weight, width, WINDOW } from './strict-layout';
import { sumOfSimilarities } from './strict-ssim';

export let l1: f32 = 0;
export let l2: f32 = 0;
export let ssim: f32 = 0;
export let loss: f32 = 0;
export let uncovered: i32 = 0;
export let l2Uncovered: f64 = 0;

/** Loss terms of the image that forward() left, whose windows structure() has compared. */
export function evaluateLoss(): void {
  let absolute: f32 = 0;
  let squared: f32 = 0;
  let holes: f64 = 0;
  uncovered = 0;
  const p = plane;
  for (let o: usize = 0, e = <usize>pixels << 2; o < e; o += 4) {
    const e0 = load<f32>(image + o) - load<f32>(target + o);
    const e1 = load<f32>(image + o + p) - load<f32>(target + o + p);
    const e2 = load<f32>(image + o + 2 * p) - load<f32>(target + o + 2 * p);
    const square = e0 * e0 + e1 * e1 + e2 * e2;
    absolute += abs(e0) + abs(e1) + abs(e2);
    squared += square;
    if (!(load<f32>(weight + o) > TINY)) {
      uncovered++;
      holes += <f64>square;
    }
  }
  const elements = <f32>(pixels * 3);
  l1 = absolute / elements;
  l2 = squared / elements;
  l2Uncovered = holes / <f64>(pixels * 3);
  ssim = sumOfSimilarities() / <f32>((width - WINDOW) * (height - WINDOW) * 3);
  loss = <f32>0.2 * l1 + <f32>0.8 * l2 + <f32>0.1 * (<f32>1 - ssim);
}
