import { readLoss } from './simd-loss.js';
import { openSimdMemory, type SimdMemory } from './simd-memory.js';
import { checkOptions, type RasterizerOptions } from './simd-options.js';
import { forEachInBlocks, forEachInPlanes } from './simd-planes.js';
import { CUTOFF, type LossTerms } from './strict.js';

export type { RasterizerOptions } from './simd-options.js';

/** Gaussians as the kernel takes them, row-major; values are rounded to single precision. */
export interface SimdShapes {
  /** Centers x, y in units of the image's sides: [N, 2]. */
  readonly position: ArrayLike<number>;
  /** a, b, c as `whiten` gives them: [N, 3]. */
  readonly whitening: ArrayLike<number>;
  /** [N, 3]. */
  readonly color: ArrayLike<number>;
}

/** What the forward pass gives, and all that later stages need of it. */
export interface SimdImage {
  /** The sum of weights W: [height, width]. */
  readonly weight: Float32Array;
  /** [height, width, 3]. */
  readonly image: Float32Array;
  /** The smallest d of each pixel, [height, width]; except with `softmax`, Infinity where it exceeds 12.25. */
  readonly nearest: Float32Array;
}

/**
 * Draws Gaussians, measures the image against a target and carries the loss back, with the SIMD kernel on any number of
 * threads. Either in one call, {@link step}, or stage by stage, {@link render}, {@link loss}, {@link imageGradient} and
 * {@link backward}: what passes between two stages can be read and replaced. Both ways give the same bits.
 *
 * Single precision; a weight is good to about 3e-7. Results depend neither on the threads nor on the machine.
 */
export class SimdRasterizer {
  readonly options: Required<RasterizerOptions>;
  /** Of the newest backward pass, with q = dL/dd: sums over pixels of q u, q v, q u^2, q u v, q v^2: [N, 5]. */
  readonly sums: Float32Array;
  /** Of the newest backward pass, dL/dcolor: [N, 3]. */
  readonly colorGradient: Float32Array;
  readonly #memory: SimdMemory;
  #hasImage = false;
  #hasNearest = false;
  #hasGradient = false;

  /** Throws InputError when an option cannot be used; see {@link RasterizerOptions}. */
  constructor(options: RasterizerOptions) {
    this.options = checkOptions(options);
    this.#memory = openSimdMemory(this.options);
    this.sums = this.#memory.sums;
    this.colorGradient = this.#memory.colorGradient;
  }

