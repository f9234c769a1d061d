import type { Swap } from '../../../src/bisect/index.js';
import { CUTOFF, imageGradient, loss, render } from '../../../src/gaussian/strict.js';
import type { Values } from '../../../src/solver.js';
import { tensor } from '../../../src/tensor.js';
import { type KnownFault, mapped, numbers, stageFault } from '../fault.js';
import { drawn } from './drawn.js';
import type { GaussianScene } from './scenes.js';

const renders = (
  id: string,
  does: string,
  origin: string,
  options: Parameters<typeof drawn>[2],
): KnownFault<GaussianScene> =>
  stageFault({ id, does, origin, scene: 'reference' }, 'render', (scene) => (params) => drawn(params, scene, options));

const loses = (
  id: string,
  does: string,
  origin: string,
  swap: (scene: GaussianScene) => Swap,
): KnownFault<GaussianScene> => stageFault({ id, does, origin, scene: 'reference' }, 'loss', swap);

/** Image and weights as the strict renderer gives them. */
const renderedOf = (values: Values) => ({
  weight: numbers(values, 'weight'),
  image: numbers(values, 'image'),
});

/** Another sum of the terms than 0.2 l1 + 0.8 l2 + 0.1 (1 - ssim). */
const summed =
  (sum: (terms: { l1: number; l2: number; ssim: number }) => number): (() => Swap) =>
  () =>
  (values, right) => {
    const terms = right(values) as Record<'l1' | 'l2' | 'ssim', number>;
    return { ...terms, loss: Math.fround(sum(terms)) };
  };

/** Another gradient by the image than 2 (image - target). */
const descends =
  (gradient: (rendered: number, target: number) => number) =>
  ({ target }: GaussianScene): Swap =>
  (values, right) =>
    mapped(right(values), ['image_gradient'], (_, i) => gradient(numbers(values, 'image')[i], target[i]));

/** Faults of drawing the image and of measuring it. */
export const DRAWING: readonly KnownFault<GaussianScene>[] = [
  renders(
    'gaussian/pixel-center',
    'samples pixels at their centers, not at their corners',
    'usual convention of renderers',
    {
      corner: 0.5,
    },
  ),
  renders('gaussian/cutoff-3-sigma', 'draws up to 3 standard deviations, not 3.5', '3DGS and GaussianImage', {
    cutoff: 9,
  }),
  renders('gaussian/eps-in-weight', 'divides by W + 0.01, the repaired renderer', 'the repair of Baseline 1', {
    color: (sum, weight) => sum / Math.fround(weight + 0.01),
  }),
  renders('gaussian/plain-sum', 'sums the colors without dividing by the weight', 'GaussianImage (ECCV 2024)', {
    color: (sum) => sum,
  }),
  renders('gaussian/expf', "rounds the double exponential, where the C library's expf differs", 'ports to JavaScript', {
    exp: (x) => Math.fround(Math.exp(x)),
  }),
  renders('gaussian/double-sums', 'sums weights and colors in double precision', 'ports to NumPy', { round: (x) => x }),
  stageFault(
    {
      id: 'gaussian/axes-exchanged',
      does: 'draws with x and y exchanged',
      origin: 'arrays taken as [x, y]',
      scene: 'reference',
    },
    'render',
    (scene) => (params) => {
      const exchanged = mapped(params, ['position', 'scale'], (_, i, name) => numbers(params, name)[i ^ 1]);
      const { width, height } = scene;
      const [position, scale, color] = ['position', 'scale', 'color'].map((name) => numbers(exchanged, name));
      const { weight, image } = render({ position, scale, color }, scene, CUTOFF);
      return { weight: tensor([height, width], weight), image: tensor([height, width, 3], image) };
    },
  ),
  loses(
    'gaussian/no-ssim',
    'leaves the SSIM term out of the loss',
    'Baseline 1: its gradient has none',
    summed(({ l1, l2 }) => 0.2 * l1 + 0.8 * l2),
  ),
  loses(
    'gaussian/weights-exchanged',
    'weighs L1 by 0.8 and L2 by 0.2',
    "3DGS's loss is 0.8 L1 + 0.2 D-SSIM",
    summed(({ l1, l2, ssim }) => 0.8 * l1 + 0.2 * l2 + 0.1 * (1 - ssim)),
  ),
  loses(
    'gaussian/double-loss',
    'sums L1 and L2 in double precision',
    'ports to NumPy',
    ({ target }) =>
      (values, right) => {
        const image = numbers(values, 'image');
        const mean = (term: (error: number) => number) =>
          image.reduce((sum, value, i) => sum + term(value - target[i]), 0) / image.length;
        return { ...right(values), l1: Math.fround(mean(Math.abs)), l2: Math.fround(mean((error) => error * error)) };
      },
  ),
  loses(
    'gaussian/uncovered-threshold',
    'counts pixels of a weight below 0.01 as uncovered',
    'the smallest weight inside the cutoff is 0.002',
    ({ width, height, target }) =>
      (values, right) => {
        const { image, weight } = renderedOf(values);
        const light = weight.map((each) => (each < 0.01 ? 0 : each));
        const { uncovered, l2_covered, l2_uncovered } = loss({ weight: light, image }, target, { width, height });
        return { ...right(values), uncovered, l2_covered, l2_uncovered };
      },
  ),
  loses(
    'gaussian/gradient-of-l1',
    'descends L1 instead of L2',
    '"gradient of another loss": Baseline 1 reports a loss that it does not descend',
    descends((rendered, target) => Math.sign(rendered - target)),
  ),
  loses(
    'gaussian/gradient-weighted',
    'weighs the gradient of L2 by 0.8, as the loss has it',
    'Baseline 1 has the weight 1',
    descends((rendered, target) => Math.fround(1.6 * Math.fround(rendered - target))),
  ),
  loses(
    'gaussian/gradient-without-2',
    'forgets the factor 2 of the square',
    'gradients of half the squared error',
    descends((rendered, target) => rendered - target),
  ),
  loses('gaussian/gradient-sign', 'takes target minus image', 'sign conventions', ({ target }) => (values, right) => {
    const negated = imageGradient(renderedOf(values).image, target).map((value) => -value);
    return mapped(right(values), ['image_gradient'], (_, i) => negated[i]);
  }),
];
