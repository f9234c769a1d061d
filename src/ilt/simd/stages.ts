import type { Stage, Values } from '../../solver.js';
import { complexNames, complexOf, doubles, square } from '../arrays.js';
import type { Problem } from '../recipe/problem.js';
import { courseAt, type Level, levelAt } from '../recipe/recipe.js';
import { keptOf, momentsOf } from '../recipe/update.js';
import { SimdLevel } from './level.js';
import { moments, onto } from './state.js';

/** The copies of the parameters that a step reads and writes. */
const [BEFORE, AFTER] = [0, 1];

/** What a step is in: a level, the step's index in it, and the kernel made up for it. */
interface Place {
  readonly index: number;
  readonly level: Level;
  readonly step: number;
  readonly kernel: SimdLevel;
}

/**
 * The stages of one iteration on the SIMD kernel: mask, aerial (diffraction and images), loss (resist, loss and the gradient
 * by the images), gradient (back through the imaging), update. Values have the names that they have in double precision.
 */
export function simdStages(problem: Problem): Stage[] {
  const { recipe } = problem;
  const ratio = recipe.optimizer.name === 'adam' ? ['eps_ratio'] : [];
  let open: { index: number; kernel: SimdLevel } | undefined;
  const placeOf = ({ iteration }: Values): Place => {
    const place = levelAt(recipe, iteration as number);
    if (open?.index !== place.index) {
      open?.kernel.close();
      open = { index: place.index, kernel: new SimdLevel(problem, place.level, { threads: 1, parts: true }) };
    }
    return { ...place, kernel: open.kernel };
  };

  return [
    {
      name: 'mask',
      inputs: ['params', 'iteration'],
      outputs: ['mask', ...complexNames('spectrum')],
      run(values) {
        const { kernel, step } = placeOf(values);
        kernel.writeParameters(BEFORE, doubles(values, 'params'));
        kernel.drawMask(BEFORE, step);
        const { re, im } = kernel.readSpectrum();
        return { mask: square(kernel.read('mask')), 'spectrum.re': square(re), 'spectrum.im': square(im) };
      },
    },
    {
      name: 'aerial',
      inputs: [...complexNames('spectrum'), 'iteration'],
      outputs: ['aerial.focus', 'aerial.defocus'],
      run(values) {
        const { kernel } = placeOf(values);
        const { re, im } = complexOf(values, 'spectrum');
        kernel.writeSpectrum(re, im);
        kernel.drawImages();
        const { focus, defocus } = kernel.readImages();
        return { 'aerial.focus': square(focus), 'aerial.defocus': square(defocus) };
      },
    },
    {
      name: 'loss',
      inputs: ['aerial.focus', 'aerial.defocus', 'iteration'],
      outputs: ['loss', 'nominal', 'corners', 'band', 'steepness', 'gradient.focus', 'gradient.defocus'],
      run(values) {
        const { kernel, level, step } = placeOf(values);
        kernel.writeImages(doubles(values, 'aerial.focus'), doubles(values, 'aerial.defocus'));
        const terms = kernel.expose(step);
        const { focus, defocus } = kernel.readImages();
        return {
          ...terms,
          steepness: courseAt(level.steepness, step, level.iterations),
          'gradient.focus': square(focus),
          'gradient.defocus': square(defocus),
        };
      },
    },
    {
      name: 'gradient',
      inputs: ['gradient.focus', 'gradient.defocus', 'mask', ...complexNames('spectrum'), 'iteration'],
      outputs: ['gradient.params', 'saturated', 'theta'],
      run(values) {
        const { kernel, level, step } = placeOf(values);
        const { re, im } = complexOf(values, 'spectrum');
        kernel.writeSpectrum(re, im);
        kernel.writeImages(doubles(values, 'gradient.focus'), doubles(values, 'gradient.defocus'));
        kernel.write('mask', doubles(values, 'mask'));
        kernel.differentiate(step);
        return {
          'gradient.params': square(kernel.read('gradient')),
          saturated: kernel.saturated(),
          theta: courseAt(level.theta, step, level.iterations),
        };
      },
    },
    {
      name: 'update',
      inputs: ['params', 'gradient.params', 'loss', ...momentsOf(recipe), ...keptOf(recipe), 't', 'iteration'],
      outputs: [
        ...['params', ...momentsOf(recipe), ...keptOf(recipe), 't'],
        ...['grad_norm', 'update_norm', 'learning_rate', 'level', ...ratio],
      ],
      run(values) {
        const { kernel, index, level, step } = placeOf(values);
        const t = (values.t as number) + 1;
        kernel.writeParameters(BEFORE, doubles(values, 'params'));
        kernel.write('gradient', doubles(values, 'gradient.params'));
        for (const [name, plane] of moments(recipe)) kernel.write(plane, doubles(values, name));
        kernel.move(BEFORE, AFTER, step, t);
        const { eps_ratio, ...motion } = kernel.motion();
        const moved = {
          params: square(kernel.readParameters(AFTER)),
          ...Object.fromEntries(moments(recipe).map(([name, plane]) => [name, square(kernel.read(plane))])),
          t,
        };
        const next = recipe.levels[index + 1];
        const isLast = next !== undefined && step + 1 === level.iterations;
        const isBetter = (values.loss as number) < (values['best.loss'] as number);
        return {
          ...(isLast ? onto(moved, recipe, level, next) : moved),
          ...(recipe.keep === 'best' && {
            'best.params': isBetter ? values.params : values['best.params'],
            'best.loss': isBetter ? values.loss : values['best.loss'],
          }),
          ...motion,
          learning_rate: courseAt(level.rate, step, level.iterations),
          level: index + 1,
          ...(ratio.length > 0 && { eps_ratio }),
        };
      },
    },
  ];
}
