import { InputError } from '../../errors.js';
import type { Solver, State } from '../../solver.js';
import type { Occasion, Prepared } from '../../subject.js';
import { adopt, withoutBest } from '../adopt.js';
import { doubles } from '../arrays.js';
import { encodeJson, held } from '../document.js';
import { makeUp } from '../load.js';
import { probe } from '../probe.js';
import type { AwareSettings } from '../settings.js';
import { metricsOf } from './metrics.js';
import { picturesOf } from './pictures.js';
import { awareProblem } from './problem.js';
import { awareSolver } from './solve.js';
import { BETA2 } from './update.js';

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
    adopt: (state, file) => adopt(settings.reset === 'best' ? withoutBest(state) : state, solver.init(), file),
    pictures: (state) => picturesOf(problem, state),
    probe: (state) =>
      probe(awareSolver(problem, { sensitivityOf: sensitivityAt(solver, state) }).stages, state, {
        eps: settings.adam_eps,
        beta2: BETA2,
      }),
    results: (state) => ({ 'metrics.json': encodeJson(metricsOf(problem, state)) }),
  };
}

/** S as the next step has it, which the gradient takes for a constant. */
function sensitivityAt(solver: Solver, state: State): () => Float64Array {
  let sensitivity = new Float64Array(0);
  solver.step(state, (stage, outputs) => {
    if (stage === 'weight') sensitivity = Float64Array.from(doubles(outputs, 'S'));
  });
  return () => sensitivity;
}
