import type { KernelFunction } from '../kernels/load.js';
import type { Pdm } from './model/model.js';
import { type Rotation, rotationOf } from './rotation.js';
import { GLOBAL } from './shape.js';
import { up4 } from './simd-bank.js';
import type { SimdMemory } from './simd-memory.js';

/** Doubles that the kernel needs for the shapes of a model. */
export function shapeDoubles({ points, modes }: Pdm): number {
  const [rows, columns] = [up4(3 * points), up4(modes)];
  return rows * columns + columns + 2 * rows;
}

/**
 * The shape for given parameters, in space and in the image, by the kernel. What was worked out last stays: the modes are
 * the same throughout a rigid stage.
 */
export class SimdShape {
  /** X, then Y, then Z: [3n] in mm. */
  readonly space: Float64Array;
  /** The landmarks: [2, n] in pixels. */
  readonly landmarks: Float64Array;
  rotation: Rotation = new Float64Array(9);
  readonly #pdm: Pdm;
  readonly #params: Float64Array;
  readonly #modes: Float64Array;
  readonly #multiply: () => void;

  /** `at` is the address of {@link shapeDoubles} doubles. */
  constructor(pdm: Pdm, { exports, doubles }: SimdMemory, at: number) {
    const { points, modes, mean, basis } = pdm;
    const [rows, columns] = [up4(3 * points), up4(modes)];
    let end = at;
    const take = (count: number) => {
      const start = end;
      end += 8 * count;
      return start;
    };
    const [matrix, q, center, space] = [rows * columns, columns, rows, rows].map(take);
    for (let i = 0; i < 3 * points; i++) {
      doubles.set(basis.subarray(i * modes, (i + 1) * modes), matrix / 8 + i * columns);
    }
    doubles.set(mean, center / 8);
    const multiply = exports.multiply as KernelFunction;
    this.#multiply = () => multiply(matrix, rows, columns, q, space, center);
    this.#modes = doubles.subarray(q / 8, q / 8 + modes);
    this.#pdm = pdm;
    this.#params = new Float64Array(GLOBAL + modes).fill(Number.NaN);
    this.space = doubles.subarray(space / 8, space / 8 + 3 * points);
    this.landmarks = new Float64Array(2 * points);
  }

  /** Works out the shape for parameters [6 + m]. */
  set(params: Float64Array): void {
    const known = this.#params;
    let [isMoved, isChanged] = [false, false];
    for (let i = 0; i < known.length; i++) {
      if (known[i] === params[i]) continue;
      if (i < GLOBAL) isMoved = true;
      else isChanged = true;
      known[i] = params[i];
    }
    if (isChanged) {
      this.#modes.set(known.subarray(GLOBAL));
      this.#multiply();
    }
    if (isMoved || isChanged) this.#project();
  }

  #project(): void {
    const params = this.#params;
    const [s, rx, ry, rz, tx, ty] = params;
    const r = rotationOf(rx, ry, rz);
    this.rotation = r;
    const n = this.#pdm.points;
    const { space, landmarks } = this;
    const [a, b, c, d, e, f] = [s * r[0], s * r[1], s * r[2], s * r[3], s * r[4], s * r[5]];
    for (let i = 0; i < n; i++) {
      const x = space[i];
      const y = space[n + i];
      const z = space[2 * n + i];
      landmarks[i] = a * x + b * y + c * z + tx;
      landmarks[n + i] = d * x + e * y + f * z + ty;
    }
  }
}
