import { type Swap, withFault } from '../../src/bisect/index.js';
import type { Solver, State, Value, Values } from '../../src/solver.js';
import { type Tensor, tensor } from '../../src/tensor.js';
import { toyRotation } from './toy-rotation.js';

const shifted = (value: Value, by: number): Tensor => {
  const { shape, data } = value as Tensor<Float64Array>;
  return tensor(
    shape,
    data.map((each) => each + by),
  );
};

/** The toy's state with its point moved. */
export const displaced =
  (by: number) =>
  (state: State): State => ({ ...state, values: { ...state.values, point: shifted(state.values.point, by) } });

/** A stage of the toy whose tensor `name` is moved in the steps of `when`. */
export const shift =
  (name: string, by: number, when: (iteration: number) => boolean = () => true): Swap =>
  (inputs, right) => {
    const outputs = right(inputs);
    return when(inputs.iteration as number) ? { ...outputs, [name]: shifted(outputs[name], by) } : outputs;
  };

/** A stage that measures something else. */
export const mismeasure: Swap = (inputs, right) => {
  const outputs = right(inputs);
  return { ...outputs, loss: (outputs.loss as number) + 1 };
};

/** The toy with a stage that does something else from an iteration on. */
export const faulty = (stage: string, swap: Swap, from = 1): Solver =>
  withFault(toyRotation(), { kind: 'stage', stage, swap, from });

/** The toy with a rounding of its own in every step, as another program of the same formulas has. */
export const rounded = (...faults: { stage: string; swap: Swap; from: number }[]): Solver => {
  const own = faulty('turn', (inputs, right) => {
    const { turned } = right(inputs) as Values & { turned: Tensor<Float64Array> };
    return { turned: tensor([2], turned.data.map(Math.fround)) };
  });
  return faults.reduce((solver, fault) => withFault(solver, { kind: 'stage', ...fault }), own);
};
