import type { KernelFunction } from '../kernels/load.js';
import { matrices, metric, multiply, multiplyTransposed, setGenerators, trace } from './matrix3.js';
import type { Pdm } from './model/model.js';
import { GLOBAL } from './shape.js';
import { up4 } from './simd-bank.js';
import type { SimdMemory } from './simd-memory.js';
import { newSums, type Situation, sumUp } from './simd-sums.js';
import type { NormalEquations } from './solve.js';

/** Where the six entries of a symmetric matrix stand, in the order of the moments' pairs. */
const TRIANGLE = [0, 4, 8, 1, 2, 5];

/** Doubles that the kernel needs for the equations of a model. */
export function equationDoubles({ points, modes }: Pdm): number {
  const [rows, m] = [up4(3 * points), up4(modes)];
  const k = m + GLOBAL;
  return m * rows + rows + m + 9 * m + m + k * k + k + 6;
}

/**
 * The normal equations J' W J + prior and their solution, by moments of the modes and of the shape instead of the Jacobian
 * J. Its columns are R2 E_k X for scale and rotation, with R2 the first two rows of R, E_0 = I and E_k = s [e_k]x; ones for
 * translation; and s R2 V_j for the modes. In the kernel's matrices the modes come first, padded to a multiple of four.
 */
export class SimdEquations {
  /** The newest solution: [6], or [6 + m]. */
  readonly update: Float64Array;
  readonly #rigidUpdate: Float64Array;
  readonly #pull: Float64Array;
  /** What one call works in, kept so that none is made in the loop. */
  readonly #small = {
    generators: matrices(4),
    pulled: matrices(4),
    spread: matrices(4),
    seen: new Float64Array(9),
    turned: new Float64Array(9),
    shape: newSums(),
  };
  readonly #pdm: Pdm;
  readonly #memory: SimdMemory;
  readonly #at: Record<
    'transposed' | 'pull' | 'q' | 'mixed' | 'modeGradient' | 'hessian' | 'gradient' | 'coefficients',
    number
  >;

  /** `at` is the address of {@link equationDoubles} doubles. */
  constructor(pdm: Pdm, memory: SimdMemory, at: number) {
    const { points, modes, basis } = pdm;
    const [rows, m] = [up4(3 * points), up4(modes)];
    const k = m + GLOBAL;
    let end = at;
    const take = (count: number) => {
      const start = end;
      end += 8 * count;
      return start;
    };
    this.#at = {
      transposed: take(m * rows),
      pull: take(rows),
      q: take(m),
      mixed: take(9 * m),
      modeGradient: take(m),
      hessian: take(k * k),
      gradient: take(k),
      coefficients: take(6),
    };
    for (let i = 0; i < 3 * points; i++) {
      for (let j = 0; j < modes; j++) memory.doubles[this.#at.transposed / 8 + j * rows + i] = basis[i * modes + j];
    }
    this.update = new Float64Array(GLOBAL + modes);
    this.#rigidUpdate = this.update.subarray(0, GLOBAL);
    this.#pull = memory.doubles.subarray(this.#at.pull / 8, this.#at.pull / 8 + rows);
    this.#pdm = pdm;
    this.#memory = memory;
  }

  /** Solves for an update of the global parameters, or of all; the update is a view that the next call overwrites. */
  solve(situation: Situation, rigid: boolean): Float64Array {
    const width = up4(this.#pdm.modes);
    const m = rigid ? 0 : width;
    this.#write(situation, rigid);
    const { exports, doubles } = this.#memory;
    (exports.solve as KernelFunction)(this.#at.hessian, m + GLOBAL, width + GLOBAL, this.#at.gradient);
    const gradient = this.#at.gradient / 8;
    const update = rigid ? this.#rigidUpdate : this.update;
    for (let i = 0; i < GLOBAL; i++) update[i] = doubles[gradient + m + i];
    for (let j = GLOBAL; j < update.length; j++) update[j] = doubles[gradient + j - GLOBAL];
    return update;
  }

  /** The equations that {@link solve} solves: the global parameters first, both triangles. */
  equations(situation: Situation, rigid: boolean): NormalEquations {
    const { modes } = this.#pdm;
    const m = rigid ? 0 : up4(modes);
    const pitch = up4(modes) + GLOBAL;
    this.#write(situation, rigid);
    const { doubles } = this.#memory;
    const k = rigid ? GLOBAL : GLOBAL + modes;
    const place = (i: number) => (i < GLOBAL ? m + i : i - GLOBAL);
    const entry = (i: number, j: number) => doubles[this.#at.hessian / 8 + Math.max(i, j) * pitch + Math.min(i, j)];
    return {
      hessian: Float64Array.from({ length: k * k }, (_, at) => entry(place(Math.floor(at / k)), place(at % k))),
      gradient: Float64Array.from({ length: k }, (_, i) => doubles[this.#at.gradient / 8 + place(i)]),
    };
  }

  /** Writes the lower triangle and the right side. */
  #write(situation: Situation, rigid: boolean): void {
    const { doubles } = this.#memory;
    const { params, rotation: r, moments } = situation;
    const width = up4(this.#pdm.modes);
    const pitch = width + GLOBAL;
    const first = rigid ? 0 : width;
    const hessian = this.#at.hessian / 8;
    const gradient = this.#at.gradient / 8;
    const { generators, pulled, spread, seen, turned, shape } = this.#small;
    sumUp(situation, shape, rigid ? undefined : this.#pull);
    const { sums, products, draw } = shape;
    setGenerators(generators, params[0]);
    metric(r, seen);
    for (let k = 0; k < 4; k++) {
      multiplyTransposed(generators[k], seen, pulled[k]);
      multiply(generators[k], products, spread[k]);
      multiply(r, generators[k], turned);
      const row = hessian + (first + k) * pitch + first;
      for (let l = 0; l <= k; l++) doubles[row + l] = trace(pulled[k], spread[l]);
      let sum = 0;
      for (let axis = 0; axis < 2; axis++) {
        let drawn = 0;
        for (let c = 0; c < 3; c++) {
          drawn += turned[3 * axis + c] * sums[c];
          sum += turned[3 * axis + c] * draw[3 * axis + c];
        }
        doubles[hessian + (first + 4 + axis) * pitch + first + k] = drawn;
      }
      doubles[gradient + first + k] = sum;
    }
    const translation = hessian + (first + 4) * pitch + first + 4;
    doubles[translation] = doubles[translation + pitch + 1] = moments.sum;
    doubles[translation + pitch] = 0;
    doubles[gradient + first + 4] = draw[6];
    doubles[gradient + first + 5] = draw[7];
    if (!rigid) this.#writeModes(situation);
  }

  #writeModes({ params, rotation: r, moments, regularization }: Situation): void {
    const { pulled, seen } = this.#small;
    const { points, modes, variances } = this.#pdm;
    const { exports, doubles } = this.#memory;
    const { transposed: basis, pull, q, mixed, modeGradient, hessian, gradient, coefficients } = this.#at;
    const m = up4(modes);
    const pitch = m + GLOBAL;
    const s = params[0];
    for (let j = 0; j < modes; j++) doubles[q / 8 + j] = params[GLOBAL + j];
    // V_c' W X_d
    (exports.multiply as KernelFunction)(moments.full, 9 * m, m, q, mixed, moments.constant);
    (exports.multiply as KernelFunction)(basis, m, up4(3 * points), pull, modeGradient, 0);
    for (let i = 0; i < 6; i++) doubles[coefficients / 8 + i] = s * s * seen[TRIANGLE[i]];
    (exports.combine as KernelFunction)(moments.symmetric, 8 * m * m, coefficients, hessian, m, pitch);
    const rows = hessian / 8 + m * pitch;
    const first = mixed / 8;
    for (let j = 0; j < modes; j++) {
      for (let k = 0; k < 4; k++) {
        const pulls = pulled[k];
        let sum = 0;
        // the entry (c, d) of pulls belongs to (d, c) of V_c' W X_d
        for (let c = 0; c < 3; c++) {
          const at = first + c * m + j;
          sum +=
            pulls[3 * c] * doubles[at] +
            pulls[3 * c + 1] * doubles[at + 3 * m] +
            pulls[3 * c + 2] * doubles[at + 6 * m];
        }
        doubles[rows + k * pitch + j] = s * sum;
      }
      for (let axis = 0; axis < 2; axis++) {
        let sum = 0;
        for (let c = 0; c < 3; c++) sum += r[3 * axis + c] * moments.first[c * modes + j];
        doubles[rows + (4 + axis) * pitch + j] = s * sum;
      }
      const prior = regularization / variances[j];
      doubles[hessian / 8 + j * pitch + j] += prior;
      doubles[gradient / 8 + j] = s * doubles[modeGradient / 8 + j] - prior * params[GLOBAL + j];
    }
    // modes that only fill up a multiple of four stay where they are
    for (let j = modes; j < m; j++) {
      doubles[hessian / 8 + j * pitch + j] = 1;
      doubles[gradient / 8 + j] = 0;
      for (let k = 0; k < GLOBAL; k++) doubles[rows + k * pitch + j] = 0;
    }
  }
}
