import type { Vector } from './rounding.js';
import { nonNegative, whole } from './settings.js';

/**
 * A rule that moves parameters against a gradient. It has no memory of its own: parameters, moments and t are all that a
 * resumed run needs. With Float32Array every operation is rounded to single precision in the order of the formula that the
 * optimizer states; with Float64Array nothing is rounded further.
 */
export interface Optimizer {
  readonly name: string;
  /** The names of the arrays that an update reads and writes. They start at zero. */
  readonly moments: readonly string[];
  /**
   * Does update `t`, counted from 1, in place. Parameters, gradient and moments are flat arrays of one length and one type,
   * element by element independent; `rate` is the learning rate. Throws InputError for a rate that is negative or not
   * finite and for a t that is no whole number from 1, TypeError for arrays that do not fit.
   */
  update(params: Vector, gradient: Vector, moments: Readonly<Record<string, Vector>>, t: number, rate: number): void;
}

/** Throws what {@link Optimizer.update} promises for arguments that do not fit. */
export function checkUpdate(
  { name, moments: names }: Pick<Optimizer, 'name' | 'moments'>,
  params: Vector,
  gradient: Vector,
  moments: Readonly<Record<string, Vector>>,
  t: number,
  rate: number,
): void {
  whole(`${name}: t`, t, 1);
  nonNegative(`${name}: rate`, rate);
  const fits = (array: Vector | undefined) =>
    array?.length === params.length && array instanceof Float32Array === params instanceof Float32Array;
  const wanted = `expected a ${params.constructor.name} of ${params.length}, as the parameters are`;
  if (!fits(gradient)) throw new TypeError(`${name}: the gradient does not fit: ${wanted}`);
  for (const moment of names) {
    if (!fits(moments[moment])) throw new TypeError(`${name}: moment "${moment}" does not fit: ${wanted}`);
  }
}
