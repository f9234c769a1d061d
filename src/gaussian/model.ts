import { meanSsimModel } from './model-ssim.js';
import { CUTOFF, type Frame, type LossTerms, TINY_WEIGHT } from './strict.js';

/**
 * The Gaussian image model in double precision, by the textbook: every renderer, every covariance, both gradients. It is
 * the oracle that the fast engines are held against.
 */

/** N Gaussians ready to be drawn. */
export interface Shapes {
  /** Centers x, y: [N, 2]. */
  readonly position: ArrayLike<number>;
  /** Per Gaussian a, b, c: u = a dx and v = b dx + c dy are distances in standard deviations: [N, 3]. */
  readonly whitening: Float64Array;
  /** [N, 3]. */
  readonly color: ArrayLike<number>;
}

export interface Renderer {
  readonly renderer: 'normalized' | 'softmax' | 'sum';
  readonly eps: number;
  readonly cutoff: number;
}

export interface ModelImage {
  /** The sum of weights W: [height, width]. */
  readonly weight: Float64Array;
  /** [height, width, 3]. */
  readonly image: Float64Array;
  /** The smallest squared distance of any Gaussian; without `softmax`, Infinity where it exceeds 12.25: [height, width]. */
  readonly nearest: Float64Array;
}

/**
 * Draws the Gaussians with weight w = exp(-d/2), d = u^2 + v^2. `normalized` gives C/(W + eps), for eps = 0 black where W
 * vanishes; `softmax` the same without a cutoff, the smallest d of a pixel taken off every d so that W >= 1; `sum` gives
 * C, as GaussianImage does (Zhang et al. 2024).
 */
export function renderModel(shapes: Shapes, renderer: Renderer, frame: Frame): ModelImage {
  const pixels = frame.width * frame.height;
  const weight = new Float64Array(pixels);
  const image = new Float64Array(pixels * 3);
  const nearest = new Float64Array(pixels).fill(Infinity);
  forEachPair(shapes, frame, renderer.renderer === 'softmax' ? Infinity : CUTOFF, (_, pixel, u, v) => {
    nearest[pixel] = Math.min(nearest[pixel], u * u + v * v);
  });
  forEachPair(shapes, frame, furthest(renderer), (i, pixel, u, v) => {
    const w = weightOf(u * u + v * v, nearest[pixel], renderer);
    weight[pixel] += w;
    for (let k = 0; k < 3; k++) image[3 * pixel + k] += w * shapes.color[3 * i + k];
  });
  for (let pixel = 0; pixel < pixels; pixel++) {
    const share = inverseWeight(weight[pixel], renderer);
    for (let k = 0; k < 3; k++) image[3 * pixel + k] *= share;
  }
  return { weight, image, nearest };
}

/** The largest squared distance at which a Gaussian is drawn. */
const furthest = ({ renderer, cutoff }: Renderer): number => (renderer === 'softmax' ? Infinity : cutoff);

const weightOf = (distance: number, nearest: number, { renderer }: Renderer): number =>
  Math.exp(-0.5 * (renderer === 'softmax' ? distance - nearest : distance));

/** What a pixel's summed color is multiplied by. */
function inverseWeight(weight: number, { renderer, eps }: Renderer): number {
  if (renderer === 'sum') return 1;
  if (renderer === 'normalized' && eps > 0) return 1 / (weight + eps);
  return weight > TINY_WEIGHT ? 1 / weight : 0;
}

/**
 * The terms of the reported loss, and 3 * width * height times the gradient of the objective by the image: of l2 alone, or
 * of the whole of loss = 0.2 l1 + 0.8 l2 + 0.1 (1 - ssim).
 */
export function lossModel(
  { image, nearest }: Pick<ModelImage, 'image' | 'nearest'>,
  target: ArrayLike<number>,
  objective: 'l2' | 'full',
  frame: Frame,
): LossTerms & { imageGradient: Float64Array } {
  const imageGradient = new Float64Array(image.length);
  let absolute = 0;
  let squared = 0;
  for (let i = 0; i < image.length; i++) {
    const error = image[i] - target[i];
    absolute += Math.abs(error);
    squared += error * error;
    imageGradient[i] = objective === 'l2' ? 2 * error : 1.6 * error + 0.2 * Math.sign(error);
  }
  const l1 = absolute / image.length;
  const l2 = squared / image.length;
  const ssim = meanSsimModel(image, target, frame, objective === 'full' ? imageGradient : undefined);
  const loss = 0.2 * l1 + 0.8 * l2 + 0.1 * (1 - ssim);
  return { loss, l1, l2, ssim, ...coverage(image, nearest, target, l2), imageGradient };
}

