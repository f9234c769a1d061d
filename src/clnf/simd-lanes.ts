import { CELL, LANES } from './simd-bank.js';
import type { Bank, SimdMemory } from './simd-memory.js';

/** Cells of a group, in the order of a map's values, and how far apart groups are, in bytes. */
interface Arrangement {
  readonly address: number;
  readonly cells: Int32Array;
  readonly stride: number;
}

function consecutive(count: number): Int32Array {
  const cells = new Int32Array(count);
  for (let i = 0; i < count; i++) cells[i] = i;
  return cells;
}

/** Maps [n, w, w] of the landmarks that a bank's view sees, zero for the others, from lanes. */
export function readMaps(memory: SimdMemory, { shape }: Bank, address: number, points: number): Float32Array {
  const cells = consecutive(shape.side * shape.side);
  return read(memory.floats, shape, { address, cells, stride: CELL * cells.length }, points);
}

/** Maps [n, w, w] as lanes. */
export function writeMaps(memory: SimdMemory, { shape }: Bank, address: number, maps: ArrayLike<number>): void {
  const cells = consecutive(shape.side * shape.side);
  write(memory.floats, shape, { address, cells, stride: CELL * cells.length }, maps);
}

/** Parts of a gray value that the kernel's areas hold as whole numbers. */
const UNITS = 1024;

/** Areas of interest [n, A, A] in gray values, from lanes of whole numbers less their mean. */
export function readAreas(memory: SimdMemory, { shape }: Bank, points: number): Float32Array {
  const { areas: address, means } = memory.workspace;
  const arrangement = areaArrangement(shape, address);
  const areas = read(memory.floats, shape, arrangement, points);
  const size = arrangement.cells.length;
  for (const [lane, landmark] of shape.landmarks.entries()) {
    const mean = memory.floats[means / 4 + lane];
    const area = areas.subarray(landmark * size, (landmark + 1) * size);
    if (lane < shape.count) for (let i = 0; i < size; i++) area[i] = (area[i] + mean) / UNITS;
  }
  return areas;
}

/** Areas of interest [n, A, A] as lanes of whole numbers, for the pass `adopt` to take over. */
export function writeAreas(memory: SimdMemory, { shape }: Bank, areas: ArrayLike<number>): void {
  const arrangement = areaArrangement(shape, memory.workspace.areas);
  write(
    memory.words,
    shape,
    arrangement,
    Float64Array.from(areas, (gray) => Math.round(UNITS * gray)),
  );
}

/** An area with a column and a row behind it. */
function areaArrangement({ side, patch }: Bank['shape'], address: number): Arrangement {
  const area = side + patch - 1;
  const cells = Int32Array.from({ length: area * area }, (_, i) => Math.floor(i / area) * (area + 1) + (i % area));
  return { address, cells, stride: CELL * (area + 1) * (area + 1) };
}

function read(
  from: Float32Array,
  { landmarks, count }: Bank['shape'],
  { address, cells, stride }: Arrangement,
  points: number,
): Float32Array {
  const values = new Float32Array(points * cells.length);
  for (let lane = 0; lane < count; lane++) {
    const start = startOf(lane, address, stride);
    const to = landmarks[lane] * cells.length;
    for (let i = 0; i < cells.length; i++) values[to + i] = from[start + LANES * cells[i]];
  }
  return values;
}

function write(
  to: Float32Array | Int32Array,
  { landmarks }: Bank['shape'],
  { address, cells, stride }: Arrangement,
  values: ArrayLike<number>,
): void {
  for (const [lane, landmark] of landmarks.entries()) {
    const start = startOf(lane, address, stride);
    for (let i = 0; i < cells.length; i++) to[start + LANES * cells[i]] = values[landmark * cells.length + i];
  }
}

const startOf = (lane: number, address: number, stride: number): number =>
  (address + Math.floor(lane / LANES) * stride) / 4 + (lane % LANES);
