import { InputError } from '../../errors.js';
import { type Solver, type State, solver, type Value } from '../../solver.js';
import type { Inputs, Occasion, Prepared } from '../../subject.js';
import { sizeOf, tensor } from '../../tensor.js';
import { withoutBest } from '../adopt.js';
import { doubles, square } from '../arrays.js';
import { encodeJson, held } from '../document.js';
import { everyPixel, type Grid } from '../imaging/index.js';
import { type Made, makeUp, systemOf, targetOf } from '../load.js';
import { energyPicture, printPictures } from '../pictures.js';
import { probe } from '../probe.js';
import { expose, pixelsOf, scoreOf } from '../score.js';
import type { RecipeSettings } from '../settings.js';
import { type Done, engineFor, inPrecisionOf, partsOf, type RecipeEngine } from './engines.js';
import { presetRecipe } from './presets.js';
import { maskOf, PARTS, type Problem, startOf } from './problem.js';
import { type Level, lengthOf, levelAt, type Recipe } from './recipe.js';
import { simpleRecipe } from './simple.js';
import { recipeStages } from './stages.js';
import { EPS, keptOf, momentsOf } from './update.js';

/** A tile's share that the window is given where nothing is said: SimpleILT's, and what multi-level ILT does best with. */
const WINDOWS = { simple: 1 / 2, multilevel: 3 / 4 };

/** SimpleILT or multi-level ILT with its settings made up. Throws InputError. */
export function prepareRecipe(given: RecipeSettings, { engine: asked, threads = 1, inputs }: Occasion): Prepared {
  const settings = makeUp(given);
  const problem = problemOf(settings, inputs);
  const { recipe } = problem;
  const { optimizer } = recipe;
  const engine = engineFor(asked, problem);
  return {
    engine,
    settings: held(settings),
    patience: undefined,
    solver: solverOf(problem, engine, threads),
    adopt(state, file) {
      const adopted = adopt(settings.reset === 'best' ? withoutBest(state) : state, recipe, file);
      return inPrecisionOf(engine, adopted);
    },
    pictures: (state) => picturesOf(problem, state),
    probe: (state) =>
      probe(recipeStages(problem), state, optimizer.name === 'adam' ? { eps: EPS, beta2: optimizer.beta2 } : undefined),
    results: (state) => ({ 'metrics.json': encodeJson(metricsOf(problem, state)) }),
  };
}

export function problemOf(settings: Made<RecipeSettings>, inputs: Inputs): Problem {
  const { threshold, dose_max: doseMax, dose_min: doseMin, gradient } = settings;
  return {
    target: targetOf(settings, inputs),
    system: systemOf(settings, inputs),
    process: { threshold, doseMax, doseMin },
    gradient,
    recipe: recipeOf(settings),
  };
}

function recipeOf(settings: Made<RecipeSettings>): Recipe {
  const { size, pixel, program, kernel_count: kernels } = settings;
  const coarsest = Math.max(1, Math.round(16 / pixel));
  const share = program === 'simple' ? WINDOWS.simple : WINDOWS.multilevel;
  const window = settings.window ?? Math.max(1, Math.floor((share * size) / coarsest)) * coarsest;
  if (window > size || (size - window) % 2 !== 0) {
    throw new InputError(`setting window=${window}: expected at most the size, ${size}, and as even or odd as it`);
  }
  if (settings.program === 'simple') {
    return simpleRecipe(settings, { pixels: size, start: (size - window) / 2, block: 1, count: window });
  }
  const { recipe, wl, ew } = settings;
  const made = presetRecipe(recipe, { size, pixel, window, kernels, wl, ew });
  for (const { mask } of made.levels) {
    if (!Number.isInteger(mask.count)) {
      throw new InputError(
        `setting window=${window}: expected a multiple of the recipe's blocks of ${mask.block} pixels`,
      );
    }
  }
  return made;
}

