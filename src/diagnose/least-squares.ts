/**
 * The factors that bring rows times factors nearest to `y`, none but the first of them negative: Lawson and Hanson 1974, chapter 23,
 * on the normal equations. `rows` is row-major, `width` numbers a row, of the size of one.
 */
export function nonNegativeLeastSquares(rows: Float64Array, width: number, y: Float64Array): Float64Array {
  const gram = new Float64Array(width * width);
  const right = new Float64Array(width);
  for (let i = 0; i < y.length; i++) {
    for (let k = 0; k < width; k++) {
      const value = rows[width * i + k];
      if (value === 0) continue;
      right[k] += value * y[i];
      for (let l = 0; l <= k; l++) gram[width * k + l] += value * rows[width * i + l];
    }
  }
  const product = (k: number, l: number) => gram[width * Math.max(k, l) + Math.min(k, l)];
  let factors = new Float64Array(width);
  let passive = [0];
  for (let round = 0; round < 3 * width; round++) {
    for (;;) {
      const solved = solve(passive, product, right);
      const negative = passive.filter((k, i) => k > 0 && solved[i] <= 0);
      if (negative.length === 0) {
        factors = new Float64Array(width);
        passive.forEach((k, i) => {
          factors[k] = solved[i];
        });
        break;
      }
      // as far towards the solution as no factor becomes negative
      const share = Math.min(...negative.map((k) => factors[k] / (factors[k] - solved[passive.indexOf(k)])));
      passive.forEach((k, i) => {
        factors[k] += share * (solved[i] - factors[k]);
      });
      passive = passive.filter((k) => k === 0 || factors[k] > 1e-12 * Math.abs(factors[0]) * 1e-3);
    }
    let next = -1;
    let steepest = 1e-12;
    for (let k = 1; k < width; k++) {
      if (passive.includes(k) || product(k, k) === 0) continue;
      const slope = right[k] - passive.reduce((sum, l) => sum + product(k, l) * factors[l], 0);
      if (slope > steepest * Math.sqrt(product(k, k))) {
        steepest = slope / Math.sqrt(product(k, k));
        next = k;
      }
    }
    if (next < 0) break;
    passive = [...passive, next];
  }
  return factors;
}

/** Solves the symmetric equations of some of the unknowns: Gauss with pivots on the diagonal. */
function solve(some: readonly number[], product: (k: number, l: number) => number, right: Float64Array): number[] {
  const size = some.length;
  const matrix = some.map((k) => [...some.map((l) => product(k, l)), right[k]]);
  for (let i = 0; i < size; i++) {
    const pivot = matrix[i][i] + 1e-14 * product(some[i], some[i]);
    for (let j = i + 1; j < size; j++) {
      const factor = matrix[j][i] / pivot;
      for (let k = i; k <= size; k++) matrix[j][k] -= factor * matrix[i][k];
    }
  }
  const solution = new Array<number>(size);
  for (let i = size - 1; i >= 0; i--) {
    let sum = matrix[i][size];
    for (let k = i + 1; k < size; k++) sum -= matrix[i][k] * solution[k];
    solution[i] = sum / (matrix[i][i] + 1e-14 * product(some[i], some[i]));
  }
  return solution;
}
