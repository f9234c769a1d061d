import { InputError } from '../errors.js';
import type { Stage, State, Value, Values } from '../solver.js';
import { pick } from '../solver.js';
import type { Probe } from '../subject.js';
import { type Tensor, tensor } from '../tensor.js';
import { doubles } from './arrays.js';

/** Adam as a program has it; undefined for gradient descent. */
export type Adaptive = { readonly eps: number; readonly beta2: number } | undefined;

/**
 * What a program descends: its own stages from the parameters to the loss and to the gradient, with the parameters in double
 * precision and all else as it stands in `state`.
 */
export function probe(stages: readonly Stage[], state: State, adaptive: Adaptive): Probe {
  const { shape } = state.values.params as Tensor;
  const upTo = (name: string, params: Float64Array): Values => {
    const values: Record<string, Value> = {
      ...state.values,
      iteration: state.iteration + 1,
      params: tensor(shape, params),
    };
    for (const stage of stages) {
      Object.assign(values, stage.run(pick(values, stage.inputs, `stage ${stage.name}`)));
      if (stage.outputs.includes(name)) break;
    }
    return values;
  };
  const own = (name: string) => (next: State) => {
    const values = doubles(next.values, name);
    if (values.length === doubles(state.values, 'params').length) return values;
    throw new InputError(
      `iteration ${state.iteration}: a level ends with the next step, on another grid; expected an iteration before`,
    );
  };
  return {
    objectiveName: 'loss',
    groups: [
      {
        name: 'mask',
        slope: (params) => doubles(upTo('mask', params), 'mask').map((mask) => 4 * mask * (1 - mask)),
      },
    ],
    tensors: ['params'],
    parameters: (at) => ({ mask: own('params')(at) }),
    objective: ({ mask }) => upTo('loss', mask).loss as number,
    gradient: ({ mask }) => ({ mask: doubles(upTo('gradient.params', mask), 'gradient.params') }),
    ...(adaptive && {
      adaptive(next) {
        const correction = 1 - Math.exp((next.values.t as number) * Math.log(adaptive.beta2));
        const roots = own('v.params')(next).map((v) => Math.sqrt(v / correction));
        return { eps: adaptive.eps, roots: { mask: roots } };
      },
    }),
  };
}
