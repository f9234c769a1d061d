import { stdRng } from '../../src/random/std-rng.js';
import type { Value, Values } from '../../src/solver.js';

/** Some outputs with one number of one of them moved, a little but beyond any rounding; which one is drawn from the seed. */
export function nudged(outputs: Values, seed: number): Values {
  const uniform = stdRng(seed);
  const names = Object.keys(outputs);
  const name = names[Math.floor(uniform(0, names.length))];
  return { ...outputs, [name]: moved(outputs[name], uniform) };
}

function moved(value: Value, uniform: (low: number, high: number) => number): Value {
  const by = (number: number) => number + 1e-3 * Math.max(1, Math.abs(number));
  if (typeof value === 'number') return by(value);
  const data = value.data.slice() as Float64Array;
  const at = Math.floor(uniform(0, data.length));
  data[at] = by(data[at]);
  return { ...value, data };
}
