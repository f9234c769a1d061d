import { isSameState } from '../../../src/bisect/history.js';
import { withFault } from '../../../src/bisect/index.js';
import { openCursor, type Scalars, type Solver, type State } from '../../../src/solver.js';
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

const tables = new Map<string, Map<number, Scalars>>();

/** The rows of a golden CSV by iteration, read once. */
function byIteration(file: string): Map<number, Scalars> {
  const known = tables.get(file) ?? new Map(goldenRows(file).map((row) => [row.iteration, row]));
  tables.set(file, known);
  return known;
}

/**
 * The golden checks of the suite, on the reference program with a fault: those of specs/gaussian/baseline.spec.ts and
 * remedies.spec.ts, on fewer iterations.
 */
export const gaussianSuite = (known?: KnownFault<GaussianScene>, scene = known?.scene ?? 'reference'): Check[] =>
  scene === 'reference'
    ? [
        () => ofStart(known),
        () => ofFirst(known),
        // where the run is young, at its best, and where it has lost pixels
        ...[1000, 1500, 3000].map((start) => () => ofLater(known, start)),
      ]
    : [() => ofExperiment(known, scene, EXPERIMENTS[scene])];

/** The solver of a scene with the fault from the first iteration on, or in the state after iteration `at`. */
function faulty(scene: GaussianScene, known: KnownFault<GaussianScene> | undefined, at: number): Solver {
  if (known === undefined) return scene.solver;
  return withFault(scene.solver, known.put(scene, known.place === 'state' ? at : 1));
}

/** A golden state as one of the reference program. */
async function goldenAt(iteration: number): Promise<State> {
  const { adopt } = await prepareGaussian();
  return adopt(goldenState(iteration), 'golden');
}

async function ofStart(known: KnownFault<GaussianScene> | undefined): Promise<string[]> {
  const solver = faulty(await baseline('reference'), known, 5);
  return isSameState(solver.init(), await goldenAt(0)) ? [] : ['golden start'];
}

/** Follows a solver over some iterations, and gives the columns of the first row that is not the golden one. */
function follow(solver: Solver, start: State, iterations: number): { state: State; wrong: string[] } {
  const golden = byIteration('baseline_n50_seed42.csv');
  let state = start;
  for (let i = 0; i < iterations; i++) {
    const step = solver.step(state);
    state = step.state;
    const columns = wrongColumns(step.scalars, golden.get(state.iteration) as Scalars);
    if (columns.length > 0) return { state, wrong: [`golden row ${state.iteration}: ${columns.join(', ')}`] };
  }
  return { state, wrong: [] };
}

async function ofFirst(known: KnownFault<GaussianScene> | undefined): Promise<string[]> {
  const solver = faulty(await baseline('reference'), known, 5);
  const one = follow(solver, solver.init(), 1);
  if (one.wrong.length > 0) return one.wrong;
  if (!isSameState(one.state, await goldenAt(1))) return ['golden state 1'];
  const ten = follow(solver, one.state, 9);
  if (ten.wrong.length > 0) return ten.wrong;
  return isSameState(ten.state, await goldenAt(10)) ? [] : ['golden state 10'];
}

async function ofLater(known: KnownFault<GaussianScene> | undefined, start: number): Promise<string[]> {
  const solver = faulty(await baseline('reference'), known, start + 1);
  return follow(solver, await goldenAt(start), 2).wrong;
}

async function ofExperiment(known: KnownFault<GaussianScene> | undefined, scene: string, file: string) {
  const golden = byIteration(`experiments/${file}.csv`);
  const prepared = await prepareGaussian(CHANGED[scene], { start: 1500, iterations: 10_000 });
  const solver = faulty(await baseline(scene, 1500), known, 1550);
  const cursor = openCursor(solver, prepared.adopt(goldenState(1500), file));
  for (let iteration = 1501; iteration < 1600; iteration++) cursor.advance(false);
  const row = cursor.advance(true) as Scalars;
  cursor.close();
  const columns = wrongColumns(row, golden.get(1600) as Scalars);
  return columns.length === 0 ? [] : [`golden row 1600 of ${file}: ${columns.join(', ')}`];
}
