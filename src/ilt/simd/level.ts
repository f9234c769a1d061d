import type { Problem } from '../recipe/problem.js';
import type { Level } from '../recipe/recipe.js';
import { EPS } from '../recipe/update.js';
import { type Keeping, type LevelMemory, openLevel } from './memory.js';
import { pack, unpacked } from './packing.js';
import { descentSettings, maskSettings, resistSettings } from './settings.js';

/** Parts of the pass over the rows of the image: from bins to intensities, from those to the gradient, from that to bins. */
const DRAW = 1;
const EXPOSE = 2;
const RETURN = 4;
/** Columns of a spectrum that go together, and float32 values from a sample's real to its imaginary part. */
const LANES = 16;
/** Samples in what the kernel counts. */
const VECTOR = 4;

/** The terms of the loss, weighted and summed. */
export interface Terms {
  readonly loss: number;
  readonly nominal: number;
  readonly corners: number;
  readonly band: number;
}

/** Planes of the mask's grid that can be read and written, [count, count] each. */
export type Plane = 'mask' | 'gradient' | 'firstMoment' | 'secondMoment';

/**
 * One level of a recipe on the SIMD kernel: the parts of a step, which can be done one after the other with what passes
 * between them read and replaced, or all in one go. Both ways give the same bits, on any number of threads. Single
 * precision; sums are in double.
 */
export class SimdLevel {
  readonly count: number;
  readonly #problem: Problem;
  readonly #level: Level;
  readonly #memory: LevelMemory;

  /** The recipe must fit the kernel; see `unfit`. */
  constructor(problem: Problem, level: Level, keeping: Keeping) {
    this.count = level.mask.count;
    this.#problem = problem;
    this.#level = level;
    this.#memory = openLevel(problem, level, keeping);
  }

  /** Image, loss and the way back to the mask's grid, of the mask that was drawn last. */
  evaluate(step: number): Terms {
    this.#write(0, resistSettings(this.#problem, this.#level, step));
    this.#diffract();
    this.#overRows(DRAW | EXPOSE | RETURN);
    this.#back();
    return this.#terms();
  }

  /**
   * After {@link evaluate}: the step against the gradient, the t-th since the optimizer began, from one copy of the
   * parameters to another or the same, and the mask of the next one.
   */
  advance(from: number, to: number, step: number, t: number): void {
    this.#write(16, maskSettings(this.#problem, this.#level, step + 1));
    this.#write(18, descentSettings(this.#problem, this.#level, step, t));
    if (this.#level.pool === 1) {
      this.#run('stepRows', this.#pairs, this.#parameters(from), this.#parameters(to), this.#adam);
      this.#run('maskColumns', this.#maskPanels());
    } else {
      this.#differentiate();
      this.#run('stepParameters', this.#pairs, this.#parameters(from), this.#parameters(to), this.#adam);
      this.#draw(to);
    }
  }

  /** Part 1: the mask of the parameters at a step, and its spectrum. */
  drawMask(from: number, step: number): void {
    this.#write(16, maskSettings(this.#problem, this.#level, step));
    this.#draw(from);
  }

  /** Part 2: the images of the mask's spectrum. */
  drawImages(): void {
    this.#diffract();
    this.#overRows(DRAW);
  }

  /** Part 3: the loss of the images, and in their place the gradient by them. */
  expose(step: number): Terms {
    this.#write(0, resistSettings(this.#problem, this.#level, step));
    this.#overRows(EXPOSE);
    return this.#terms();
  }

  /** Part 4: the gradient by the parameters, from the gradient by the images, the mask and its spectrum. */
  differentiate(step: number): void {
    this.#write(18, descentSettings(this.#problem, this.#level, step, 1));
    this.#fields();
    this.#overRows(RETURN);
    this.#back();
    this.#differentiate();
  }

  /** Part 5: the step against the gradient. */
  move(from: number, to: number, step: number, t: number): void {
    this.#write(18, descentSettings(this.#problem, this.#level, step, t));
    this.#run('stepParameters', this.#pairs, this.#parameters(from), this.#parameters(to), this.#adam);
  }

