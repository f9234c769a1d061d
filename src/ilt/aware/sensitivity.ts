import type { Values } from '../../solver.js';
import { type Tensor, tensor } from '../../tensor.js';
import type { AwareModel } from './model.js';
import { sensitivityOf } from './steps.js';

/** S of a mask. Of linear optics it is one and the same for all masks, and computed once. */
export function sensitivityBy({ size, diffraction, scatter }: AwareModel, parts = { sensitivityOf }) {
  const ones = new Float64Array(size * size).fill(1);
  const gathered = scatter.adjoint(ones);
  const compute = (mask: Float64Array) =>
    parts.sensitivityOf(diffraction.pullback(mask, ones), diffraction.pullback(mask, gathered));
  let constant: Float64Array | undefined;
  return (mask: Float64Array): Float64Array => {
    if (!diffraction.isLinear) return compute(mask);
    constant ??= compute(mask);
    return constant;
  };
}

/** Values in the shape and precision of a tensor of the state. */
export function likeState(values: Float64Array, like: Values[string]): Tensor {
  const { shape, data } = like as Tensor;
  return tensor(shape, data instanceof Float32Array ? new Float32Array(values) : values);
}
