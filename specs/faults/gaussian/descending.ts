import type { Swap } from '../../../src/bisect/index.js';
import { backward } from '../../../src/gaussian/strict.js';
import type { Values } from '../../../src/solver.js';
import { type KnownFault, mapped, numbers, stageFault } from '../fault.js';
import { adamBut } from './adam.js';
import type { GaussianScene } from './scenes.js';

type Known = KnownFault<GaussianScene>;

const GRADIENTS = ['gradient.position', 'gradient.scale', 'gradient.color'];
const CLIPPED = ['clipped.position', 'clipped.scale', 'clipped.color'];
const MOMENTS = ['m', 'v'].flatMap((moment) => ['position', 'scale', 'color'].map((group) => `${moment}.${group}`));

/** A gradient whose elements are changed. */
const carries = (
  id: string,
  does: string,
  origin: string,
  names: readonly string[],
  change: (element: number, index: number, inputs: Values, right: Values) => number,
): Known =>
  stageFault({ id, does, origin, scene: 'reference' }, 'backward', () => (values, right) => {
    const outputs = right(values);
    return mapped(outputs, names, (element, index) => change(element, index, values, outputs));
  });

const updates = (id: string, does: string, origin: string, swap: Swap, scene = 'reference'): Known =>
  stageFault({ id, does, origin, scene }, 'update', () => swap);

const clips = (id: string, does: string, origin: string, scene: string, swap: Swap): Known =>
  stageFault({ id, does, origin, scene }, 'clip', () => swap);

const clamps = (id: string, does: string, origin: string, swap: Swap): Known =>
  stageFault({ id, does, origin, scene: 'reference' }, 'clamp', () => swap);

const norm = (data: Float32Array) => Math.sqrt(data.reduce((sum, value) => sum + value * value, 0));

/** Faults of carrying the loss back to the parameters. */
const BACKWARD: readonly Known[] = [
  carries(
    'gaussian/position-sign',
    'has the wrong sign in the gradient of the positions',
    'position-sign error',
    ['gradient.position'],
    (element) => -element,
  ),
  carries(
    'gaussian/position-axes',
    'gives the gradient of x to y and that of y to x',
    'axes exchanged',
    ['gradient.position'],
    (_element, index, _inputs, right) => numbers(right, 'gradient.position')[index ^ 1],
  ),
  carries(
    'gaussian/scale-power',
    'divides by the square of the scale, not by its cube',
    'derivative of exp(-d / 2) by the scale',
    ['gradient.scale'],
    (element, index, inputs) => element * numbers(inputs, 'scale')[index],
  ),
  carries(
    'gaussian/not-averaged',
    'sums over the pixels where it should average',
    'Adam hides it: its step hardly depends on the size of the gradient',
    GRADIENTS,
    (element, _, inputs) => element * numbers(inputs, 'image').length,
  ),
  carries(
    'gaussian/averaged-by-pixels',
    'divides by the number of pixels, not of their channels',
    'Adam hides it: its step hardly depends on the size of the gradient',
    GRADIENTS,
    (element) => element * 3,
  ),
  stageFault(
    {
      id: 'gaussian/color-share',
      does: 'takes the weight of a Gaussian for its share of the pixel',
      origin: 'gradients of GaussianImage, which does not divide',
      scene: 'reference',
    },
    'backward',
    () => (values, right) => ({
      ...right(values),
      'gradient.color': right(mapped(values, ['weight'], () => 1))['gradient.color'],
    }),
  ),
  stageFault(
    {
      id: 'gaussian/cutoffs-differ',
      does: 'carries back up to 3 standard deviations what was drawn up to 3.5',
      origin: 'a cutoff written in two places',
      scene: 'reference',
    },
    'backward',
    (scene) => (values, right) => {
      const [position, scale, color, weight, image, gradient] = [
        ...['position', 'scale', 'color', 'weight', 'image', 'image_gradient'],
      ].map((name) => numbers(values, name));
      const wrong = backward({ position, scale, color }, { weight, image }, gradient, scene, 9);
      return mapped(right(values), GRADIENTS, (_, i, name) => wrong[name.slice(9) as keyof typeof wrong][i]);
    },
  ),
];

/** Faults of shortening the gradient. */
const CLIP: readonly Known[] = [
  clips(
    'gaussian/clip-by-group',
    'clips each group by its own norm',
    'clip_grad_norm_ called once a group',
    'clipped',
    (values, right) =>
      mapped(right(values), CLIPPED, (_, i, name) => {
        const own = numbers(values, name.replace('clipped', 'gradient'));
        return own[i] * Math.min(1, 0.001 / norm(own));
      }),
  ),
  clips(
    'gaussian/clip-lost',
    'has a limit of 1, which no gradient of this run reaches',
    'the finding clips at norm 1 where the norm is about 0.005',
    'clipped',
    (values, right) =>
      mapped(right(values), CLIPPED, (_, i, name) => numbers(values, name.replace('clipped', 'gradient'))[i]),
  ),
  clips(
    'gaussian/clip-by-value',
    'limits each element, not the norm',
    'clip_grad_value_ for clip_grad_norm_',
    'clipped',
    (values, right) =>
      mapped(right(values), CLIPPED, (_, i, name) =>
        Math.max(-0.001, Math.min(0.001, numbers(values, name.replace('clipped', 'gradient'))[i])),
      ),
  ),
  clips(
    'gaussian/norm-after-clipping',
    'reports the norm of the gradient after clipping',
    'a row that says the limit bites never or always',
    'clipped',
    (values, right) => {
      const outputs = right(values);
      const all = CLIPPED.flatMap((name) => Array.from(numbers(outputs, name)));
      return { ...outputs, grad_norm: norm(Float32Array.from(all)) };
    },
  ),
  stageFault(
    {
      id: 'gaussian/clip-by-group-at-1',
      does: 'clips each group by its own norm, at a limit of 1',
      origin: 'the finding clips at norm 1',
      scene: 'clipped at 1',
      unseen: 'the norm of the gradient is about 0.005, so that neither form ever changes a bit',
    },
    'clip',
    () => (values, right) =>
      mapped(right(values), CLIPPED, (element, _, name) => {
        const own = norm(numbers(values, name.replace('clipped', 'gradient')));
        return own > 1 ? element / own : element;
      }),
  ),
];

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

export const DESCENDING: readonly Known[] = [...BACKWARD, ...CLIP, ...UPDATE, ...CLAMP];
