import { flareTransfer } from '../../src/ilt/flare/physical.js';
import { everyPixel, type Grid } from '../../src/ilt/imaging/index.js';
import type { KernelSet } from '../../src/ilt/optics/index.js';
import { clearField } from '../../src/ilt/optics/index.js';
import type { Problem } from '../../src/ilt/recipe/problem.js';
import { geometric, type Level, type Recipe, steady } from '../../src/ilt/recipe/recipe.js';
import { randomArray, randomKernels } from './dense-imaging.js';

/** What a small problem is like; what is left out is as in multi-level ILT. */
export interface Sketch {
  readonly size: number;
  readonly radius?: number;
  readonly kernels?: number;
  readonly gradient?: Problem['gradient'];
  readonly flare?: boolean;
  /** SimpleILT's recipe, with the square of the band in its loss if that has a weight. */
  readonly simple?: {
    readonly start: number;
    readonly count: number;
    readonly band?: number;
    readonly adam?: boolean;
    readonly steepness?: number;
    readonly skips?: boolean;
  };
  /** Levels of multi-level ILT: blocks, the pixel that their squares begin at, the pool, and the blocks of the samples. */
  readonly levels?: readonly {
    readonly block: number;
    readonly start: number;
    readonly pool: number;
    readonly sample?: number;
  }[];
}

/** Random kernels under which a clear field prints. */
function scaled(set: KernelSet): KernelSet {
  const light = clearField(set);
  return { ...set, weights: set.weights.map((weight) => weight / light) };
}

/** A problem with random kernels, and a few bars to print. */
export function problem({
  size,
  radius = 5,
  kernels = 3,
  gradient = 'true',
  flare = false,
  simple,
  levels = [],
}: Sketch): Problem {
  const [focus, defocus] = [11, 12].map((seed) => scaled(randomKernels(radius, kernels, seed)));
  const raster = new Uint8Array(size * size);
  for (let y = Math.floor(0.3 * size); y < 0.7 * size; y++) {
    for (let x = Math.floor(0.3 * size); x < 0.7 * size; x++) raster[y * size + x] = Number(x % 12 < 6 || y % 40 < 9);
  }
  // a pixel around the window that is to print
  raster[2 * size + 1] = 1;
  const recipe = simple ? simpleOf(size, kernels, simple) : multilevelOf(size, kernels, levels);
  return {
    target: { size, pixel: 4, raster },
    system: {
      kernels: { focus, defocus },
      flare: flare
        ? flareTransfer({ tis: 0.05, inner: 50, range: 2000, power: 2.5 }, focus.field, 2 * radius)
        : undefined,
    },
    process: { threshold: 0.3, doseMax: 1.05, doseMin: 0.9 },
    gradient,
    recipe,
  };
}

function simpleOf(
  size: number,
  kernels: number,
  { start, count, band = 0, adam = false, steepness: slope = 30, skips = false }: NonNullable<Sketch['simple']>,
): Recipe {
  return {
    levels: [
      {
        iterations: Infinity,
        mask: { pixels: size, start, block: 1, count },
        samples: everyPixel(size),
        pool: 1,
        kernels,
        theta: steady(4),
        steepness: steady(slope),
        rate: steady(0.1),
        power: 2,
      },
    ],
    start: 'signed target',
    offset: 0,
    frame: 'start',
    nominal: 1,
    corners: 0.7,
    band,
    bandPower: 2,
    edges: 0,
    optimizer: adam ? { name: 'adam', beta2: 0.999 } : { name: 'sgd' },
    keep: 'best',
    skips,
  };
}

function multilevelOf(size: number, kernels: number, levels: NonNullable<Sketch['levels']>): Recipe {
  const grid = (start: number, block: number): Grid => ({
    pixels: size,
    start,
    block,
    count: (size - 2 * start) / block,
  });
  return {
    levels: levels.map(
      ({ block, start, pool, sample = block }, i): Level => ({
        iterations: 4,
        mask: grid(start, block),
        samples: grid(start, sample),
        pool,
        kernels: i === 0 ? kernels - 1 : kernels,
        theta: geometric(4, 7),
        steepness: geometric(20, 40),
        rate: steady(0.05),
        power: i === 0 ? 2 : 1.25,
      }),
    ),
    start: 'target',
    offset: 0.5,
    frame: 'dark',
    nominal: 1.5,
    corners: 0,
    band: 1,
    bandPower: 1,
    edges: 2,
    optimizer: { name: 'adam', beta2: 0.9 },
    keep: 'last',
    skips: false,
  };
}

/** Parameters of the recipe's first level that no rule made, and that leave the mask grey. */
export const randomParams = ({ recipe }: Problem): Float32Array =>
  Float32Array.from(randomArray(recipe.levels[0].mask.count * recipe.levels[0].mask.count, 21, -0.4, 1));
