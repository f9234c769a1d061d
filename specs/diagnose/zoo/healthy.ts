import type { Random } from './random.js';
import type { Shape } from './specimen.js';

/** What a kind is told of the run that it is to fill. */
export interface Setting {
  readonly draw: Random;
  readonly rows: number;
  /** The share of the run between two rows, at its widest. */
  readonly spacing: number;
}

export type Kind = (setting: Setting) => Shape;

const power = (base: number, exponent: number) => Math.exp(exponent * Math.log(base));

/** The level below everything, in units of the descent: positive, as most losses are, and not so high that the descent is lost in it. */
export const floorOf = (draw: Random) => draw.logUniform(0.05, 4);

/** A descent that is over after a part of the run. */
export function settling(draw: Random, end = 1): (x: number) => number {
  const floor = floorOf(draw);
  const tau = (end * draw.uniform(0.3, 1)) / draw.uniform(7, 25);
  if (draw.chance(0.5)) return (x) => floor + Math.exp(-x / tau);
  if (draw.chance(0.5)) {
    const exponent = draw.uniform(2, 4);
    const knee = tau / 2;
    return (x) => floor + power(1 + x / knee, -exponent);
  }
  // a fast part and a slow one
  const share = draw.uniform(0.4, 0.9);
  return (x) => floor + share * Math.exp(-x / (tau / 6)) + (1 - share) * Math.exp(-x / tau);
}

const settled: readonly [number, number] = [1e-7, 0.015];

export const HEALTHY: Readonly<Record<string, Kind>> = {
  'settled descent': ({ draw }) => ({ at: settling(draw), verdicts: ['converged'], noise: settled }),

  'settled in stairs': ({ draw }) => {
    const floor = floorOf(draw);
    const count = draw.integer(2, 4);
    const ends = Array.from({ length: count }, (_, i) => ((i + draw.uniform(0.3, 0.7)) / count) * 0.55);
    const heights = ends.map((_, i) => Math.exp(-0.7 * i));
    const total = heights.reduce((sum, each) => sum + each, 0);
    const tau = draw.uniform(0.003, 0.02);
    const at = (x: number) =>
      floor +
      heights.reduce(
        (sum, height, i) => sum + (height / total) * (x < ends[i] ? 1 : Math.exp(-(x - ends[i]) / tau)),
        0,
      );
    return { at, verdicts: ['converged'], noise: settled };
  },

  'ringing that dies out': ({ draw, spacing }) => {
    const base = settling(draw, 0.8);
    const period = Math.max(draw.uniform(0.02, 0.1), 5 * spacing);
    const tau = draw.uniform(0.05, 0.12);
    const size = draw.uniform(0.1, 0.6);
    const at = (x: number) => base(x) + size * Math.exp(-x / tau) * (1 + Math.sin((2 * Math.PI * x) / period));
    return { at, verdicts: ['converged'], trap: true, noise: settled };
  },

  'unfinished exponential': ({ draw }) => {
    const floor = floorOf(draw);
    const tau = draw.uniform(0.25, 2);
    const scale = 1 - Math.exp(-1 / tau);
    return {
      at: (x) => floor + Math.exp(-x / tau) / scale,
      verdicts: ['improving'],
      noise: [1e-7, 0.05 * Math.min(1, Math.exp(-1 / tau) / scale)],
    };
  },

  'unfinished power law': ({ draw }) => {
    const floor = draw.chance(0.5) ? draw.uniform(0, 0.1) : floorOf(draw);
    const exponent = draw.uniform(0.3, 0.8);
    const knee = draw.logUniform(0.08, 0.5);
    return { at: (x) => floor + power(1 + x / knee, -exponent), verdicts: ['improving'], noise: [1e-7, 0.01] };
  },

  'straight descent': ({ draw }) => {
    const floor = floorOf(draw);
    return { at: (x) => floor + 1 - x, verdicts: ['improving'], noise: [1e-7, 0.1] };
  },

  'many decades': ({ draw }) => {
    const decades = draw.uniform(2, 12);
    return {
      at: (x) => Math.exp(-Math.LN10 * decades * x),
      verdicts: ['improving'],
      multiplicative: true,
      noise: [1e-6, 0.3],
    };
  },

  'a late drop': ({ draw }) => {
    const base = settling(draw, 0.5);
    const low = base(1);
    const start = draw.uniform(0.7, 0.85);
    const tau = draw.uniform(0.1, 0.3);
    const depth = 0.7 * low;
    const at = (x: number) => base(x) - (x < start ? 0 : depth * (1 - Math.exp(-(x - start) / tau)));
    return { at, verdicts: ['improving'], noise: [1e-7, 0.02 * Math.min(1, depth)] };
  },
};
