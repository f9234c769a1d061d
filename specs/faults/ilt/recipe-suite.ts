import { square } from '../../../src/ilt/arrays.js';
import { everyPixel } from '../../../src/ilt/imaging/index.js';
import { parseIltSettings } from '../../../src/ilt/index.js';
import { makeUp, targetOf } from '../../../src/ilt/load.js';
import { problemOf } from '../../../src/ilt/recipe/prepare.js';
import { type Solver, type State, tapStages, type Values } from '../../../src/solver.js';
import { denseImage } from '../../support/dense-imaging.js';
import { numbers, worstBetween } from '../fault.js';
import { type IltScene, inputs } from './scenes.js';
import { textbookAdam } from './textbook.js';

const sigma = (x: number) => 1 / (1 + Math.exp(-x));
const data = (values: Values, name: string) => numbers<Float64Array>(values, name);

/** The means of the target over the parameters' blocks, in the middle of the tile. */
function middle(raster: Uint8Array, size: number, count: number, block: number): Float64Array {
  const start = (size - count * block) / 2;
  return Float64Array.from({ length: count * count }, (_, i) => {
    const [y, x] = [Math.floor(i / count), i % count];
    let sum = 0;
    for (let at = 0; at < block * block; at++) {
      sum += raster[(start + y * block + Math.floor(at / block)) * size + start + x * block + (at % block)];
    }
    return sum / (block * block);
  });
}

/** What the formulas of SimpleILT and of multi-level ILT (the textbook, stage by stage) say of each step of a run. */
export function recipeRelations({ settings }: IltScene, solver: Solver, iterations: number): string[] {
  const made = makeUp(parseIltSettings(settings));
  const { raster, size } = targetOf(made, inputs);
  const isSimple = settings.program === 'simple';
  const found = new Set<string>();
  const holds = (name: string, difference: number, most: number) => {
    if (!(difference <= most)) found.add(name);
  };
  let state = solver.init();
  const count = Math.sqrt(data(state.values, 'params').length);
  const block = isSimple ? 1 : 2;
  const means = middle(raster, size, count, block);
  const start = isSimple ? means.map((value) => 2 * value - 1) : means;
  holds('start', worstBetween(data(state.values, 'params'), start), 0);
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const all = tapStages(solver, state);
    const after = all.update;
    const seen: Values = Object.assign({}, ...Object.values(all).slice(0, -1));
    const [steep] = isSimple ? [50] : [seen.steepness as number];
    const [focus, defocus] = ['aerial.focus', 'aerial.defocus'].map((name) => data(seen, name));
    const prints = [
      ['nominal', focus, 1],
      ['max', focus, 1.02],
      ['min', defocus, 0.98],
    ] as const;
    for (const [name, aerial, dose] of prints) {
      const expected = aerial.map((value) => sigma(steep * (dose * dose * value - 0.225)));
      holds('resist', worstBetween(data(seen, `print.${name}`), expected), 1e-12);
    }
    if (isSimple) {
      const [nominal, max, min] = prints.map(([name]) => data(seen, `print.${name}`));
      const total = (term: (i: number) => number) => nominal.reduce((sum, _, i) => sum + term(i), 0);
      const squared = (z: Float64Array) => total((i) => (z[i] - raster[i]) ** 2);
      const band = (settings.weight_band as number | undefined) ?? 0;
      const loss = squared(nominal) + squared(max) + squared(min) + band * total((i) => (max[i] - min[i]) ** 2);
      holds('loss', Math.abs((seen.loss as number) / loss - 1), 1e-9);
    }
    stepHolds(isSimple, settings.optimizer === 'adam', iteration, state, seen, after, holds);
    state = solver.step(state).state;
  }
  return [...found];
}

type Holds = (name: string, difference: number, most: number) => void;

/** What the optimizer's formulas say of a step, and what is known of going on to the finer level after the eighth. */
function stepHolds(
  simple: boolean,
  adam: boolean,
  iteration: number,
  state: State,
  seen: Values,
  after: Values,
  holds: Holds,
) {
  const gradient = data(seen, 'gradient.params');
  const params = data(state.values, 'params');
  if (!simple && iteration === 8) {
    holds('update: a new level starts afresh', after.t as number, 0);
    const fine = data(after, 'params');
    // two of the same value side by side would be the nearest of a coarser one; where all differ, it is interpolated
    const pairs = fine.reduce((count, value, i) => count + (i % 2 === 0 && value === fine[i + 1] ? 1 : 0), 0);
    holds('update: between levels', pairs / (fine.length / 2), 0.5);
    return;
  }
  const step =
    simple && !adam
      ? params.map((value, i) => value - 0.5 * gradient[i])
      : textbookAdam(state.values, gradient, {
          rate: simple ? 0.32 : iteration <= 8 ? 0.2 : 0.06 + 0.04 * Math.cos((Math.PI * (iteration - 9)) / 7),
          beta2: simple ? 0.999 : 0.9,
          eps: 1e-8,
        });
  holds('update', worstBetween(data(after, 'params'), step), 1e-9);
  if (!simple) return;
  const isBest = (seen.loss as number) < (state.values['best.loss'] as number);
  const best = isBest ? params : data(state.values, 'best.params');
  holds('update: best', worstBetween(data(after, 'best.params'), best), 0);
}

/** Whether images are the sum over kernels, written out: the whole tile a mask. */
export function denseHolds(scene: IltScene, solver: Solver): string[] {
  const made = makeUp(parseIltSettings(scene.settings));
  if (made.program !== 'simple' || made.flare !== 'off') return [];
  const { kernels } = problemOf(made, inputs).system;
  const seen: Values = Object.assign({}, ...Object.values(tapStages(solver, solver.init())));
  const mask = data(seen, 'mask');
  return (['focus', 'defocus'] as const).flatMap((condition) => {
    const expected = denseImage(mask, kernels[condition], everyPixel(made.size));
    const most = 1e-9 * Math.max(...expected);
    return worstBetween(data(seen, `aerial.${condition}`), expected) < most ? [] : [`dense image in ${condition}`];
  });
}

/** Whether the gradient is that of the loss, by central differences along a direction. */
export function slopeHolds(solver: Solver, directions: readonly Float64Array[], from: State): string[] {
  const at = (values: Float64Array) => {
    const like = numbers<Float64Array>(from.values, 'params');
    const params = square(like instanceof Float32Array ? Float32Array.from(values) : values);
    const seen: Record<string, Values[string]> = {};
    const state = { ...from, values: { ...from.values, params } };
    const { scalars } = solver.step(state, (stage, outputs) => {
      if (stage !== 'update') Object.assign(seen, outputs);
    });
    return { loss: scalars.loss, gradient: data(seen, 'gradient.params') };
  };
  const params = data(from.values, 'params');
  const { gradient } = at(params);
  const wrong = directions.some((direction) => {
    const step = 1e-5;
    const moved = (sign: number) => at(params.map((value, i) => value + sign * step * direction[i])).loss;
    const slope = (moved(1) - moved(-1)) / (2 * step);
    const expected = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
    // the error of the differences is of third order in a step of 1e-5 times a slope of up to 50
    return !(Math.abs(slope - expected) < 1e-5 * Math.abs(expected));
  });
  return wrong ? ['gradient by differences'] : [];
}
