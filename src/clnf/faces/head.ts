import { POINTS } from './design.js';
import { HELPERS } from './head-helpers.js';
import { BOTTOM, LAYOUT, LEFT, RIGHT, TOP } from './layout.js';
import { inverted } from './linear-algebra.js';

/** Distance of the mesh's vertices in the layout. */
const STEP = 2;
const COLUMNS = (RIGHT - LEFT) / STEP + 1;
const ROWS = (BOTTOM - TOP) / STEP + 1;

const square = (x: number): number => x * x;

/** The landmarks and the helpers. */
export const CONTROLS = POINTS + HELPERS.length;

/** A mesh over the layout whose vertices follow the control points. */
export interface HeadMesh {
  readonly vertices: number;
  /** u, v of each vertex. */
  readonly layout: Float64Array;
  /** Three vertices each. */
  readonly triangles: Int32Array;
  /** Each vertex of a triangle as a linear combination of the control points: [vertices, CONTROLS]. */
  readonly weights: Float32Array;
  /** How far each helper follows each landmark from its place in the design: [helpers, 68]. */
  readonly following: Float64Array;
}

let known: HeadMesh | undefined;

/** The mesh, worked out once a process. */
export function headMesh(): HeadMesh {
  known ??= buildMesh();
  return known;
}

/** The kernel of thin-plate splines, r^2 log r. */
const bending = (square: number): number => (square < 1e-12 ? 0 : square * Math.log(square) * 0.5);

function buildMesh(): HeadMesh {
  const us = [...LAYOUT.subarray(0, POINTS), ...HELPERS.map(({ u }) => u)];
  const vs = [...LAYOUT.subarray(POINTS), ...HELPERS.map(({ v }) => v)];
  const size = CONTROLS + 3;
  const system = new Float64Array(size * size);
  for (let i = 0; i < CONTROLS; i++) {
    for (let j = 0; j < CONTROLS; j++) system[i * size + j] = bending(square(us[i] - us[j]) + square(vs[i] - vs[j]));
    // helpers are only approximated, for smooth skin; landmarks are met exactly
    if (i >= POINTS) system[i * size + i] += 40;
    for (const [k, value] of [1, us[i], vs[i]].entries()) {
      system[i * size + CONTROLS + k] = value;
      system[(CONTROLS + k) * size + i] = value;
    }
  }
  const inverse = inverted(system, size);
  const triangles = trianglesOf();
  const used = new Set(triangles);
  const vertices = COLUMNS * ROWS;
  const layout = new Float64Array(2 * vertices);
  const weights = new Float32Array(vertices * CONTROLS);
  const basis = new Float64Array(size);
  const sums = new Float64Array(CONTROLS);
  for (let vertex = 0; vertex < vertices; vertex++) {
    const u = LEFT + (vertex % COLUMNS) * STEP;
    const v = TOP + Math.floor(vertex / COLUMNS) * STEP;
    layout[2 * vertex] = u;
    layout[2 * vertex + 1] = v;
    if (!used.has(vertex)) continue;
    for (let j = 0; j < CONTROLS; j++) basis[j] = bending(square(u - us[j]) + square(v - vs[j]));
    basis.set([1, u, v], CONTROLS);
    sums.fill(0);
    for (let k = 0; k < size; k++) {
      const value = basis[k];
      for (let j = 0, at = k * size; j < CONTROLS; j++, at++) sums[j] += value * inverse[at];
    }
    weights.set(sums, vertex * CONTROLS);
  }
  return { vertices, layout, triangles, weights, following: followingOf(us, vs) };
}

/** Two triangles for each cell of the grid inside an oval that covers the face, the forehead and the roll-over. */
function trianglesOf(): Int32Array {
  const isInside = (u: number, v: number) => {
    const y = v < 10 ? (v - 10) / 128 : (v - 10) / 138;
    return square(u / 104) + y * y * (1 + 0.15 * Math.abs(u / 104)) < 1;
  };
  const triangles: number[] = [];
  for (let row = 0; row + 1 < ROWS; row++) {
    for (let column = 0; column + 1 < COLUMNS; column++) {
      if (!isInside(LEFT + (column + 0.5) * STEP, TOP + (row + 0.5) * STEP)) continue;
      const a = row * COLUMNS + column;
      triangles.push(a, a + 1, a + COLUMNS, a + 1, a + COLUMNS + 1, a + COLUMNS);
    }
  }
  return Int32Array.from(triangles);
}

/** Helpers follow the landmarks near them, less the farther they are from all. */
function followingOf(us: readonly number[], vs: readonly number[]): Float64Array {
  const following = new Float64Array(HELPERS.length * POINTS);
  for (const [k, { u, v }] of HELPERS.entries()) {
    let sum = 0;
    let nearest = 1e9;
    for (let i = 0; i < POINTS; i++) {
      const distance = square(u - us[i]) + square(v - vs[i]);
      nearest = Math.min(nearest, distance);
      const weight = 1 / ((distance + 25) * Math.sqrt(distance + 25));
      following[k * POINTS + i] = weight;
      sum += weight;
    }
    const share = Math.exp(-nearest / 4500);
    for (let i = 0; i < POINTS; i++) following[k * POINTS + i] *= share / sum;
  }
  return following;
}
