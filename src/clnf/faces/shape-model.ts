import type { Pdm } from '../model/model.js';
import { drawAmplitudes } from './amplitudes.js';
import { BLEND_SHAPES, displacement, SHAPES } from './blend-shapes.js';
import { DESIGN, POINTS } from './design.js';
import { dot, eigenSymmetric, normalized, subtractAlong } from './linear-algebra.js';
import { Pcg32 } from './pcg32.js';

/** The point distribution model of the rendered faces, and the way from blend shapes to its modes. */
export interface ShapeModel {
  readonly pdm: Pdm;
  /** Coordinates of the modes, [20] in mm, of the face with these amplitudes of the blend shapes. */
  modesOf(amplitudes: Float64Array): Float64Array;
}

/** Digits after the point in the model's file, and so in the model. */
export const DECIMALS = { mean: 6, basis: 8, variances: 6 } as const;

const SEED = 20240601;
const DRAWS = 20_000;
const SIZE = 3 * POINTS;
/** Modes are drawn within so many deviations; a fit holds them to 3. */
const DEVIATIONS = 2.95;

let known: ShapeModel | undefined;

/**
 * The principal components of 20,000 draws of the blend shapes, once translation, rotation and scale are projected out of
 * them; worked out once a process.
 */
export function shapeModel(): ShapeModel {
  known ??= buildShapeModel();
  return known;
}

/** Coordinates of the modes of a random face. */
export function drawModes(rng: Pcg32): Float64Array {
  const { pdm, modesOf } = shapeModel();
  return modesOf(drawAmplitudes(rng)).map((value, j) => clamp(value, DEVIATIONS * Math.sqrt(pdm.variances[j])));
}

const clamp = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value));

function buildShapeModel(): ShapeModel {
  const centered = DESIGN.slice();
  for (let axis = 0; axis < 3; axis++) {
    const coordinates = centered.subarray(axis * POINTS, (axis + 1) * POINTS);
    let sum = 0;
    for (const value of coordinates) sum += value;
    sum /= POINTS;
    for (let i = 0; i < POINTS; i++) coordinates[i] -= sum;
  }
  const fields = BLEND_SHAPES.map(displacement);
  const rigid = rigidMotions(centered);
  for (const field of fields) for (const motion of rigid) subtractAlong(field, motion);

  const { means, covariance } = statistics();
  // the covariance of shapes is F C F' for fields F; its eigenvectors lie in the span of F, of which this is a basis
  const span: Float64Array[] = [];
  for (const field of fields) {
    const vector = field.slice();
    for (let pass = 0; pass < 2; pass++) for (const other of span) subtractAlong(vector, other);
    span.push(normalized(vector));
  }
  const { values, vectors } = eigenSymmetric(inSpan(span, fields, covariance), SHAPES);
  const basis = new Float64Array(SIZE * SHAPES);
  for (let j = 0; j < SHAPES; j++) {
    let largest = 0;
    for (let k = 0; k < SIZE; k++) {
      let sum = 0;
      for (let i = 0; i < SHAPES; i++) sum += span[i][k] * vectors[i * SHAPES + j];
      basis[k * SHAPES + j] = sum;
      if (Math.abs(sum) > Math.abs(largest)) largest = sum;
    }
    // the sign of a mode is free: its largest entry is positive
    if (largest < 0) for (let k = 0; k < SIZE; k++) basis[k * SHAPES + j] *= -1;
  }
  const mean = centered.slice();
  for (let j = 0; j < SHAPES; j++) for (let k = 0; k < SIZE; k++) mean[k] += means[j] * fields[j][k];
  const pdm: Pdm = {
    points: POINTS,
    modes: SHAPES,
    mean: mean.map((value) => Number(value.toFixed(DECIMALS.mean))),
    basis: basis.map((value) => Number(value.toFixed(DECIMALS.basis))),
    variances: values.map((value) => Number(value.toFixed(DECIMALS.variances))),
  };
  return {
    pdm,
    modesOf(amplitudes) {
      const shift = new Float64Array(SIZE);
      for (let j = 0; j < SHAPES; j++) {
        for (let k = 0; k < SIZE; k++) shift[k] += (amplitudes[j] - means[j]) * fields[j][k];
      }
      return Float64Array.from({ length: SHAPES }, (_, j) => {
        let sum = 0;
        for (let k = 0; k < SIZE; k++) sum += pdm.basis[k * SHAPES + j] * shift[k];
        return sum;
      });
    },
  };
}

/** Orthonormal displacements by translation, rotation and scale of a shape about the origin. */
function rigidMotions(shape: Float64Array): Float64Array[] {
  const motions: Float64Array[] = [];
  const add = (vector: Float64Array) => {
    for (const motion of motions) subtractAlong(vector, motion);
    motions.push(normalized(vector));
  };
  for (let axis = 0; axis < 3; axis++) add(new Float64Array(SIZE).fill(1, axis * POINTS, (axis + 1) * POINTS));
  for (const [a, b] of [
    [1, 2],
    [2, 0],
    [0, 1],
  ]) {
    const turn = new Float64Array(SIZE);
    for (let i = 0; i < POINTS; i++) {
      turn[a * POINTS + i] = -shape[b * POINTS + i];
      turn[b * POINTS + i] = shape[a * POINTS + i];
    }
    add(turn);
  }
  add(shape.slice());
  return motions;
}

/** The means of the drawn amplitudes, and their covariance [20, 20]. */
function statistics(): { means: Float64Array; covariance: Float64Array } {
  const rng = new Pcg32(SEED);
  const means = new Float64Array(SHAPES);
  const draws = Array.from({ length: DRAWS }, () => {
    const draw = drawAmplitudes(rng);
    for (let j = 0; j < SHAPES; j++) means[j] += draw[j] / DRAWS;
    return draw;
  });
  const covariance = new Float64Array(SHAPES * SHAPES);
  for (const draw of draws) {
    for (let i = 0; i < SHAPES; i++) {
      for (let j = 0; j < SHAPES; j++) {
        covariance[i * SHAPES + j] += ((draw[i] - means[i]) * (draw[j] - means[j])) / DRAWS;
      }
    }
  }
  return { means, covariance };
}

/** The covariance of shapes in a basis of the span of the fields: T C T', T = basis' fields. */
function inSpan(
  span: readonly Float64Array[],
  fields: readonly Float64Array[],
  covariance: Float64Array,
): Float64Array {
  const t = new Float64Array(SHAPES * SHAPES);
  for (let i = 0; i < SHAPES; i++) for (let j = 0; j < SHAPES; j++) t[i * SHAPES + j] = dot(span[i], fields[j]);
  const result = new Float64Array(SHAPES * SHAPES);
  for (let i = 0; i < SHAPES; i++) {
    for (let j = 0; j < SHAPES; j++) {
      let sum = 0;
      for (let p = 0; p < SHAPES; p++) {
        for (let q = 0; q < SHAPES; q++) sum += t[i * SHAPES + p] * covariance[p * SHAPES + q] * t[j * SHAPES + q];
      }
      result[i * SHAPES + j] = sum;
    }
  }
  return result;
}
