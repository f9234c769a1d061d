import { cholesky, solveCholesky } from './cholesky.js';
import { GLOBAL } from './shape.js';

/** A linear system of equations for an update of k parameters. */
export interface NormalEquations {
  /** [k, k]. */
  readonly hessian: Float64Array;
  /** [k]. */
  readonly gradient: Float64Array;
}

/** J' W J and J' W r for a Jacobian [2n, k], weights by landmark [n] and residuals [2, n]. */
export function normalEquations(
  jacobian: Float64Array,
  weights: ArrayLike<number>,
  residuals: Float64Array,
): NormalEquations {
  const rows = residuals.length;
  const k = jacobian.length / rows;
  const hessian = new Float64Array(k * k);
  const gradient = new Float64Array(k);
  for (let row = 0; row < rows; row++) {
    const weight = weights[row % weights.length];
    const derivatives = jacobian.subarray(row * k, (row + 1) * k);
    for (let i = 0; i < k; i++) {
      const weighted = weight * derivatives[i];
      gradient[i] += weighted * residuals[row];
      for (let j = 0; j < k; j++) hessian[i * k + j] += weighted * derivatives[j];
    }
  }
  return { hessian, gradient };
}

/**
 * The equations with the prior of the shape, a normal distribution of the modes: strength / variance on the diagonal, and
 * its pull towards the mean. The global parameters have none, so that equations of a rigid step stay as they are.
 */
export function regularized(
  { hessian, gradient }: NormalEquations,
  params: Float64Array,
  variances: ArrayLike<number>,
  strength: number,
): NormalEquations {
  const k = gradient.length;
  const result = { hessian: hessian.slice(), gradient: gradient.slice() };
  for (let j = 0; j < k - GLOBAL; j++) {
    const i = GLOBAL + j;
    const weight = strength / variances[j];
    result.hessian[i * k + i] += weight;
    result.gradient[i] -= weight * params[i];
  }
  return result;
}

/** The update that solves the equations: NaN where they have no unique solution. */
export const solve = ({ hessian, gradient }: NormalEquations): Float64Array =>
  solveCholesky(cholesky(hessian, gradient.length), gradient);
