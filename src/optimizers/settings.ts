import { InputError } from '../errors.js';

/** Refuses a setting unless it holds. `what` names the owner and the setting, as in "adam: beta1". Throws InputError. */
function demand(holds: boolean, what: string, value: unknown, expected: string): void {
  if (!holds) throw new InputError(`${what} is ${String(value)}, expected ${expected}`);
}

export function nonNegative(what: string, value: number): number {
  demand(Number.isFinite(value) && value >= 0, what, value, 'a finite number of at least 0');
  return value;
}

export function positive(what: string, value: number): number {
  demand(Number.isFinite(value) && value > 0, what, value, 'a finite number above 0');
  return value;
}

/** A rate of decay. It must stay below 1 when it is rounded, or 1 - beta would be zero and the update 0 / 0. */
export function decay(what: string, value: number): number {
  demand(Number.isFinite(value) && value >= 0 && Math.fround(value) < 1, what, value, 'a number in [0, 1)');
  return value;
}

export function whole(what: string, value: number, least: number): number {
  demand(Number.isSafeInteger(value) && value >= least, what, value, `a whole number of at least ${least}`);
  return value;
}

export function oneOf<Choice>(what: string, value: Choice, choices: readonly Choice[]): Choice {
  demand(choices.includes(value), what, value, `one of ${choices.join(', ')}`);
  return value;
}

/** The lower end of a range whose upper end has been checked. */
export function upTo(what: string, value: number, most: number): number {
  demand(Number.isFinite(value) && value >= 0 && value <= most, what, value, `a number from 0 to ${most}`);
  return value;
}
