import { correlation, identity, type Linear, periodic, separable, wideGaussian } from '../flare/linear.js';
import { type Scatter, scatterTransfer, spreadsOf } from '../flare/physical.js';
import { historicalPsf, PSF_SIDE } from '../flare/psf.js';
import { analyze, blocks, everyPixel, sampling, synthesize } from '../imaging/index.js';
import type { KernelSet } from '../optics/index.js';
import { imagingOf } from '../system.js';

/** What the lens makes of a mask, [size, size] each. */
export interface Diffraction {
  image(mask: Float64Array): Float64Array;
  /** dL/dM, from the mask and dL/dI. */
  pullback(mask: Float64Array, gradient: Float64Array): Float64Array;
  readonly isLinear: boolean;
}

/** How large a share of the scattered light counts at each pixel, by how open the mask is around it. */
export interface Density {
  alpha(mask: Float64Array): Float64Array;
  adjoint(gradient: Float64Array): Float64Array;
}

/** The optics of a flare-aware program. */
export interface AwareModel {
  readonly size: number;
  readonly diffraction: Diffraction;
  /** The point spread of scattered light. */
  readonly scatter: Linear;
  readonly density: Density;
  /** Whether light that is scattered is missing where it came from. */
  readonly lost: boolean;
}

export const DIFFRACTIONS = ['identity', 'gaussian', 'socs'] as const;
export const FLARES = ['main', 'v2', 'physical'] as const;

/** The blur that branch v2 takes for a lens: deviation and reach in pixels. */
const BLUR = { deviation: 2, reach: 7 };
/** The density kernel of both branches, in pixels, and where v2 cuts it off; main cuts it at 6000, beyond every tile. */
const DENSITY = { deviation: 2000, reach: { main: 6000, v2: 32 } };
/** The share that a wide open mask gives. */
const FULL_ALPHA = 0.1;

/** sum over i = -reach … reach of exp(-i^2 / (2 deviation^2)), normalized to 1. */
function gaussianTaps(deviation: number, reach: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const distance = (i - reach) / deviation;
    return Math.exp((-distance * distance) / 2);
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

const linear = ({ apply, adjoint }: Linear): Diffraction => ({
  image: apply,
  pullback: (_, gradient) => adjoint(gradient),
  isLinear: true,
});

export const identityDiffraction = (): Diffraction => linear(identity);

export const gaussianDiffraction = (size: number): Diffraction =>
  linear(separable(gaussianTaps(BLUR.deviation, BLUR.reach), size));

/** The aerial image in focus, by SOCS. */
export function socsDiffraction(kernels: KernelSet, size: number): Diffraction {
  const { fields, image, back } = imagingOf(kernels, kernels.count, 'true');
  const masks = blocks(everyPixel(size), kernels.radius);
  const samples = sampling(everyPixel(size), 2 * kernels.radius);
  return {
    image: (mask) => synthesize(image(fields(analyze(mask, masks))), samples),
    pullback(mask, gradient) {
      const spectrum = analyze(mask, masks);
      return synthesize(back(fields(spectrum), spectrum, analyze(gradient, samples)), masks);
    },
    isLinear: false,
  };
}

/** The flare of a branch of the program as it was. */
export function historicalFlare(branch: 'main' | 'v2', size: number): Omit<AwareModel, 'size' | 'diffraction'> {
  const scatter = correlation(historicalPsf(branch), PSF_SIDE[branch], size);
  const taps = gaussianTaps(DENSITY.deviation, DENSITY.reach[branch]);
  // the middle tap squared is the kernel's peak; where the cut is beyond the tile the kernel may as well have none
  const peak = taps[DENSITY.reach[branch]];
  const mean =
    DENSITY.reach[branch] >= size - 1 ? wideGaussian(DENSITY.deviation, peak * peak, size) : separable(taps, size);
  const scaled = (image: Float64Array) => image.map((value) => FULL_ALPHA * value);
  return {
    scatter,
    density: { alpha: (mask) => scaled(mean.apply(mask)), adjoint: (gradient) => scaled(mean.adjoint(gradient)) },
    lost: false,
  };
}

/** Flare by a power law, of one share everywhere, on a periodic field of `field` nanometres. */
export function physicalFlare(scatter: Scatter, size: number, field: number): Omit<AwareModel, 'size' | 'diffraction'> {
  const spreads = spreadsOf(scatter);
  const bin = (i: number) => (i < size / 2 ? i : i - size) / field;
  const transfer = Float64Array.from({ length: size * size }, (_, i) => {
    const [fx, fy] = [bin(i % size), bin(Math.floor(i / size))];
    return scatterTransfer(spreads, fx * fx + fy * fy);
  });
  return {
    scatter: periodic(transfer, size),
    density: {
      alpha: (mask) => new Float64Array(mask.length).fill(scatter.tis),
      adjoint: (gradient) => new Float64Array(gradient.length),
    },
    lost: true,
  };
}