  /** Of the newest step: the norms of gradient and step, and Adam's eps against the root mean square of its corrected sqrt(v). */
  motion(): { grad_norm: number; update_norm: number; eps_ratio: number } {
    const [gradients, steps, squares] = [0, 1, 2].map((index) => this.#sum('maskSums', index));
    const mean = squares / (this.count * this.count * this.#memory.floats[this.#memory.at('settings') + 25]);
    return { grad_norm: Math.sqrt(gradients), update_norm: Math.sqrt(steps), eps_ratio: EPS / Math.sqrt(mean) };
  }

  /** Of the newest loss: the share of the samples that were not left out for being dark. */
  exposed(): number {
    return (VECTOR * this.#sum('imageSums', 4)) / (this.#level.samples.count * this.#level.samples.count);
  }

  /** Of the newest gradient: the share of the mask that stands in the flat part of its sigmoid. */
  saturated(): number {
    return this.#sum('maskSums', 3) / (this.count * this.count);
  }

  readParameters = (copy: number): Float32Array => unpacked(this.#at(this.#parameters(copy)), this.#memory.masks);

  writeParameters(copy: number, values: ArrayLike<number>): void {
    pack(values, this.#memory.masks, this.#at(this.#parameters(copy)));
  }

  read = (plane: Plane): Float32Array => unpacked(this.#at(this.#memory.count(plane)), this.#memory.masks);

  write(plane: Plane, values: ArrayLike<number>): void {
    pack(values, this.#memory.masks, this.#at(this.#memory.count(plane)));
  }

  /** The images in focus and in defocus, or the gradient by them: [count, count] of the samples each. */
  readImages(): { focus: Float32Array; defocus: Float32Array } {
    const { images, count } = this.#memory;
    const start = count('images');
    return { focus: unpacked(this.#at(start), images), defocus: unpacked(this.#at(start + 4 * LANES), images) };
  }

  writeImages(focus: ArrayLike<number>, defocus: ArrayLike<number>): void {
    const { images, count } = this.#memory;
    // what is kept beyond the square counts on the way back
    const kept = count('imagePanels') * count('imagePhases') * 8 * (count('imageREnd') - count('imageR'));
    this.#at(count('images')).fill(0, 0, 2 * LANES * kept);
    pack(focus, images, this.#at(count('images')));
    pack(defocus, images, this.#at(count('images') + 4 * LANES));
  }

  /** The spectrum of the mask and what is frozen of it: [bins, bins] each. */
  readSpectrum(): { re: Float32Array; im: Float32Array } {
    const { at, floats, radius } = this.#memory;
    const bins = (2 * radius + 1) * (2 * radius + 1);
    const start = at('maskSpectrum');
    const part = (offset: number) => Float32Array.from({ length: bins }, (_, i) => floats[start + 2 * i + offset]);
    return { re: part(0), im: part(1) };
  }

  writeSpectrum(re: ArrayLike<number>, im: ArrayLike<number>): void {
    const { at, floats } = this.#memory;
    const start = at('maskSpectrum');
    for (let i = 0; i < re.length; i++) {
      floats[start + 2 * i] = re[i];
      floats[start + 2 * i + 1] = im[i];
    }
  }

  /** The size of the kernel's memory in bytes. */
  get bytes(): number {
    return this.#memory.floats.byteLength;
  }

  /** Ends the threads. Nothing can be worked out any more. */
  close(): void {
    this.#memory.pool.close();
  }

  #diffract(): void {
    this.#fields();
    this.#run('toSpectrum', 1);
    this.#run('imageColumns', this.#imageColumns());
  }

  #fields(): void {
    const { radius, side, hasProbes } = this.#memory;
    for (const bank of hasProbes ? [0, 1] : [0]) {
      this.#run('fieldsAlongX', 2 * (2 * radius + 1), bank);
      this.#run('fieldsAlongY', 2 * side, bank);
    }
  }

  #overRows(parts: number): void {
    this.#run('imageRows', this.#memory.count('imagePanels'), parts);
  }

  /** From the gradient by the images, as rows by bins, to the gradient by the mask, likewise. */
  #back(): void {
    const { radius, side } = this.#memory;
    this.#run('imageColumnsBack', this.#imageColumns());
    this.#run('fromSpectrum', 1);
    this.#run('adjointAlongY', 2 * side);
    this.#run('adjointAlongX', 2 * (2 * radius + 1));
    this.#run('gradientColumns', this.#maskPanels());
  }

  #differentiate(): void {
    const { count, maskColumns } = this.#memory;
    const { pool } = this.#level;
    const [gradient, other] = [count('gradient'), count('smoothed')];
    this.#run('gradientRows', this.#pairs, other);
    if (pool === 1) return;
    this.#run('smoothAcross', this.#pairs, gradient, other, pool);
    this.#run('smoothAlong', maskColumns, other, gradient, pool);
  }

  #draw(from: number): void {
    const { count, maskColumns } = this.#memory;
    const { pool } = this.#level;
    const [smoothed, other] = [count('smoothed'), count('gradient')];
    if (pool > 1) {
      this.#run('smoothAcross', this.#pairs, this.#parameters(from), other, pool);
      this.#run('smoothAlong', maskColumns, other, smoothed, pool);
    }
    this.#run('maskRows', this.#pairs, pool > 1 ? smoothed : this.#parameters(from));
    this.#run('maskColumns', this.#maskPanels());
  }

  #terms(): Terms {
    const { recipe } = this.#problem;
    const area = this.#level.samples.block * this.#level.samples.block;
    const [printed, outer, inner, width] = [0, 1, 2, 3].map((index) => area * this.#sum('imageSums', index));
    const nominal = recipe.nominal * printed;
    const corners = recipe.corners * (outer + inner);
    const band = recipe.band * width;
    return { loss: nominal + corners + band, nominal, corners, band };
  }

  #sum(name: 'imageSums' | 'maskSums', index: number): number {
    const sums = this.#memory.sums(name);
    let sum = 0;
    for (let i = index; i < sums.length; i += 8) sum += sums[i];
    return sum;
  }

  get #pairs(): number {
    return this.#memory.count('maskPairs');
  }

  get #adam(): number {
    return Number(this.#problem.recipe.optimizer.name === 'adam');
  }

  #imageColumns = (): number => Math.ceil((4 * this.#memory.radius + 1) / LANES);
  #maskPanels = (): number => Math.ceil((this.#memory.radius + 1) / LANES);

  #parameters(copy: number): number {
    const { count } = this.#memory;
    return count('parameters') + copy * count('parameterBytes');
  }

  #at = (address: number): Float32Array => this.#memory.floats.subarray(address / 4);

  #write(from: number, values: readonly number[]): void {
    this.#memory.floats.set(values, this.#memory.at('settings') + from);
  }

  #run(name: string, extent: number, ...values: number[]): void {
    this.#memory.pool.run(name, extent, ...values);
  }
}
