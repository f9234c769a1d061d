import type { KernelFunction } from '../kernels/load.js';
import type { Pdm } from './model/model.js';
import type { Rotation } from './rotation.js';
import { GLOBAL } from './shape.js';
import { up4 } from './simd-bank.js';
import type { SimdMemory } from './simd-memory.js';
import type { Moments } from './simd-moments.js';
import type { NormalEquations } from './solve.js';

/** Doubles that the kernel needs for the equations of a model. */
export function equationDoubles({ points, modes }: Pdm): number {
  const [rows, m] = [up4(3 * points), up4(modes)];
  const k = m + GLOBAL;
  return m * rows + rows + m + 9 * m + m + k * k + k + 6;
}

/** Where a shape is and where it is drawn to. */
export interface Situation {
  readonly params: Float64Array;
  /** [3n]. */
  readonly space: Float64Array;
  readonly rotation: Rotation;
  /** Mean shifts in pixels of the image, zero where not visible: [2, n]. */
  readonly shifts: Float64Array;
  readonly moments: Moments;
  /** Strength of the shape's prior. */
  readonly regularization: number;
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
  /** Matrices [3, 3] of one call, kept so that none is made in the loop. */
  readonly #small = {
    generators: matrices(4),
    pulled: matrices(4),
    spread: matrices(4),
    seen: new Float64Array(9),
    products: new Float64Array(9),
    turned: new Float64Array(9),
    sums: new Float64Array(3),
    draw: new Float64Array(8),
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
    this.#measure(situation, rigid);
    const { generators, pulled, spread, seen, products, turned, sums, draw } = this.#small;
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

  /** Weighted sums over the landmarks: of X, of X X', and of the shifts times X (x, then y) and by themselves. */
  #measure({ space, rotation: r, shifts, moments: { weights } }: Situation, rigid: boolean): void {
    const n = weights.length;
    const pull = this.#pull;
    let sx = 0;
    let sy = 0;
    let sz = 0;
    let xx = 0;
    let yy = 0;
    let zz = 0;
    let xy = 0;
    let xz = 0;
    let yz = 0;
    let ax = 0;
    let ay = 0;
    let az = 0;
    let bx = 0;
    let by = 0;
    let bz = 0;
    let a = 0;
    let b = 0;
    for (let i = 0; i < n; i++) {
      const weight = weights[i];
      const x = space[i];
      const y = space[n + i];
      const z = space[2 * n + i];
      const wx = weight * x;
      const wy = weight * y;
      const wz = weight * z;
      const px = weight * shifts[i];
      const py = weight * shifts[n + i];
      sx += wx;
      sy += wy;
      sz += wz;
      xx += wx * x;
      yy += wy * y;
      zz += wz * z;
      xy += wx * y;
      xz += wx * z;
      yz += wy * z;
      ax += px * x;
      ay += px * y;
      az += px * z;
      bx += py * x;
      by += py * y;
      bz += py * z;
      a += px;
      b += py;
      if (rigid) continue;
      pull[i] = r[0] * px + r[3] * py;
      pull[n + i] = r[1] * px + r[4] * py;
      pull[2 * n + i] = r[2] * px + r[5] * py;
    }
    const { sums, products, draw } = this.#small;
    assign(sums, sx, sy, sz);
    assign(products, xx, xy, xz, xy, yy, yz, xz, yz, zz);
    assign(draw, ax, ay, az, bx, by, bz, a, b);
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

const matrices = (count: number): Float64Array[] => Array.from({ length: count }, () => new Float64Array(9));

/** Where the six entries of a symmetric matrix stand, in the order of the moments' pairs. */
const TRIANGLE = [0, 4, 8, 1, 2, 5];

/** What scale and rotation do to a point: I, and s [e_k]x for the three axes. */
function setGenerators([scale, x, y, z]: readonly Float64Array[], s: number): void {
  scale[0] = scale[4] = scale[8] = 1;
  x[5] = y[6] = z[1] = -s;
  x[7] = y[2] = z[3] = s;
}

/** R2' R2. */
function metric(r: Rotation, out: Float64Array): void {
  for (let c = 0; c < 3; c++) for (let d = 0; d < 3; d++) out[3 * c + d] = r[c] * r[d] + r[3 + c] * r[3 + d];
}

function multiply(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < 9; i += 3) {
    for (let j = 0; j < 3; j++) out[i + j] = a[i] * b[j] + a[i + 1] * b[3 + j] + a[i + 2] * b[6 + j];
  }
}

/** a' b. */
function multiplyTransposed(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) out[3 * i + j] = a[i] * b[j] + a[3 + i] * b[3 + j] + a[6 + i] * b[6 + j];
  }
}

/** The trace of a b. */
function trace(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < 3; i++) sum += a[3 * i] * b[i] + a[3 * i + 1] * b[3 + i] + a[3 * i + 2] * b[6 + i];
  return sum;
}

function assign(to: Float64Array, ...values: number[]): void {
  for (let i = 0; i < values.length; i++) to[i] = values[i];
}
