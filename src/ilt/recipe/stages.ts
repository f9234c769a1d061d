import type { Stage, Values } from '../../solver.js';
import { complexNames, complexOf, complexTensors, doubles, norm, square } from '../arrays.js';
import type { Spectrum } from '../imaging/index.js';
import { saturated } from '../sigmoid.js';
import { CONDITIONS, type Condition, filtered } from '../system.js';
import { contextOf, type LevelContext, maskOf, PARTS, type Parts, type Problem } from './problem.js';
import { courseAt, type Level, levelAt } from './recipe.js';
import { updateStage } from './update.js';

const fieldsName = (condition: Condition) => `fields.${condition}`;
const imageName = (condition: Condition) => `image.${condition}`;
const aerialName = (condition: Condition) => `aerial.${condition}`;
const gradientName = (condition: Condition) => `gradient.${condition}`;
const PRINTS = ['nominal', 'max', 'min'] as const;
const printName = (print: (typeof PRINTS)[number]) => `print.${print}`;
const derivativeName = (print: (typeof PRINTS)[number]) => `derivative.${print}`;

/** What a step is in: a level, the step's index in it, and what is known of the level. */
interface Place {
  readonly index: number;
  readonly level: Level;
  readonly step: number;
  readonly context: LevelContext;
}

/**
 * The stages of one iteration of multi-level ILT, in double precision: mask, diffract, scatter, aerial, resist, loss,
 * develop (back through the resist), adjoint (back through the imaging), gradient, update.
 */
