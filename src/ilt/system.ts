import {
  backwardOf,
  type Fields,
  fieldsOf,
  type GradientKind,
  intensityOf,
  type Spectrum,
  smallGrid,
} from './imaging/index.js';
import { type KernelSet, type Kernels, leading } from './optics/index.js';

/** How a wafer is exposed and developed. */
export interface Process {
  /** Intensity at which the resist prints. */
  readonly threshold: number;
  readonly doseMax: number;
  readonly doseMin: number;
}

/** What images masks: both focal conditions, and the stray light that each image gets. */
export interface System {
  readonly kernels: Kernels;
  /** What stray light makes of each bin of an image, [4 radius + 1, 4 radius + 1]; undefined where there is none. */
  readonly flare: Float64Array | undefined;
}

export type Condition = keyof Kernels;
export const CONDITIONS = ['focus', 'defocus'] as const satisfies readonly Condition[];

/** One focal condition of a system with its way back. */
export interface Imaging {
  fields(mask: Spectrum): Fields;
  /** The spectrum of the image of these fields, without stray light. */
  image(fields: Fields): Spectrum;
  doseFactor(dose: number): number;
  back(fields: Fields, mask: Spectrum, gradient: Spectrum): Spectrum;
}

export function imagingOf(set: KernelSet, count: number, gradient: GradientKind): Imaging {
  const kernels = count < set.count ? leading(set, count, 'kernels') : set;
  const grid = smallGrid(kernels);
  const { doseFactor, spectrum } = backwardOf(kernels, gradient, grid);
  return {
    fields: (mask) => fieldsOf(mask, kernels, grid),
    image: (fields) => intensityOf(fields, kernels.weights, grid),
    doseFactor,
    back: spectrum,
  };
}

/** A spectrum times a real transfer function; its own adjoint. */
export function filtered(spectrum: Spectrum, transfer: Float64Array | undefined): Spectrum {
  if (transfer === undefined) return spectrum;
  return {
    ...spectrum,
    re: spectrum.re.map((value, i) => value * transfer[i]),
    im: spectrum.im.map((value, i) => value * transfer[i]),
  };
}
