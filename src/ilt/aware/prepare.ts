import { InputError } from '../../errors.js';
import type { Occasion, Prepared } from '../../subject.js';
import { encodeJson, held } from '../document.js';
import { makeUp } from '../load.js';
import type { AwareSettings } from '../settings.js';
import { adopt } from './adopt.js';
import { metricsOf } from './metrics.js';
import { picturesOf } from './pictures.js';
import { awareProblem } from './problem.js';
import { awareSolver } from './solve.js';

/** A branch of the flare-aware program with its settings made up. Throws InputError. */
export function prepareAware(given: AwareSettings, { engine, inputs }: Occasion): Prepared {
  if (engine !== undefined && engine !== 'strict') {
    throw new InputError(`setting program=${given.program}: use --engine strict`);
  }
  const settings = makeUp(given);
  const problem = awareProblem(settings, inputs);
  const solver = awareSolver(problem);
  return {
    engine: 'strict',
    settings: held(settings),
    patience: undefined,
    solver,
    adopt: (state, file) => adopt(state, solver.init(), file),
    pictures: (state) => picturesOf(problem, state),
    results: (state) => ({ 'metrics.json': encodeJson(metricsOf(problem, state)) }),
  };
}