export function solverOf(problem: Problem, engine: RecipeEngine, threads: number): Solver {
  const { recipe } = problem;
  const done: Done = ({ iteration }) =>
    iteration < lengthOf(recipe) ? undefined : 'the last level of the recipe has ended';
  const ratio = recipe.optimizer.name === 'adam' ? ['eps_ratio'] : [];
  return solver({
    subject: 'ilt',
    columns: [
      ...['loss', 'nominal', 'corners', 'band', 'grad_norm', 'update_norm', 'saturated', ...ratio],
      ...['learning_rate', 'theta', 'steepness', 'level'],
    ],
    ...partsOf(problem, engine, threads, done),
    carried: ['params', ...momentsOf(recipe), ...keptOf(recipe), 't'],
    init: () => inPrecisionOf(engine, initial(problem)),
    done,
    // where slopes, powers and grids change, the last mask counts
    isAnnealed: recipe.keep === 'last',
  });
}

function initial(problem: Problem): State {
  const { recipe } = problem;
  const params = startOf(problem, recipe.levels[0]);
  const values: Record<string, Value> = { params: square(params), t: 0 };
  for (const name of momentsOf(recipe)) values[name] = square(new Float64Array(params.length));
  if (recipe.keep === 'best') Object.assign(values, { 'best.params': square(params), 'best.loss': Number.MAX_VALUE });
  return { iteration: 0, values };
}

/** The level that a state's parameters are of: that of the step that comes next, or the last. */
const levelOf = (recipe: Recipe, { iteration }: State): Level =>
  levelAt(recipe, Math.min(iteration + 1, lengthOf(recipe))).level;

function adopt(state: State, recipe: Recipe, file: string): State {
  const { count } = levelOf(recipe, state).mask;
  const values: Record<string, Value> = {};
  for (const name of ['params', ...momentsOf(recipe), ...keptOf(recipe), 't']) {
    const value = state.values[name];
    const isNumber = name === 't' || name === 'best.loss';
    if (value === undefined && !isNumber && name !== 'params') {
      values[name] = name === 'best.params' ? values.params : square(new Float64Array(count * count));
    } else if (isNumber) {
      values[name] = typeof value === 'number' ? value : name === 't' ? 0 : Number.MAX_VALUE;
    } else if (typeof value === 'object' && sizeOf(value.shape) === count * count) {
      values[name] = tensor([count, count], doubles(state.values, name));
    } else {
      const shape = typeof value === 'object' ? `[${value.shape}]` : String(value);
      throw new InputError(`${file}: ${name} is ${shape}; expected floats [${count},${count}]`);
    }
  }
  return { iteration: state.iteration, values };
}

/** The mask that a run came to, in every pixel: what is at least one half. */
export function finalMask({ target, recipe }: Problem, state: State): Uint8Array {
  const level = levelOf(recipe, state);
  const name = recipe.keep === 'best' ? 'best.params' : 'params';
  return binaryMask(doubles(state.values, name), recipe, level, target.raster);
}

function binaryMask(params: Float64Array, recipe: Recipe, level: Level, raster: Uint8Array): Uint8Array {
  const mask = maskOf(params, recipe, level, level.iterations === Infinity ? 0 : level.iterations - 1, PARTS);
  const around = recipe.frame === 'start' ? (i: number) => raster[i] === 1 : () => false;
  return pixelsOf(level.mask as Grid, (i) => mask[i] >= 0.5, around);
}

const exposed = ({ target, system, process }: Problem, mask: Uint8Array) =>
  expose(mask, everyPixel(target.size), system, process);

function picturesOf(problem: Problem, state: State): ReturnType<Prepared['pictures']> {
  const { target, system, process } = problem;
  const mask = finalMask(problem, state);
  return { ...printPictures(target, mask, exposed(problem, mask), process), ...energyPicture(system.kernels) };
}

function metricsOf(problem: Problem, state: State) {
  const { target } = problem;
  const score = (mask: Uint8Array) => scoreOf(mask, exposed(problem, mask), target);
  return { ...score(finalMask(problem, state)), pixels: target.raster.length, unoptimized: score(target.raster) };
}
