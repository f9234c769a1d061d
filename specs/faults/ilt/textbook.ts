import type { Values } from '../../../src/solver.js';
import { numbers } from '../fault.js';

/** The parameters after Adam's step from a state (Kingma and Ba 2015, algorithm 1). */
export function textbookAdam(
  values: Values,
  gradient: Float64Array,
  { rate, beta2, eps }: { readonly rate: number; readonly beta2: number; readonly eps: number },
): Float64Array {
  const [p, m, v] = ['params', 'm.params', 'v.params'].map((name) => numbers(values, name));
  const t = (values.t as number) + 1;
  const [c1, c2] = [0.9, beta2].map((beta) => 1 - Math.exp(t * Math.log(beta)));
  return gradient.map((g, i) => {
    const [mean, square] = [0.9 * m[i] + 0.1 * g, beta2 * v[i] + (1 - beta2) * g * g];
    return p[i] - (rate * (mean / c1)) / (Math.sqrt(square / c2) + eps);
  });
}
