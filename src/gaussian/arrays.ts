import type { Value, Values } from '../solver.js';
import { type Tensor, tensor } from '../tensor.js';
import type { Arrays } from './descent.js';
import { floats } from './evaluator.js';

/** Names a value after the group, or the moment, that it belongs to. */
export type Naming = (name: string) => string;

export const same: Naming = (name) => name;

/** Copies of the named arrays, to be changed in place. */
export function copied(
  values: Values,
  names: readonly string[],
  naming = same,
): Record<string, Float32Array | Float64Array> {
  return Object.fromEntries(names.map((name) => [name, floats(values, naming(name)).slice()]));
}

/** The arrays as tensors, under new names, each of the shape that `values` has under its old one. */
export function shaped(arrays: Arrays, values: Values, old = same, renamed = same): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => [renamed(name), tensor((values[old(name)] as Tensor).shape, array)]),
  );
}
