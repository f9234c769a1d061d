import { InputError } from '../errors.js';
import { WINDOW } from './tensorflow-ssim.js';

/** How many values each group of parameters has for one Gaussian, by the form of the covariance. */
export const GROUPS = {
  /** `scale`: standard deviations along x and y. */
  axis: { position: 2, scale: 2, color: 3 },
  /** The same axes turned by `rotation` radians: covariance R diag(scale²) Rᵀ. */
  rotation: { position: 2, scale: 2, rotation: 1, color: 3 },
  /** `cholesky`: l11, l21, l22 of a lower triangle L: covariance L Lᵀ. */
  cholesky: { position: 2, cholesky: 3, color: 3 },
} as const;

export interface TensorflowSettings {
  /** In pixels, at least 9 each, so that a window of the structural similarity fits. */
  readonly width: number;
  readonly height: number;
  /** [height, width, 3], in [0, 1]. */
  readonly target: Float32Array;
  /** With weights w and colors c: Σwc / (Σw + eps), the same with eps = 0 and no cutoff (softmax), or Σwc. */
  readonly renderer: 'normalized' | 'softmax' | 'sum';
  /** Above 0. The renderer `normalized` alone reads it. */
  readonly eps: number;
  /** Squared distance in standard deviations beyond which a weight is 0; Infinity for none. Softmax does not read it. */
  readonly cutoff: number;
  readonly covariance: keyof typeof GROUPS;
  /** What is differentiated: the mean squared error alone, or the reported loss. */
  readonly gradient: 'l2' | 'full';
  /** How many Gaussian-pixel pairs are held at a time; a pass needs some 150 bytes for each. */
  readonly pairs?: number;
}

/** Groups by name, row-major [N, …] each. */
export type TensorflowParameters = Readonly<Record<string, Float32Array | Float64Array>>;

/** Throws InputError for settings that cannot be used. */
export function checkSettings({ width, height, target, renderer, eps, cutoff, pairs = 1 }: TensorflowSettings): void {
  for (const [name, size] of Object.entries({ width, height })) {
    if (!Number.isInteger(size) || size <= WINDOW) throw wrong(name, size, `a whole number above ${WINDOW}`);
  }
  if (target.length !== width * height * 3) {
    throw wrong('target', `${target.length} values`, `${width} * ${height} * 3`);
  }
  if (renderer === 'normalized' && !(eps > 0)) throw wrong('eps', eps, 'above 0 for the renderer normalized');
  if (!(cutoff > 0)) throw wrong('cutoff', cutoff, 'above 0');
  if (!(pairs > 0)) throw wrong('pairs', pairs, 'above 0');
}

/** N, which all groups must have in common. Throws InputError for a group that is absent or has another length. */
export function countGaussians(parameters: TensorflowParameters, covariance: keyof typeof GROUPS): number {
  const values = (name: string) => (parameters[name] ? `${parameters[name].length} values` : 'absent');
  const count = (parameters.position?.length ?? 0) / 2;
  if (!Number.isInteger(count) || count === 0) throw wrong('position', values('position'), 'pairs, one at least');
  for (const [name, size] of Object.entries(GROUPS[covariance])) {
    if (parameters[name]?.length !== count * size) throw wrong(name, values(name), `${count} * ${size}`);
  }
  return count;
}

const wrong = (name: string, value: unknown, expected: string) =>
  new InputError(`TensorFlow.js engine: ${name} is ${value}; expected ${expected}`);