  /**
   * All stages for these Gaussians; {@link sums} and {@link colorGradient} then hold their gradient. The terms are worked
   * out only when they are `wanted`, since that may cost as much as all the rest. No image is left to read.
   */
  step(shapes: SimdShapes, wanted: boolean): LossTerms | undefined {
    this.render(shapes);
    if (wanted) this.#findErrors(true);
    if (this.options.gradient === 'full') {
      if (!wanted) this.#findErrors(false);
      this.#run('structure', this.options.height, 1);
      this.#run('adjoint', this.#memory.strips);
    } else {
      if (wanted) this.#run('structure', this.options.height, 0);
      this.#run('l2Adjoint', this.#memory.strips);
    }
    this.#hasImage = false;
    this.#hasGradient = false;
    this.#run('backward', this.options.count);
    return wanted ? readLoss(this.#memory, this.options) : undefined;
  }

  /** Stage 1: draws these Gaussians. */
  render(shapes: SimdShapes): void {
    this.write(shapes);
    this.#memory.words[this.#memory.resolved] = 0;
    this.#run('forward', this.#memory.strips);
    this.#hasImage = true;
    this.#hasNearest = this.options.renderer === 'softmax';
    this.#hasGradient = false;
  }

  /** Stage 2: the loss terms of the image. */
  loss(): LossTerms {
    this.#findErrors(true);
    this.#run('structure', this.options.height, 0);
    return readLoss(this.#memory, this.options);
  }

  /** Stage 3: the gradient by the image of what is descended. */
  imageGradient(): void {
    this.#findErrors(false);
    if (this.options.gradient === 'full') this.#run('structure', this.options.height, 1);
    else this.#run('l2Gradient', this.options.height);
    this.#hasGradient = true;
  }

  /** Stage 4: carries the gradient by the image back to the Gaussians, and uses the image up. */
  backward(): void {
    this.#needImage();
    if (!this.#hasGradient) throw new Error('the rasterizer has no image gradient to carry back');
    this.#run('adjoint', this.#memory.strips);
    this.#hasImage = false;
    this.#run('backward', this.options.count);
  }

  /** Takes Gaussians without drawing them. Throws RangeError when a group does not hold as many values as it should. */
  write(shapes: SimdShapes): void {
    for (const group of ['position', 'whitening', 'color'] as const) {
      copy(shapes[group], this.#memory[group], group);
    }
  }

  /** A copy of what was drawn. */
  readImage(): SimdImage {
    this.#needImage();
    const { floats, words, strips, resolved, blocks, nearest } = this.#memory;
    const { width, height } = this.options;
    if (words[resolved] === 0) this.#run('resolve', strips);
    words[resolved] = 1;
    this.#findNearest();
    const result = {
      weight: new Float32Array(width * height),
      image: new Float32Array(width * height * 3),
      nearest: new Float32Array(width * height),
    };
    forEachInBlocks(this.options, blocks, (pixel, at) => {
      result.weight[pixel] = floats[at];
      for (let k = 0; k < 3; k++) result.image[3 * pixel + k] = floats[at + 4 * (k + 1)];
    });
    forEachInBlocks(this.options, nearest, (pixel, at) => {
      result.nearest[pixel] = floats[at];
    });
    return result;
  }

  /** Puts another program's image in the place of what was drawn. Throws RangeError when a plane is of another size. */
  writeImage({ weight, image, nearest }: SimdImage): void {
    const { floats, words, resolved, blocks, nearest: place } = this.#memory;
    const pixels = this.options.width * this.options.height;
    expectLength(weight, pixels, 'weight');
    expectLength(image, 3 * pixels, 'image');
    expectLength(nearest, pixels, 'nearest');
    forEachInBlocks(this.options, blocks, (pixel, at) => {
      floats[at] = weight[pixel];
      for (let k = 0; k < 3; k++) floats[at + 4 * (k + 1)] = image[3 * pixel + k];
    });
    forEachInBlocks(this.options, place, (pixel, at) => {
      floats[at] = nearest[pixel];
    });
    words[resolved] = 1;
    this.#hasImage = true;
    this.#hasNearest = true;
    this.#hasGradient = false;
  }

  /** A copy of 3 * width * height * dL/dimage: [height, width, 3]. */
  readGradient(): Float32Array {
    if (!this.#hasGradient) throw new Error('the rasterizer has no image gradient to read');
    const { floats, gradient } = this.#memory;
    const result = new Float32Array(3 * this.options.width * this.options.height);
    forEachInPlanes(this.options, gradient, (index, at) => {
      result[index] = floats[at];
    });
    return result;
  }

  /** Puts 3 * width * height * dL/dimage, [height, width, 3], in the place of what {@link imageGradient} gave. */
  writeGradient(values: ArrayLike<number>): void {
    const { floats, gradient } = this.#memory;
    expectLength(values, 3 * this.options.width * this.options.height, 'gradient');
    forEachInPlanes(this.options, gradient, (index, at) => {
      floats[at] = values[index];
    });
    this.#hasGradient = true;
  }

  /** Ends the threads. Nothing can be drawn any more. */
  close(): void {
    this.#memory.pool.close();
  }

  #run(name: string, extent: number, ...values: number[]): void {
    this.#memory.pool.run(name, extent, ...values);
  }

  #needImage(): void {
    if (!this.#hasImage)
      throw new Error('the rasterizer holds no image: nothing was drawn since the last backward pass');
  }

  #findErrors(measured: boolean): void {
    this.#needImage();
    // Where the renderer cuts off where coverage ends, the weights tell which pixels are covered.
    if (measured && this.options.cutoff !== CUTOFF) this.#findNearest();
    this.#run('findErrors', this.#memory.strips, measured ? 1 : 0);
  }

  #findNearest(): void {
    if (!this.#hasNearest) this.#run('coverage', this.#memory.strips);
    this.#hasNearest = true;
  }
}

function copy(from: ArrayLike<number>, to: Float32Array, name: string): void {
  expectLength(from, to.length, name);
  to.set(from);
}

function expectLength({ length }: ArrayLike<number>, expected: number, name: string): void {
  if (length !== expected) throw new RangeError(`${name}: ${length} values given, expected ${expected}`);
}
