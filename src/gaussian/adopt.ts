import { InputError } from '../errors.js';
import type { State, Value } from '../solver.js';
import { type Tensor, tensor } from '../tensor.js';
import type { Group } from './groups.js';
import type { GaussianSettings } from './settings.js';

export interface Adoption {
  readonly settings: Pick<GaussianSettings, 'gaussians' | 'precision' | 'reset'>;
  readonly groups: readonly Group[];
  /** What the optimizer keeps, as `m.scale`. */
  readonly moments: readonly string[];
  /** The checkpoint, for messages. */
  readonly file: string;
}

/**
 * A checkpoint's state made fit for other settings: moments that the optimizer needs and the state lacks start at zero,
 * others of the same name go on (so that momentum takes over Adam's first moment), what is not needed is left out, and the
 * precision is changed where another is asked for. Throws InputError when the parameters are those of another problem.
 */
export function adopt(state: State, { settings, groups, moments, file }: Adoption): State {
  const exact = settings.precision === 'f64';
  const count = settings.gaussians;
  const values: Record<string, Value> = {};
  for (const { name, width } of groups) values[name] = floats(state, name, [count, width], exact, file);
  if (settings.reset === undefined) {
    for (const name of moments) {
      const group = groups.find((each) => name.endsWith(`.${each.name}`)) as Group;
      if (name in state.values) values[name] = floats(state, name, [count, group.width], exact, file);
    }
  }
  const { t } = state.values;
  if (typeof t !== 'number' || !Number.isSafeInteger(t) || t < 0) {
    throw new InputError(`${file}: t is ${String(t)}; expected the number of updates that the optimizer has done`);
  }
  values.t = settings.reset === 'moments,t' ? 0 : t;
  return { iteration: state.iteration, values: withMoments(values, moments) };
}

/** The values with a zero array for every moment `m.group` that they lack, of the group's own shape and precision. */
export function withMoments(
  values: Readonly<Record<string, Value>>,
  moments: readonly string[],
): Record<string, Value> {
  const complete = { ...values };
  for (const name of moments) {
    const { shape, data } = values[name.slice(name.indexOf('.') + 1)] as Tensor;
    complete[name] ??= tensor(
      shape,
      data instanceof Float64Array ? new Float64Array(data.length) : new Float32Array(data.length),
    );
  }
  return complete;
}

function floats(state: State, name: string, shape: readonly number[], exact: boolean, file: string): Tensor {
  const value = state.values[name];
  if (value === undefined || typeof value === 'number') {
    throw new InputError(`${file}: no tensor ${name}; expected one of shape [${shape}]`);
  }
  if (
    value.shape.join() !== shape.join() ||
    !(value.data instanceof Float32Array || value.data instanceof Float64Array)
  ) {
    throw new InputError(
      `${file}: ${name} is ${value.data.constructor.name} [${value.shape}]; expected floats [${shape}]`,
    );
  }
  if (exact === value.data instanceof Float64Array) return value;
  return tensor(shape, exact ? Float64Array.from(value.data) : Float32Array.from(value.data));
}
