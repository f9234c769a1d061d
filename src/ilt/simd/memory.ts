import { instantiate, type KernelFunction, loadKernel } from '../../kernels/load.js';
import { KernelPool } from '../../kernels/pool.js';
import type { Grid } from '../imaging/index.js';
import type { Problem } from '../recipe/problem.js';
import type { Level } from '../recipe/recipe.js';
import { momentsOf } from '../recipe/update.js';
import { firstOf, pointsOf } from './fit.js';
import { frameSpectrum } from './frame.js';
import { type Packing, packing } from './packing.js';
import { banksOf, blockFactors, phaseFactors, smallSide, turns } from './tables.js';
import { packTarget } from './target.js';

const PAGE = 65_536;
/** What 32 bits can address, in pages. */
const MOST_PAGES = 65_536;

/** What the kernel keeps besides what a step in one go needs. */
export interface Keeping {
  readonly threads: number;
  /** Whether the images and the gradient by the parameters can be read and replaced between the parts of a step. */
  readonly parts: boolean;
}

/** The kernel made up for one level of a recipe, with its threads and its memory, in float32 values. */
export interface LevelMemory {
  readonly pool: KernelPool;
  readonly floats: Float32Array;
  /** An exported address, as an index of {@link floats}. */
  at(name: string): number;
  /** An exported number. */
  count(name: string): number;
  /** Float64 sums that a pass leaves, [panels, 8]. */
  sums(name: 'imageSums' | 'maskSums'): Float64Array;
  readonly radius: number;
  readonly side: number;
  readonly hasProbes: boolean;
  readonly isGrey: boolean;
  readonly images: Packing;
  readonly masks: Packing;
  /** Points across that are kept of the mask's grid. */
  readonly maskColumns: number;
}

const KEEPS_IMAGES = 1;
const IS_GREY = 2;
const KEEPS_GRADIENT = 4;
const HAS_MOMENTS = 8;

/** Lays out and fills the memory of a level. The recipe must fit: see {@link unfit}. */
export function openLevel(problem: Problem, level: Level, { threads, parts }: Keeping): LevelMemory {
  const { recipe, system, gradient } = problem;
  const { mask, samples } = level;
  const { radius } = system.kernels.focus;
  const side = smallSide(radius);
  const banks = banksOf(system.kernels, level.kernels, gradient, side);
  const isGrey = recipe.bandPower === 1;
  const bits =
    (parts ? KEEPS_IMAGES : 0) |
    (isGrey ? IS_GREY : 0) |
    (parts || level.pool > 1 ? KEEPS_GRADIENT : 0) |
    (momentsOf(recipe).length > 0 ? HAS_MOMENTS : 0);
  const span = (grid: Grid) => [pointsOf(grid), firstOf(grid), firstOf(grid) + grid.count];

  const module = loadKernel('ilt-simd');
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  const exports = instantiate(module, memory);
  const count = (name: string) => (exports[name] as WebAssembly.Global).value >>> 0;
  const at = (name: string) => count(name) / 4;
  const sizes = [threads, radius, side, ...span(samples), ...span(mask), banks.lanes, banks.probeLanes];
  // those before and after a step, or at hand and best
  const copies = parts || recipe.keep === 'best' ? 2 : 1;
  new Int32Array(memory.buffer, count('header'), 13).set([...sizes, copies, bits]);
  const bytes = (exports.configure as KernelFunction)(0, 0, 0) >>> 0;
  memory.grow(Math.ceil(bytes / PAGE));
  const floats = new Float32Array(memory.buffer);

  const square = (grid: Grid, r: string, rEnd: string) => ({
    phases: pointsOf(grid) / 64,
    first: firstOf(grid),
    count: grid.count,
    r: count(r),
    rEnd: count(rEnd),
  });
  const maskSquare = square(mask, 'maskR', 'maskREnd');
  const imageSquare = square(samples, 'imageR', 'imageREnd');
  const images = packing(imageSquare, 16);

  floats.set(turns(64), at('factors64'));
  floats.set(turns(side), at('factorsSide'));
  floats.set(phaseFactors(samples, 2 * radius), at('imageFactors'));
  floats.set(phaseFactors(mask, radius), at('maskFactors'));
  floats.set(blockFactors(mask, radius), at('blockFactors'));
  for (const name of ['kernels', 'probes', 'returns'] as const) floats.set(banks[name], at(name));
  writeTransfer(system.flare, radius, floats.subarray(at('transfer')), count('imagePitch') / 8);
  if (recipe.frame === 'start') {
    const { re, im } = frameSpectrum(problem.target, recipe, level, radius);
    re.forEach((value, i) => {
      floats[at('frameSpectrum') + 2 * i] = value;
      floats[at('frameSpectrum') + 2 * i + 1] = im[i];
    });
  }
  packTarget(problem, level, memory.buffer, { ...imageSquare, packing: images }, count);

  const pool = new KernelPool(module, memory, threads, exports);
  pool.run('configure', 0);
  const panels = { imageSums: count('imagePanels'), maskSums: count('maskPairs') };
  return {
    pool,
    floats,
    at,
    count,
    sums: (name) => new Float64Array(memory.buffer, count(name), 8 * panels[name]),
    radius,
    side,
    hasProbes: banks.probeLanes > 0,
    isGrey,
    images,
    masks: packing(maskSquare, 32),
    maskColumns: 8 * maskSquare.phases * (maskSquare.rEnd - maskSquare.r),
  };
}

function writeTransfer(flare: Float64Array | undefined, radius: number, to: Float32Array, pitch: number): void {
  const bins = 4 * radius + 1;
  for (let fy = 0; fy < bins; fy++) {
    for (let fx = 0; fx < bins; fx++) to[fy * pitch + fx] = flare?.[fy * bins + fx] ?? 1;
  }
}
