import type { Swap } from '../../../src/bisect/index.js';
import { type KnownFault, mapped, stageFault } from '../fault.js';
import { adamBut } from './adam.js';
import type { GaussianScene } from './scenes.js';

type Known = KnownFault<GaussianScene>;

const CLIPPED = ['clipped.position', 'clipped.scale', 'clipped.color'];
const MOMENTS = ['m', 'v'].flatMap((moment) => ['position', 'scale', 'color'].map((group) => `${moment}.${group}`));

const updates = (id: string, does: string, origin: string, swap: Swap, scene = 'reference'): Known =>
  stageFault({ id, does, origin, scene }, 'update', () => swap);

const clamps = (id: string, does: string, origin: string, swap: Swap): Known =>
  stageFault({ id, does, origin, scene: 'reference' }, 'clamp', () => swap);

/** Faults of the optimizer's step. */
const UPDATE: readonly Known[] = [
  updates(
    'gaussian/no-bias-correction',
    'leaves the moments uncorrected',
    'Baseline 1, a hypothesis',
    adamBut({ correction: () => 1 }),
  ),
  updates(
    'gaussian/half-bias-correction',
    'corrects the first moment alone',
    'ports of Adam',
    adamBut({ correction: (share, beta) => (beta > 0.99 ? 1 : share) }),
  ),
  updates(
    'gaussian/eps-inside',
    'adds eps under the root',
    'Adam as TensorFlow 1 had it',
    adamBut({ epsInside: true }),
  ),
  updates('gaussian/eps-1e-7', 'has an eps of 1e-7', 'the default of Keras', adamBut({ eps: 1e-7 })),
  updates('gaussian/t-late', 'counts updates from 0 when it corrects', 'loops that begin at 0', adamBut({ ahead: -1 })),
  updates(
    'gaussian/t-early',
    'counts updates from 2 when it corrects',
    'loops that count before they step',
    adamBut({ ahead: 1 }),
  ),
  updates(
    'gaussian/betas-exchanged',
    'decays m by 0.999 and v by 0.9',
    'arguments in the wrong order',
    adamBut({ betas: [0.999, 0.9] }),
  ),
  updates('gaussian/amsgrad', 'never lets v fall', 'Reddi, Kale and Kumar, ICLR 2018', adamBut({ amsgrad: true })),
  updates(
    'gaussian/weight-decay',
    'lets the parameters decay by 0.01',
    'the default of AdamW',
    adamBut({ decay: 0.01 }),
  ),
  updates(
    'gaussian/adam-in-double',
    'takes the step in double precision',
    'ports to NumPy',
    adamBut({ round: (x) => x }),
  ),
  updates(
    'gaussian/pow-for-powi',
    'raises the betas by the library, not by multiplying',
    'ports to JavaScript',
    adamBut({ power: (beta, t) => Math.fround(Math.exp(t * Math.log(beta))) }),
  ),
  updates(
    'gaussian/moments-exchanged',
    'updates positions with the moments of the scales',
    'lists of parameters in another order',
    (values, right) => {
      const swapped = { ...values, 'm.position': values['m.scale'], 'v.position': values['v.scale'] };
      return right(swapped);
    },
  ),
  updates(
    'gaussian/moments-clamped',
    'clamps the moments to the range of their parameters',
    'clamp applied to moments',
    (values, right) => mapped(right(values), MOMENTS.slice(0, 3), (element) => Math.max(0, Math.min(1, element))),
  ),
  updates(
    'gaussian/unclipped-update',
    'steps by the gradient as it was before clipping',
    'clipped into a copy that nobody reads',
    (values, right) => right(mapped(values, CLIPPED, (element) => element * 5)),
    'clipped',
  ),
  updates(
    'gaussian/rate-late',
    'takes the rate of the iteration before',
    'schedulers that step after the optimizer',
    (values, right) => right({ ...values, iteration: (values.iteration as number) - 1 }),
    'cosine',
  ),
  updates(
    'gaussian/dampening',
    'weighs the new gradient by 1 - mu',
    'torch.optim.SGD with dampening',
    (values, right) => right(mapped(values, CLIPPED, (element) => element * 0.1)),
    'momentum',
  ),
];

/** Faults of keeping the parameters in their ranges, and of the measurements beside it. */
const CLAMP: readonly Known[] = [
  clamps('gaussian/no-clamp', 'leaves parameters out of their ranges', 'ports', (values, right) => ({
    ...right(values),
    position: values['proposed.position'],
    scale: values['proposed.scale'],
    color: values['proposed.color'],
  })),
  clamps('gaussian/min-scale', 'has a smallest scale of 0.02, not 0.001', 'a remedy left in', (values, right) =>
    mapped(right(values), ['scale'], (element) => Math.max(Math.fround(0.02), element)),
  ),
  clamps('gaussian/colors-open', 'clamps colors to [0.05, 0.95]', 'sigmoid parameters', (values, right) =>
    mapped(right(values), ['color'], (element) => Math.max(0.05, Math.min(0.95, element))),
  ),
  clamps(
    'gaussian/scales-after',
    'reports the scales of after the update',
    'rows that mix two states',
    (values, right) => {
      const outputs = right(values);
      const { position, scale, color } = outputs;
      const { min_scale, mean_scale, at_clamp } = right({ ...values, position, scale, color });
      return { ...outputs, min_scale, mean_scale, at_clamp };
    },
  ),
];

/** Faults of the step. */
export const STEP: readonly Known[] = [...UPDATE, ...CLAMP];
