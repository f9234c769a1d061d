import { stdRng } from '../random/std-rng.js';
import type { State, Value } from '../solver.js';
import { type Tensor, tensor } from '../tensor.js';

/**
 * A state with the numbers of some tensors each a rounding error away, up or down by chance: by the relative precision that they are kept
 * in, 2^-23 or 2^-52. A difference that is no larger than what grows from this says nothing.
 */
export function nudged(state: State, tensors: readonly string[], seed: number): State {
  const random = stdRng(seed);
  const moved = tensors.map((name): [string, Value] => {
    const { shape, data } = state.values[name] as Tensor<Float32Array | Float64Array>;
    const precision = data instanceof Float32Array ? 1.1920928955078125e-7 : Number.EPSILON;
    return [
      name,
      tensor(
        shape,
        data.map((value) => value * (1 + (random(0, 1) < 0.5 ? precision : -precision))),
      ),
    ];
  });
  return { ...state, values: { ...state.values, ...Object.fromEntries(moved) } };
}
