/** Whether a smoothing component stays the same under both reflections of the window and its transposition. */
export function isSymmetric(component: Float32Array, side: number): boolean {
  const cells = side * side;
  const maps = [
    (y: number, x: number) => (side - 1 - y) * side + x,
    (y: number, x: number) => y * side + side - 1 - x,
    (y: number, x: number) => x * side + y,
  ].map((map) => Int32Array.from({ length: cells }, (_, i) => map(Math.floor(i / side), i % side)));
  return maps.every((map) => {
    for (let a = 0; a < cells; a++) {
      for (let b = 0; b < cells; b++) {
        if (component[a * cells + b] !== component[map[a] * cells + map[b]]) return false;
      }
    }
    return true;
  });
}

/**
 * The blocks of such a component [w^2, w^2]: what it does to the parts of a map that are even in both directions, even in
 * one, and odd in both, each given by a quarter of the map. Row-major [n, n].
 */
export function splitBlocks(component: Float32Array, side: number): Float64Array[] {
  const [even, odd] = [(side + 1) >> 1, side >> 1];
  const block = (rows: number, columns: number, signDown: number, signAcross: number) => {
    const n = rows * columns;
    const result = new Float64Array(n * n);
    for (let to = 0; to < n; to++) {
      const row = component.subarray((Math.floor(to / columns) * side + (to % columns)) * side * side);
      for (let from = 0; from < n; from++) {
        const [j, i] = [Math.floor(from / columns), from % columns];
        const [down, across] = [side - 1 - j, side - 1 - i];
        let sum = row[j * side + i];
        if (down !== j) sum += signDown * row[down * side + i];
        if (across !== i) sum += signAcross * row[j * side + across];
        if (down !== j && across !== i) sum += signDown * signAcross * row[down * side + across];
        result[to * n + from] = sum;
      }
    }
    return result;
  };
  return [block(even, even, 1, 1), block(even, odd, 1, -1), block(odd, odd, -1, -1)];
}

/**
 * Inverts a matrix [n, n] in its place by elimination, without exchanging rows: for precision matrices and their blocks,
 * whose pivots are positive.
 */
export function invert(matrix: Float64Array, n: number): void {
  for (let k = 0; k < n; k++) {
    const pivot = 1 / matrix[k * n + k];
    matrix[k * n + k] = 1;
    for (let j = 0; j < n; j++) matrix[k * n + j] *= pivot;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = matrix[i * n + k];
      if (factor === 0) continue;
      matrix[i * n + k] = 0;
      for (let j = 0; j < n; j++) matrix[i * n + j] -= factor * matrix[k * n + j];
    }
  }
}
