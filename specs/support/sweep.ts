import { isLogged, prepareGaussian, rowsOf } from './gaussian.js';

/** The smallest of the printed losses of 10,000 iterations, seed 42, as published for each number of Gaussians. */
export const BEST = [
  [20, '0.106773'],
  [25, '0.101892'],
  [30, '0.091960'],
  [35, '0.082583'],
  [40, '0.085110'],
  [45, '0.084198'],
  [50, '0.071194'],
  [55, '0.068072'],
  [60, '0.061415'],
  [65, '0.057100'],
  [70, '0.058726'],
  [80, '0.044080'],
  [100, '0.029795'],
] as const;

/** The smallest printed loss of a run of N Gaussians up to an iteration. */
export async function bestOf(gaussians: number, until: number): Promise<number> {
  const prepared = await prepareGaussian({ gaussians });
  const rows = rowsOf(prepared, prepared.solver.init(), until, isLogged);
  return Math.min(...[...rows.values()].map(({ loss }) => loss));
}
