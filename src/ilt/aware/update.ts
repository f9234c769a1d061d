import { adam } from '../../optimizers/index.js';
import type { Stage, Values } from '../../solver.js';
import { type Tensor, tensor } from '../../tensor.js';
import type { AwareRules } from './stages.js';

/** What is carried from step to step. */
export const CARRIED = ['params', 'm.params', 'v.params', 't', 'S', 'best.params', 'best.mask', 'best.loss'];

type Floats = Float32Array | Float64Array;
/** Decay of the second moment. */
export const BETA2 = 0.999;

/**
 * Adam, and the memory of the smallest loss: as the program has it, with the parameters of after the step and the mask of
 * before it.
 */
export function updateStage({ rate, eps }: Pick<AwareRules, 'rate' | 'eps'>): Stage {
  const optimizer = adam({ eps, beta2: BETA2 });
  return {
    name: 'update',
    inputs: [
      'params',
      'gradient.params',
      'm.params',
      'v.params',
      't',
      'mask',
      'loss',
      'best.params',
      'best.mask',
      'best.loss',
    ],
    outputs: [...CARRIED.filter((name) => name !== 'S'), 'update_norm', 'eps_ratio'],
    run(values) {
      const { shape, data } = values.params as Tensor<Floats>;
      const own = (name: string) => (values[name] as Tensor<Floats>).data;
      const like = (array: Floats) =>
        data instanceof Float32Array ? new Float32Array(array) : new Float64Array(array);
      const [params, m, v] = [data.slice(), own('m.params').slice(), own('v.params').slice()];
      const t = (values.t as number) + 1;
      optimizer.update(params, like(own('gradient.params')), { m, v }, t, rate);
      const isBetter = (values.loss as number) < (values['best.loss'] as number);
      const best: Values = isBetter
        ? {
            'best.params': tensor(shape, params),
            'best.mask': tensor(shape, like(own('mask'))),
            'best.loss': values.loss,
          }
        : { 'best.params': values['best.params'], 'best.mask': values['best.mask'], 'best.loss': values['best.loss'] };
      return {
        params: tensor(shape, params),
        'm.params': tensor(shape, m),
        'v.params': tensor(shape, v),
        t,
        ...best,
        update_norm: distance(params, data),
        eps_ratio: epsRatio(v, t, eps),
      };
    },
  };
}

/** Adam's eps against the root mean square of what it is added to, the corrected sqrt(v): above 1, the rate is no rate. */
function epsRatio(v: Floats, t: number, eps: number): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i];
  return eps / Math.sqrt(sum / v.length / (1 - Math.exp(t * Math.log(BETA2))));
}

function distance(a: Floats, b: Floats): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return Math.sqrt(sum);
}
