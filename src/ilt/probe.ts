import type { Stage, State, Values } from '../solver.js';
import { solver } from '../solver.js';
import type { Doubles, Probe } from '../subject.js';
import { tensor } from '../tensor.js';
import { doubles } from './arrays.js';

/** A program as the lab sees it. */
export interface Descent {
  /** Its stages in double precision. */
  readonly stages: readonly Stage[];
  /** The mask that parameters stand for. */
  readonly mask: (params: Float64Array) => Float64Array;
  /** Of Adam, where it is the optimizer. */
  readonly adam: { readonly beta2: number; readonly eps: number } | undefined;
}

/** What a program descends around a state: the loss of its own stages, with the gradient that they have. */
export function probeOf({ stages, mask, adam }: Descent, state: State): Probe {
  const values = inDoubles(state.values);
  const { length } = doubles(values, 'params');
  const side = Math.round(Math.sqrt(length));
  const { step } = solver({ subject: 'ilt', columns: ['loss'], carried: [], stages, init: () => state });
  const evaluate = ({ params }: Doubles) => {
    let gradient: Float64Array = new Float64Array(0);
    const at = { iteration: state.iteration, values: { ...values, params: tensor([side, side], params) } };
    const { scalars } = step(at, (_, outputs) => {
      if (Object.hasOwn(outputs, 'gradient.params')) gradient = doubles(outputs, 'gradient.params');
    });
    return { loss: scalars.loss, gradient };
  };
  const adaptive = adam && adaptiveOf(values, adam);
  return {
    objectiveName: 'loss',
    // 4 m (1 - m) is the sigmoid's slope as a share of its largest
    groups: [{ name: 'params', slope: (params) => mask(params).map((value) => 4 * value * (1 - value)) }],
    objective: (params) => evaluate(params).loss,
    gradient: (params) => ({ params: evaluate(params).gradient }),
    ...(adaptive && { adaptive }),
  };
}

const inDoubles = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : tensor(value.shape, doubles(values, name)),
    ]),
  );

/** The roots of the second moment that Adam has divided by; undefined before an update. */
function adaptiveOf(values: Values, { beta2, eps }: NonNullable<Descent['adam']>): Probe['adaptive'] {
  const t = values.t as number;
  if (t === 0) return undefined;
  const correction = 1 - Math.exp(t * Math.log(beta2));
  return { eps, roots: { params: doubles(values, 'v.params').map((v) => Math.sqrt(v / correction)) } };
}
