import { DESIGN, POINTS } from './design.js';
import { inverted } from './linear-algebra.js';

/** The layout of the head's skin, "canonical": u to the right and v down in mm, the designed face with its mouth open. */
export const LEFT = -108;
export const RIGHT = 108;
export const TOP = -128;
export const BOTTOM = 152;
/** How much wider than in the design the mouth is open in the layout, in mm, so that there is room for what is inside. */
export const OPEN = 9;
/** Distance of the mesh's vertices in the layout. */
const STEP = 2;
const COLUMNS = (RIGHT - LEFT) / STEP + 1;
const ROWS = (BOTTOM - TOP) / STEP + 1;

const square = (x: number): number => x * x;

/** The landmarks in the layout: all u, all v. */
export const LAYOUT: Float64Array = (() => {
  const layout = DESIGN.slice(0, 2 * POINTS);
  for (let i = 0; i < POINTS; i++) {
    if ((i >= 55 && i <= 59) || i >= 65) layout[POINTS + i] += OPEN;
    else if (i === 48 || i === 54 || i === 60 || i === 64) layout[POINTS + i] += OPEN * 0.4;
    if (i < 17) layout[POINTS + i] += OPEN * Math.exp(-square((i - 8) / 4.5));
  }
  return layout;
})();

/** A point that shapes the head besides the landmarks: in the layout and in the designed face. */
interface Helper {
  readonly u: number;
  readonly v: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** x, y, z on the right half or the midline, and how much farther out u and v are. */
const HELPERS_OF_HALF: readonly (readonly [x: number, y: number, z: number, du?: number, dv?: number])[] = [
  [0, -19, -12],
  [9, 9, -6],
  [8.5, 20, -13],
  [13.5, 27, -9.5],
  [8.5, 33, -24],
  [19.5, 37, -6],
  [11.5, 36, -18],
  [33, 15, -1],
  [50, 22, 9],
  [33, 32, -4],
  [40, 50, 0],
  [29, 56, -5, 0, 1],
  [46, 68, 14, 0, 3],
  [62, 32, 34],
  [0, 95, -12, 0, OPEN * 0.95],
  [0, 85.5, -10, 0, OPEN],
  [20, 90, -3, 0, OPEN * 0.9],
  [0, 52, -16.5],
  [35, 78, 8, 0, 6],
  [37, -12, -3],
  [20, -9, -5],
  [54, -7, 12],
  [0, -42, -12],
  [28, -42, -7],
  [52, -38, 10],
  [0, -64, -4],
  [34, -62, 4],
  [67, -20, 42],
  [64, -44, 36],
  [57, 5, 16],
  [31.5, -11, -3.5],
];
/** The crown, behind which the head rolls over. */
const CROWN = [
  [0, -94, 26],
  [40, -86, 32],
  [64, -64, 48],
  [74, -30, 62],
] as const;

export const HELPERS: readonly Helper[] = (() => {
  const helpers: Helper[] = [];
  const both = (x: number, y: number, z: number, du = 0, dv = 0) => {
    helpers.push({ u: x + du, v: y + dv, x, y, z });
    if (x !== 0) helpers.push({ u: -x - du, v: y + dv, x: -x, y, z });
  };
  for (const helper of HELPERS_OF_HALF) both(...helper);
  for (const [x, y, z] of CROWN) {
    both(x, y, z);
    both(x, y * 1.02, z + 45, x * 0.25, (y + 10) * 0.25);
  }
  // behind the line of the jaw
  for (let i = 0; i < 17; i++) {
    const [x, y, z] = [DESIGN[i], DESIGN[POINTS + i], DESIGN[2 * POINTS + i]];
    const [outX, outY] = [x / 72, Math.max(0, (y - 20) / 89)];
    const length = Math.hypot(outX, outY) || 1;
    const [nx, ny] = [outX / length, outY / length];
    const [u, v] = [LAYOUT[i], LAYOUT[POINTS + i]];
    helpers.push({ u: u + nx * 13, v: v + ny * 13, x: x - nx * 2.5, y: y - ny * 1.5, z: z + 15 });
    helpers.push({ u: u + nx * 32, v: v + ny * 32, x: x - nx * 12, y: y - ny * 8, z: z + 42 });
  }
  return helpers;
})();

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
