import { type Solver, type State, solver } from '../../solver.js';
import { square } from '../arrays.js';
import { sigmoids } from '../sigmoid.js';
import type { AwareProblem } from './problem.js';
import { sensitivityBy } from './sensitivity.js';
import { awareStages, COLUMNS, type Parts } from './stages.js';
import { CARRIED } from './update.js';

/** Flare-aware ILT, in double precision but for what is carried from step to step. `changed` replaces steps. */
export function awareSolver(problem: AwareProblem, changed: Partial<Parts> = {}): Solver {
  return solver({
    subject: 'ilt',
    columns: COLUMNS,
    stages: awareStages(new Float64Array(problem.target.raster), problem.model, problem.rules, changed),
    carried: CARRIED,
    init: () => initial(problem),
  });
}

function initial({ model, rules, start, precision }: AwareProblem): State {
  const own = (values: Float64Array) => square(precision === 'f32' ? new Float32Array(values) : values);
  const mask = sigmoids(start, rules.theta, 0);
  return {
    iteration: 0,
    values: {
      params: own(start),
      'm.params': own(new Float64Array(start.length)),
      'v.params': own(new Float64Array(start.length)),
      t: 0,
      S: own(sensitivityBy(model)(mask)),
      'best.params': own(start),
      'best.mask': own(mask),
      'best.loss': Number.MAX_VALUE,
    },
  };
}
