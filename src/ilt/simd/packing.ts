/** How the kernel keeps a square of a grid: value (y, x) of it at rows[y] + columns[x], in float32 values. */
export interface Packing {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

/** A square of a grid of 64 `phases` points an axis, and the values of r that it is kept with, as the kernel lays them out. */
export interface Square {
  readonly phases: number;
  readonly first: number;
  readonly count: number;
  readonly r: number;
  readonly rEnd: number;
}

/** Float32 values of an element. */
const ELEMENT = 32;

/** The places of a square that is kept by panels of `lanes` rows; see src/kernels/assembly/ilt-layout.ts. */
export function packing({ phases, first, count, r, rEnd }: Square, lanes: 16 | 32): Packing {
  const points = Int32Array.from({ length: count }, (_, i) => first + i);
  const kept = rEnd - r;
  return {
    rows: points.map((y) => {
      const row = y - 8 * phases * r;
      return Math.floor(row / lanes) * phases * 8 * kept * ELEMENT + (row % lanes);
    }),
    columns: points.map((x) => {
      const number = Math.floor(x / phases);
      return (((x % phases) * 8 + (number % 8)) * kept + Math.floor(number / 8) - r) * ELEMENT;
    }),
  };
}

/** Writes a square [count, count], row by row, to where the kernel keeps it. */
export function pack(values: ArrayLike<number>, { rows, columns }: Packing, to: Float32Array): void {
  for (let y = 0, i = 0; y < rows.length; y++) {
    for (let x = 0; x < columns.length; x++, i++) to[rows[y] + columns[x]] = values[i];
  }
}

/** The reverse of {@link pack}: [count, count]. */
export function unpacked(from: Float32Array, { rows, columns }: Packing): Float32Array {
  const values = new Float32Array(rows.length * columns.length);
  for (let y = 0, i = 0; y < rows.length; y++) {
    for (let x = 0; x < columns.length; x++, i++) values[i] = from[rows[y] + columns[x]];
  }
  return values;
}
