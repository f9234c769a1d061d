import type { Values } from '../solver.js';
import { type Tensor, tensor } from '../tensor.js';
import type { Planes } from './fft.js';

/** The data of a tensor in double precision, by its name. */
export function doubles(values: Values, name: string): Float64Array {
  const { data } = values[name] as Tensor<Float64Array | Float32Array>;
  return data instanceof Float64Array ? data : new Float64Array(data);
}

/** 1 where a value passes a test, 0 elsewhere. */
export function binary(values: Float64Array, test: (value: number) => boolean): Uint8Array {
  // from() with a callback takes ten times as long
  const passed = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) passed[i] = test(values[i]) ? 1 : 0;
  return passed;
}

/** A square field as a tensor. */
export function square<Data extends Float64Array | Float32Array | Uint8Array>(data: Data): Tensor<Data> {
  const side = Math.round(Math.sqrt(data.length));
  return tensor([side, side], data);
}

/** A complex array as two tensors, `name.re` and `name.im`, of one shape. */
export const complexTensors = (name: string, { re, im }: Planes, shape: readonly number[]): Record<string, Tensor> => ({
  [`${name}.re`]: tensor(shape, re),
  [`${name}.im`]: tensor(shape, im),
});

export const complexNames = (name: string): string[] => [`${name}.re`, `${name}.im`];

/** What {@link complexTensors} made. */
export const complexOf = (values: Values, name: string): Planes => ({
  re: doubles(values, `${name}.re`),
  im: doubles(values, `${name}.im`),
});

export function norm(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return Math.sqrt(sum);
}
