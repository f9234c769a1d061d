import { InputError } from '../errors.js';
import type { State, Value } from '../solver.js';
import { tensor } from '../tensor.js';
import { doubles } from './arrays.js';

/** A state that has seen no mask yet that is worth keeping. */
export const withoutBest = ({ iteration, values }: State): State => ({
  iteration,
  values: Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('best.'))),
});

/**
 * A checkpoint's state as one that goes on from it: each value in the precision of the solver's own start, and those that it
 * lacks as they are there. Throws InputError naming `file` when it has no parameters or some of another size.
 */
export function adopt(state: State, start: State, file: string): State {
  const values: Record<string, Value> = {};
  for (const [name, own] of Object.entries(start.values)) {
    const found = Object.hasOwn(state.values, name) ? state.values[name] : undefined;
    if (found === undefined && name !== 'params') {
      values[name] = own;
    } else if (typeof own === 'number' && typeof found === 'number') {
      values[name] = found;
    } else if (typeof own === 'object' && typeof found === 'object' && own.shape.join() === found.shape.join()) {
      const data = doubles(state.values, name);
      values[name] = tensor(own.shape, own.data instanceof Float32Array ? Float32Array.from(data) : data);
    } else {
      const [is, expected] = [found, own].map((value) =>
        typeof value === 'object' ? `[${value.shape}]` : value === undefined ? 'not there' : 'a number',
      );
      throw new InputError(`${file}: ${name} is ${is}; expected ${expected}`);
    }
  }
  return { iteration: state.iteration, values };
}
