import type { Grid } from '../imaging/index.js';
import { type Course, cosine, geometric, type Level, type Recipe, steady } from './recipe.js';

/**
 * Found by search on the ten layouts of the ICCAD 2013 contest, so that what they reach there flatters them; specs hold them
 * to SimpleILT on generated layouts as well. Masks have more shots than published ones, but for `few-shots`. The window,
 * three quarters of the field, is larger than SimpleILT's, a half, and what they reach depends on it most. The error weighs
 * more near the very points that the edge placement is scored at: `ew` 0 looks away from them.
 */
export const PRESETS = ['default', 'fast', 'few-shots', 'low-pvband'] as const;
export type Preset = (typeof PRESETS)[number];

/** What can be changed of a preset, and what it is made for. */
export interface PresetOptions {
  /** Side of the field in pixels, and of a pixel in nanometres. */
  readonly size: number;
  readonly pixel: number;
  /** Side of the window in the middle of the field, in pixels. */
  readonly window: number;
  readonly kernels: number;
  /** Weight of the nominal error; the preset's own where it is left out. */
  readonly wl?: number | undefined;
  /** Added weight at the probe points; the preset's own where it is left out. */
  readonly ew?: number | undefined;
}

/** A level by its blocks' side in nanometres. */
interface Plan extends Omit<Level, 'mask' | 'samples' | 'kernels'> {
  readonly block: number;
  /** Side of what the image is looked at in, in nanometres; that of the blocks where it is left out. */
  readonly sample?: number;
  readonly kernels?: number;
}

const ANNEALED: Course = geometric(50, 200);

const COARSE: Plan = {
  block: 8,
  iterations: 100,
  pool: 3,
  theta: geometric(4, 7),
  steepness: geometric(50, 100),
  rate: steady(0.2),
  power: 2,
};
const FINE: Plan = {
  block: 4,
  iterations: 50,
  pool: 7,
  theta: geometric(7, 12),
  steepness: geometric(100, 200),
  rate: cosine(0.1, 0.02),
  power: 1.25,
};
const COARSEST: Plan = {
  block: 16,
  sample: 8,
  iterations: 150,
  pool: 1,
  theta: geometric(4, 12),
  steepness: ANNEALED,
  rate: cosine(0.2, 0.02),
  power: 1.75,
};

const PLANS: Readonly<Record<Preset, { wl: number; levels: readonly Plan[] }>> = {
  default: { wl: 1.5, levels: [COARSE, FINE] },
  fast: {
    wl: 1.5,
    levels: [
      { ...COARSE, iterations: 60, kernels: 12 },
      // sharpens on the same grid: half the blocks' side would cost three times as much an iteration
      { ...FINE, block: 8, pool: 3, kernels: 20, iterations: 30, rate: cosine(0.12, 0.02) },
    ],
  },
  'few-shots': { wl: 1.5, levels: [COARSEST] },
  'low-pvband': { wl: 1, levels: [COARSE, FINE] },
};

/** How many iterations a preset has. */
export const presetLength = (name: Preset): number =>
  PLANS[name].levels.reduce((sum, { iterations }) => sum + iterations, 0);

/** A preset for a field. Blocks are at least a pixel. */
export function presetRecipe(name: Preset, options: PresetOptions): Recipe {
  const { wl, levels } = PLANS[name];
  return {
    levels: levels.map((plan) => levelOf(plan, options)),
    start: 'target',
    offset: 0.5,
    frame: 'dark',
    nominal: options.wl ?? wl,
    corners: 0,
    band: 1,
    bandPower: 1,
    edges: options.ew ?? 2,
    optimizer: { name: 'adam', beta2: 0.9 },
    keep: 'last',
    skips: false,
  };
}

function levelOf({ block, sample = block, kernels, ...plan }: Plan, options: PresetOptions): Level {
  const count = Math.min(options.kernels, kernels ?? options.kernels);
  return { ...plan, kernels: count, mask: gridOf(block, options), samples: gridOf(sample, options) };
}

function gridOf(nanometres: number, { size, pixel, window }: PresetOptions): Grid {
  const block = Math.max(1, Math.round(nanometres / pixel));
  return { pixels: size, start: (size - window) / 2, block, count: window / block };
}