/** The pixels that no Gaussian reaches within {@link CUTOFF}, and the parts of l2 that stem from the others and from these. */
export function coverage(
  image: ArrayLike<number>,
  nearest: ArrayLike<number>,
  target: ArrayLike<number>,
  l2: number,
): Pick<LossTerms, 'uncovered' | 'l2_covered' | 'l2_uncovered'> {
  let uncovered = 0;
  let squared = 0;
  for (let pixel = 0; pixel < nearest.length; pixel++) {
    if (nearest[pixel] <= CUTOFF) continue;
    uncovered++;
    for (let i = 3 * pixel; i < 3 * pixel + 3; i++) squared += (image[i] - target[i]) * (image[i] - target[i]);
  }
  const l2_uncovered = squared / image.length;
  return { uncovered, l2_covered: l2 - l2_uncovered, l2_uncovered };
}

/** What the image's gradient comes to per Gaussian. */
export interface ShapeGradients {
  /** With q = dL/dd: the sums over pixels of q u, q v, q u^2, q u v, q v^2: [N, 5]. */
  readonly sums: Float64Array;
  /** dL/dcolor: [N, 3]. */
  readonly color: Float64Array;
}

/** Carries 3 * width * height times dL/dimage back to the Gaussians. Crossings of the cutoff have no share in it. */
export function backwardModel(
  shapes: Shapes,
  { weight, image, nearest }: ModelImage,
  imageGradient: ArrayLike<number>,
  renderer: Renderer,
  frame: Frame,
): ShapeGradients {
  const count = shapes.position.length / 2;
  const sums = new Float64Array(count * 5);
  const color = new Float64Array(count * 3);
  const elements = image.length;
  forEachPair(shapes, frame, furthest(renderer), (i, pixel, u, v) => {
    const w = weightOf(u * u + v * v, nearest[pixel], renderer);
    const share = inverseWeight(weight[pixel], renderer);
    if (share === 0) return;
    let dWeight = 0;
    for (let k = 0; k < 3; k++) {
      const gradient = imageGradient[3 * pixel + k] / elements;
      const own = shapes.color[3 * i + k];
      color[3 * i + k] += gradient * w * share;
      dWeight += gradient * share * (renderer.renderer === 'sum' ? own : own - image[3 * pixel + k]);
    }
    const q = -0.5 * w * dWeight;
    sums[5 * i] += q * u;
    sums[5 * i + 1] += q * v;
    sums[5 * i + 2] += q * u * u;
    sums[5 * i + 3] += q * u * v;
    sums[5 * i + 4] += q * v * v;
  });
  return { sums, color };
}

/** Calls back for every Gaussian and pixel at most `largest` apart, with the pixel's whitened distance from the center. */
function forEachPair(
  { position, whitening }: Shapes,
  { width, height }: Frame,
  largest: number,
  visit: (i: number, pixel: number, u: number, v: number) => void,
): void {
  const reach = Math.sqrt(largest);
  for (let i = 0; i < position.length / 2; i++) {
    const a = whitening[3 * i];
    const b = whitening[3 * i + 1];
    const c = whitening[3 * i + 2];
    // the ellipse's box: 1/a and the root of 1/c^2 + (b/ac)^2 are the standard deviations along the axes
    const [left, right] = span(position[2 * i], reach / a, width);
    const [top, bottom] = span(position[2 * i + 1], reach * Math.sqrt(1 / (c * c) + (b * b) / (a * a * c * c)), height);
    for (let y = top; y <= bottom; y++) {
      const dy = y / height - position[2 * i + 1];
      for (let x = left; x <= right; x++) {
        const dx = x / width - position[2 * i];
        const u = a * dx;
        const v = b * dx + c * dy;
        if (u * u + v * v <= largest) visit(i, y * width + x, u, v);
      }
    }
  }
}

/** The pixels of a row or a column that lie within `reach` of a center, and one more on either side. */
function span(center: number, reach: number, size: number): [number, number] {
  const first = Math.floor((center - reach) * size) - 1;
  const last = Math.ceil((center + reach) * size) + 1;
  return [Math.max(0, first), Math.min(size - 1, last)];
}
