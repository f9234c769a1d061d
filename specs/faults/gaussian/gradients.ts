import type { Swap } from '../../../src/bisect/index.js';
import { backward } from '../../../src/gaussian/strict.js';
import type { Values } from '../../../src/solver.js';
import { type KnownFault, mapped, numbers, stageFault } from '../fault.js';
import type { GaussianScene } from './scenes.js';

type Known = KnownFault<GaussianScene>;

const GRADIENTS = ['gradient.position', 'gradient.scale', 'gradient.color'];
const CLIPPED = ['clipped.position', 'clipped.scale', 'clipped.color'];

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

const clips = (id: string, does: string, origin: string, scene: string, swap: Swap): Known =>
  stageFault({ id, does, origin, scene }, 'clip', () => swap);

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

/** Faults of the gradient. */
export const GRADIENT: readonly Known[] = [...BACKWARD, ...CLIP];
