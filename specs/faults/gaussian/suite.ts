import { withFault } from '../../../src/bisect/index.js';
import type { Scalars, Solver, State } from '../../../src/solver.js';
import type { Tensor } from '../../../src/tensor.js';
import { goldenRows, goldenState, prepareGaussian } from '../../support/gaussian.js';
import type { Check, KnownFault } from '../fault.js';
import { baseline, CHANGED, type GaussianScene } from './scenes.js';

/** What of the golden data the fits of a scene are held to, and the spec that does so. */
const EXPERIMENTS: Readonly<Record<string, string>> = {
  clipped: 'e3b_clip0.001',
  'clipped at 1': 'e3a_clip1',
  cosine: 'e6a_cosine_from1500',
  momentum: 'e5c_sgd_lr0.1_mom0.9',
};

const DIGITS = ['loss', 'l1', 'l2', 'ssim'];
const ROUNDED = [
  // as in baseline.spec.ts: half a unit of the last digit that the golden prints
  ['mean_scale', 'mean_scale', 6e-8],
  ['min_scale', 'min_scale', 6e-8],
  ['psnr', 'psnr', 6e-5],
  ['l2_covered', 'l2_covered', 2e-6],
  ['l2_uncovered', 'l2_hole', 2e-6],
] as const;

/** The columns of a row that are not the golden ones. */
function wrongColumns(row: Scalars, golden: Scalars): string[] {
  return [
    ...DIGITS.filter((column) => Number(row[column].toPrecision(9)) !== golden[column]),
    ...(row.uncovered === golden.uncovered ? [] : ['uncovered']),
    ...ROUNDED.filter(([ours, theirs, most]) => !(Math.abs(row[ours] - golden[theirs]) < most)).map(([ours]) => ours),
    ...(Math.abs(row.grad_norm / golden.grad_norm - 1) < 6e-6 ? [] : ['grad_norm']),
  ];
}

const isSame = (state: State, golden: State): boolean =>
  Object.entries(golden.values).every(([name, value]) => {
    const own = state.values[name];
    if (typeof value === 'number' || typeof own === 'number') return own === value;
    return own !== undefined && value.data.every((element, i) => element === (own as Tensor).data[i]);
  });

const byIteration = (file: string) => new Map(goldenRows(file).map((row) => [row.iteration, row]));

/**
 * The golden checks of the suite, on the reference program with a fault: those of specs/gaussian/baseline.spec.ts and
 * remedies.spec.ts, on fewer iterations.
 */
export const gaussianSuite = (known?: KnownFault<GaussianScene>, scene = known?.scene ?? 'reference'): Check[] => [
  () => (scene === 'reference' ? ofBaseline(known) : ofExperiment(known, scene, EXPERIMENTS[scene])),
];

/** The solver of a scene with the fault from the first iteration on, or in the state after iteration `at`. */
function faulty(scene: GaussianScene, known: KnownFault<GaussianScene> | undefined, at: number): Solver {
  if (known === undefined) return scene.solver;
  return withFault(scene.solver, known.put(scene, known.place === 'state' ? at : 1));
}

async function ofBaseline(known: KnownFault<GaussianScene> | undefined): Promise<string[]> {
  const golden = byIteration('baseline_n50_seed42.csv');
  const found: string[] = [];
  const adopt = (await prepareGaussian()).adopt;
  const state = (iteration: number) => adopt(goldenState(iteration), 'golden');
  const follow = (solver: Solver, start: State, iterations: number, what: string) => {
    const columns = new Set<string>();
    let current = start;
    for (let i = 0; i < iterations; i++) {
      const step = solver.step(current);
      current = step.state;
      for (const column of wrongColumns(step.scalars, golden.get(current.iteration) as Scalars)) columns.add(column);
    }
    if (columns.size > 0) found.push(`golden rows ${what}: ${[...columns].join(', ')}`);
    return current;
  };
  const solver = faulty(await baseline('reference'), known, 5);
  if (!isSame(solver.init(), state(0))) found.push('golden start');
  const one = follow(solver, solver.init(), 1, 'at 1');
  if (!isSame(one, state(1))) found.push('golden state 1');
  if (!isSame(follow(solver, one, 9, 'from 2 to 10'), state(10))) found.push('golden state 10');
  // where the run is young, at its best, and where it has lost pixels
  for (const start of [1000, 1500, 3000]) follow(solver, state(start), 2, `after ${start}`);
  return found;
}

async function ofExperiment(known: KnownFault<GaussianScene> | undefined, scene: string, file: string) {
  const golden = byIteration(`experiments/${file}.csv`);
  const prepared = await prepareGaussian(CHANGED[scene], { start: 1500, iterations: 10_000 });
  const solver = faulty(await baseline(scene, 1500), known, 1550);
  let state = prepared.adopt(goldenState(1500), file);
  for (; state.iteration < 1599; state = solver.step(state).state);
  const columns = wrongColumns(solver.step(state).scalars, golden.get(1600) as Scalars);
  return columns.length === 0 ? [] : [`golden row 1600 of ${file}: ${columns.join(', ')}`];
}