export function recipeStages(problem: Problem, changed: Partial<Parts> = {}): Stage[] {
  const parts = { ...PARTS, ...changed };
  const { recipe, system, process } = problem;
  const { threshold, doseMax, doseMin } = process;
  const contexts: LevelContext[] = [];
  const placeOf = ({ iteration }: Values): Place => {
    const place = levelAt(recipe, iteration as number);
    contexts[place.index] ??= contextOf(problem, place.level, parts);
    return { ...place, context: contexts[place.index] };
  };
  const steepnessAt = ({ level, step }: Place) => courseAt(level.steepness, step, level.iterations);
  const spectrum = (values: Values, name: string): Spectrum => {
    const { re, im } = complexOf(values, name);
    return { radius: (Math.sqrt(re.length) - 1) / 2, re, im };
  };
  const bins = ({ radius }: Spectrum) => [2 * radius + 1, 2 * radius + 1];

  return [
    {
      name: 'mask',
      inputs: ['params', 'iteration'],
      outputs: ['mask', 'saturated'],
      run(values) {
        const { level, step } = placeOf(values);
        const mask = maskOf(doubles(values, 'params'), recipe, level, step, parts);
        return { mask: square(mask), saturated: saturated(mask) };
      },
    },
    {
      name: 'diffract',
      inputs: ['mask', 'iteration'],
      outputs: [...complexNames('spectrum'), ...CONDITIONS.flatMap((each) => complexNames(fieldsName(each)))],
      run(values) {
        const { level, context } = placeOf(values);
        const mask = added(parts.analyze(doubles(values, 'mask'), context.masks), context.frame);
        const outputs: Record<string, Values[string]> = complexTensors('spectrum', mask, bins(mask));
        for (const condition of CONDITIONS) {
          const fields = context.imaging[condition].fields(mask);
          const side = Math.sqrt(fields.re.length / level.kernels);
          Object.assign(outputs, complexTensors(fieldsName(condition), fields, [level.kernels, side, side]));
        }
        return outputs;
      },
    },
    {
      name: 'scatter',
      inputs: [...CONDITIONS.flatMap((each) => complexNames(fieldsName(each))), 'iteration'],
      outputs: CONDITIONS.flatMap((each) => complexNames(imageName(each))),
      run(values) {
        const { context } = placeOf(values);
        return Object.assign(
          {},
          ...CONDITIONS.map((condition) => {
            const image = context.imaging[condition].image(complexOf(values, fieldsName(condition)));
            return complexTensors(imageName(condition), filtered(image, system.flare), bins(image));
          }),
        );
      },
    },
    {
      name: 'aerial',
      inputs: [...CONDITIONS.flatMap((each) => complexNames(imageName(each))), 'iteration'],
      outputs: CONDITIONS.map(aerialName),
      run(values) {
        const { context } = placeOf(values);
        const aerial = (name: string) => square(parts.synthesize(spectrum(values, name), context.samples));
        return Object.fromEntries(CONDITIONS.map((each) => [aerialName(each), aerial(imageName(each))]));
      },
    },
    {
      name: 'resist',
      inputs: [...CONDITIONS.map(aerialName), 'iteration'],
      outputs: [...PRINTS.map(printName), 'steepness'],
      run(values) {
        const steepness = steepnessAt(placeOf(values));
        const print = (condition: Condition, dose: number) =>
          square(parts.print(doubles(values, aerialName(condition)), dose, steepness, threshold));
        return {
          'print.nominal': print('focus', 1),
          'print.max': print('focus', doseMax),
          'print.min': print('defocus', doseMin),
          steepness,
        };
      },
    },
    {
      name: 'loss',
      inputs: [...PRINTS.map(printName), 'iteration'],
      outputs: ['loss', 'nominal', 'corners', 'band', ...PRINTS.map(derivativeName)],
      run(values) {
        const { level, context } = placeOf(values);
        const [nominal, max, min] = PRINTS.map((each) => doubles(values, printName(each)));
        const terms = parts.lossOf({ nominal, max, min, power: level.power, ...context }, recipe);
        return {
          loss: terms.nominal + terms.corners + terms.band,
          nominal: terms.nominal,
          corners: terms.corners,
          band: terms.band,
          ...Object.fromEntries(PRINTS.map((each) => [derivativeName(each), square(terms.derivatives[each])])),
        };
      },
    },
    {
      name: 'develop',
      inputs: [...PRINTS.map(printName), ...PRINTS.map(derivativeName), 'steepness', 'iteration'],
      outputs: CONDITIONS.map(gradientName),
      run(values) {
        const { imaging } = placeOf(values).context;
        const slope = (print: (typeof PRINTS)[number]) =>
          parts.printSlope(
            doubles(values, printName(print)),
            doubles(values, derivativeName(print)),
            values.steepness as number,
          );
        const [nominal, max] = [slope('nominal'), slope('max')];
        const [one, above, below] = [1, doseMax, doseMin].map(imaging.focus.doseFactor);
        return {
          'gradient.focus': square(nominal.map((value, i) => one * value + above * max[i])),
          'gradient.defocus': square(slope('min').map((value) => below * value)),
        };
      },
    },
    {
      name: 'adjoint',
      inputs: [
        ...CONDITIONS.map(gradientName),
        ...complexNames('spectrum'),
        ...CONDITIONS.flatMap((each) => complexNames(fieldsName(each))),
        'iteration',
      ],
      outputs: ['gradient.mask'],
      run(values) {
        const { context } = placeOf(values);
        const mask = spectrum(values, 'spectrum');
        const [focus, defocus] = CONDITIONS.map((condition) => {
          const given = parts.analyze(doubles(values, gradientName(condition)), context.samples);
          const fields = complexOf(values, fieldsName(condition));
          return context.imaging[condition].back(fields, mask, filtered(given, system.flare));
        });
        return { 'gradient.mask': square(parts.synthesize(added(focus, defocus), context.masks)) };
      },
    },
    {
      name: 'gradient',
      inputs: ['gradient.mask', 'mask', 'iteration'],
      outputs: ['gradient.params', 'grad_norm', 'theta'],
      run(values) {
        const { level, step } = placeOf(values);
        const theta = courseAt(level.theta, step, level.iterations);
        const mask = doubles(values, 'mask');
        const slopes = doubles(values, 'gradient.mask').map((g, i) => theta * mask[i] * (1 - mask[i]) * g);
        const gradient = parts.pool(slopes, level.mask.count, level.pool);
        return { 'gradient.params': square(gradient), grad_norm: norm(gradient), theta };
      },
    },
    updateStage(recipe),
  ];
}

/** The sum of two spectra. */
function added(a: Spectrum, b: Spectrum | undefined): Spectrum {
  if (b === undefined) return a;
  return { ...a, re: a.re.map((value, i) => value + b.re[i]), im: a.im.map((value, i) => value + b.im[i]) };
}
