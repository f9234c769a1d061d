import type { ScalarTable } from '../trace/index.js';
import { median } from './robust.js';
import { type Role, roleOf } from './roles.js';

/** A column at its start and at its end: medians of a few rows. */
export interface Course {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly largest: number;
  readonly all: Float64Array;
}

/** What the columns say of the optimizer. */
export interface Norms {
  readonly gradient: Course | undefined;
  readonly update: Course | undefined;
  readonly rate: Course | undefined;
  readonly eps: Course | undefined;
  /** Whether `eps` is eps / sqrt(v) and not a share. */
  readonly epsIsRatio: boolean;
  readonly saturated: Course | undefined;
  readonly clipped: Course | undefined;
  /** The share of measurements at the border of what can be seen. */
  readonly border: Course | undefined;
  /** The decrease of the loss if every update went straight down its gradient, to first order: the sum of their products. */
  readonly expected: number | undefined;
}

export function normsOf({ columns, iterations, values }: ScalarTable): Norms {
  const find = (role: Role): Course | undefined => {
    const name = columns.find((each) => roleOf(each) === role);
    if (name === undefined) return undefined;
    const all = values[name].filter(Number.isFinite);
    return all.length === 0 ? undefined : { name, all, start: start(all), end: end(all), largest: largest(all) };
  };
  const gradient = find('gradient norm');
  const update = find('update norm');
  const eps = find('eps');
  return {
    gradient,
    update,
    rate: find('rate'),
    eps,
    epsIsRatio: eps !== undefined && /ratio$/i.test(eps.name),
    saturated: find('saturation'),
    clipped: find('clipping'),
    border: find('border'),
    expected: gradient && update && expectedDecrease(iterations, values[gradient.name], values[update.name]),
  };
}

function expectedDecrease(iterations: Float64Array, gradient: Float64Array, update: Float64Array): number | undefined {
  let sum = 0;
  for (let i = 1; i < iterations.length; i++) sum += gradient[i] * update[i] * (iterations[i] - iterations[i - 1]);
  return Number.isFinite(sum) ? sum : undefined;
}

/** The median of the first three values. */
export const start = (values: Float64Array): number => median(values.subarray(0, 3));

/** The median of the last tenth of the values, three of them at least. */
export const end = (values: Float64Array): number =>
  median(values.subarray(-Math.max(3, Math.floor(values.length / 10))));

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), 0);
