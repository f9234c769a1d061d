type Offset = readonly [rows: number, columns: number];

const BESIDE: readonly Offset[] = [
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
];
const DIAGONAL: readonly Offset[] = [
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
];
const APART: readonly Offset[] = [5, 6].flatMap((distance) =>
  [...BESIDE, ...DIAGONAL].map(([rows, columns]): Offset => [rows * distance, columns * distance]),
);

/**
 * The three components that the smoothness of a response map is made of, [w^2, w^2] each: the Laplacian of neighbours, which
 * makes them alike; that of diagonal neighbours; and D + A of pairs 5 or 6 apart, which makes them unlike. After
 * Baltrusaitis, Robinson and Morency (2014).
 */
export function smoothingComponentsOf(window: number): Float32Array[] {
  return [component(window, BESIDE, -1), component(window, DIAGONAL, -1), component(window, APART, 1)];
}

function component(window: number, offsets: readonly Offset[], sign: number): Float32Array {
  const cells = window * window;
  const matrix = new Float32Array(cells * cells);
  for (let row = 0; row < window; row++) {
    for (let column = 0; column < window; column++) {
      const cell = row * window + column;
      for (const [rows, columns] of offsets) {
        const [y, x] = [row + rows, column + columns];
        if (y < 0 || x < 0 || y >= window || x >= window) continue;
        matrix[cell * cells + y * window + x] += sign;
        matrix[cell * cells + cell] += 1;
      }
    }
  }
  return matrix;
}
