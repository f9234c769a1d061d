/**
 * The Gaussian image model in double precision, forward only and as it stands in the textbook (the covariance is built
 * and inverted, every window is summed on its own), with its gradient by finite differences: an oracle in which nobody
 * has worked out a derivative.
 */

export interface Scene {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3]. */
  readonly target: ArrayLike<number>;
  readonly renderer: 'normalized' | 'softmax' | 'sum';
  readonly eps: number;
  readonly cutoff: number;
  readonly covariance: 'axis' | 'rotation' | 'cholesky';
}

/** Groups of parameters, [N, …] each. */
export type Parameters = Readonly<Record<string, Float32Array | Float64Array>>;

export interface Forward {
  readonly weight: Float64Array;
  readonly nearest: Float64Array;
  readonly image: Float64Array;
  readonly l1: number;
  readonly l2: number;
  readonly ssim: number;
  readonly loss: number;
}

export function forward(parameters: Parameters, scene: Scene): Forward {
  const { width, height, renderer, eps, cutoff } = scene;
  const { position, color } = parameters;
  const precisions = Array.from({ length: position.length / 2 }, (_, i) => precision(parameters, i, scene.covariance));
  const weight = new Float64Array(width * height);
  const nearest = new Float64Array(width * height);
  const image = new Float64Array(width * height * 3);
  for (let pixel = 0; pixel < weight.length; pixel++) {
    const distances = precisions.map(([xx, xy, yy], i) => {
      const dx = (pixel % width) / width - position[2 * i];
      const dy = Math.floor(pixel / width) / height - position[2 * i + 1];
      return xx * dx * dx + 2 * xy * dx * dy + yy * dy * dy;
    });
    nearest[pixel] = Math.min(...distances);
    const shift = renderer === 'softmax' ? nearest[pixel] : 0;
    const weights = distances.map((d) => (renderer !== 'softmax' && d > cutoff ? 0 : Math.exp((shift - d) / 2)));
    weight[pixel] = weights.reduce((sum, w) => sum + w, 0);
    const divisor = { normalized: weight[pixel] + eps, softmax: weight[pixel], sum: 1 }[renderer];
    for (let k = 0; k < 3; k++) {
      image[3 * pixel + k] = weights.reduce((sum, w, i) => sum + w * color[3 * i + k], 0) / divisor;
    }
  }
  const errors = image.map((value, i) => value - scene.target[i]);
  const l1 = errors.reduce((sum, e) => sum + Math.abs(e), 0) / errors.length;
  const l2 = errors.reduce((sum, e) => sum + e * e, 0) / errors.length;
  const ssim = meanSsim(image, scene.target, width, height);
  return { weight, nearest, image, l1, l2, ssim, loss: 0.2 * l1 + 0.8 * l2 + 0.1 * (1 - ssim) };
}

type Gradients = Record<string, Float64Array>;

/**
 * The gradients of l2 and of the whole loss by central differences. `step` balances truncation, which goes with its
 * square, against rounding, 1e-16 / step.
 */
export function finiteDifferences(parameters: Parameters, scene: Scene, step = 1e-6): Record<'l2' | 'loss', Gradients> {
  const moved = Object.fromEntries(Object.entries(parameters).map(([name, group]) => [name, Float64Array.from(group)]));
  const gradients: Record<'l2' | 'loss', Gradients> = { l2: {}, loss: {} };
  for (const [name, group] of Object.entries(moved)) {
    gradients.l2[name] = new Float64Array(group.length);
    gradients.loss[name] = new Float64Array(group.length);
    group.forEach((value, i) => {
      group[i] = value + step;
      const above = forward(moved, scene);
      group[i] = value - step;
      const below = forward(moved, scene);
      group[i] = value;
      for (const term of ['l2', 'loss'] as const) gradients[term][name][i] = (above[term] - below[term]) / (2 * step);
    });
  }
  return gradients;
}

/** The entries xx, xy, yy of the inverse covariance of a Gaussian. */
function precision(parameters: Parameters, i: number, form: Scene['covariance']): [number, number, number] {
  const [xx, xy, yy] = covariance(parameters, i, form);
  const determinant = xx * yy - xy * xy;
  return [yy / determinant, -xy / determinant, xx / determinant];
}

function covariance(parameters: Parameters, i: number, form: Scene['covariance']): [number, number, number] {
  if (form === 'cholesky') {
    const [l11, l21, l22] = parameters.cholesky.subarray(3 * i, 3 * i + 3);
    return [l11 * l11, l11 * l21, l21 * l21 + l22 * l22];
  }
  const [sx, sy] = parameters.scale.subarray(2 * i, 2 * i + 2);
  const angle = form === 'rotation' ? parameters.rotation[i] : 0;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [c * c * sx * sx + s * s * sy * sy, c * s * (sx * sx - sy * sy), s * s * sx * sx + c * c * sy * sy];
}

/** Wang et al. 2004 over 8x8 windows, population variances, [height, width, 3] images in [0, 1]. */
function meanSsim(a: ArrayLike<number>, b: ArrayLike<number>, width: number, height: number): number {
  let sum = 0;
  let windows = 0;
  for (let y = 4; y < height - 4; y++) {
    for (let x = 4; x < width - 4; x++) {
      for (let k = 0; k < 3; k++, windows++) {
        let [meanA, meanB, squareA, squareB, product] = [0, 0, 0, 0, 0];
        for (let row = y - 4; row < y + 4; row++) {
          for (let column = x - 4; column < x + 4; column++) {
            const i = (row * width + column) * 3 + k;
            meanA += a[i] / 64;
            meanB += b[i] / 64;
            squareA += (a[i] * a[i]) / 64;
            squareB += (b[i] * b[i]) / 64;
            product += (a[i] * b[i]) / 64;
          }
        }
        const variances = squareA - meanA * meanA + squareB - meanB * meanB;
        const similarity = (2 * meanA * meanB + 1e-4) * (2 * (product - meanA * meanB) + 9e-4);
        sum += similarity / ((meanA * meanA + meanB * meanB + 1e-4) * (variances + 9e-4));
      }
    }
  }
  return sum / windows;
}
