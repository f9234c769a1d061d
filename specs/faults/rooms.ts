import { withFault } from '../../src/bisect/index.js';
import { landmarksOf } from '../../src/clnf/shape.js';
import { compareValues } from '../../src/parity/index.js';
import { openCursor, type Solver, type State } from '../../src/solver.js';
import { CLNF_FAULTS } from './clnf/catalogue.js';
import { type ClnfScene, clnfScene } from './clnf/scenes.js';
import { clnfSuite } from './clnf/suite.js';
import { type Check, type KnownFault, numbers, type Scene } from './fault.js';
import { GAUSSIAN_FAULTS } from './gaussian/catalogue.js';
import { type GaussianScene, gaussianScene } from './gaussian/scenes.js';
import { gaussianSuite } from './gaussian/suite.js';
import { ILT_FAULTS } from './ilt/catalogue.js';
import { type IltScene, iltScene } from './ilt/scenes.js';
import { iltSuite } from './ilt/suite.js';

/** A subject as the faults see it. */
export interface Room<S extends Scene = Scene> {
  readonly subject: 'gaussian' | 'clnf' | 'ilt';
  readonly faults: readonly KnownFault<S>[];
  scene(name: string): Promise<S>;
  /** The checks of the suite on a solver with a fault from the first iteration on; without one, on the right solver. */
  suite(known?: KnownFault<S>, scene?: string): readonly Check[];
  /** How far the end of a run is from the right one, in per cent. */
  apart(scene: S, right: State, found: State): number;
  /** What that is per cent of. */
  readonly unit: string;
  /** The last iteration at which a fault is switched on: one that the rest of the run shows. */
  readonly latest: number;
  /** The most iterations after which a run with a fault has ended, where a schedule ends it; else it has the scene's. */
  readonly longest?: number;
}

/** By how much the right solver's loss of the two states differs. */
const byLoss = ({ solver }: Scene, right: State, found: State): number => {
  const [expected, own] = [right, found].map((state) => solver.step(state).scalars.loss);
  return 100 * Math.abs(own / expected - 1);
};

const gaussian: Room<GaussianScene> = {
  subject: 'gaussian',
  faults: GAUSSIAN_FAULTS,
  scene: (name) => gaussianScene(name),
  suite: gaussianSuite,
  apart: byLoss,
  unit: 'of the loss after 60 iterations',
  latest: 50,
};

const clnf: Room<ClnfScene> = {
  subject: 'clnf',
  faults: CLNF_FAULTS,
  scene: clnfScene,
  suite: clnfSuite,
  apart({ model: { pdm } }, right, found) {
    const [a, b] = [right, found].map(({ values }) => landmarksOf(pdm, numbers(values, 'best_params')));
    const n = pdm.points;
    const between = (i: number, p: Float64Array, j: number, q: Float64Array) =>
      Math.sqrt((p[i] - q[j]) ** 2 + (p[n + i] - q[n + j]) ** 2);
    const mean = Array.from({ length: n }, (_, i) => between(i, a, i, b)).reduce((sum, each) => sum + each, 0) / n;
    // the outer corners of the eyes
    return (100 * mean) / between(36, a, 45, a);
  },
  unit: 'of the distance between the eyes, mean over the landmarks',
  latest: 20,
  longest: 300,
};

const ilt: Room<IltScene> = {
  subject: 'ilt',
  faults: ILT_FAULTS,
  scene: async (name) => iltScene(name),
  suite: iltSuite,
  apart: byLoss,
  unit: 'of the loss after 24 iterations',
  latest: 8,
};

/** All subjects; each has faults of its own scenes, which no other room is given. */
export const ROOMS = [gaussian, clnf, ilt] as unknown as readonly Room[];

/** The first of the checks that finds something, and what; undefined where all hold. */
export async function caughtBy(room: Room, known: KnownFault): Promise<string | undefined> {
  const checks = known.place === 'state' ? [() => resumedHolds(room, known)] : room.suite(known);
  for (const check of checks) {
    const [found] = await check();
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a run that is broken off and resumed goes on with the same bits: what specs/run/resume.spec.ts asserts. */
async function resumedHolds(room: Room, known: KnownFault): Promise<string[]> {
  const scene = await room.scene(known.scene);
  const at = 7;
  const [whole, resumed] = [scene.solver, withFault(scene.solver, known.put(scene, at))];
  let [a, b] = [whole, resumed].map((solver) => runTo(solver, at));
  for (let iteration = at; iteration < at + 3; iteration++) {
    const differing = compareValues(a.values, b.values, { of: 'state' }).find(({ verdict }) => verdict !== 'same');
    if (differing !== undefined) return [`resumed run: ${differing.name}`];
    [a, b] = [whole.step(a).state, resumed.step(b).state];
  }
  return [];
}

/** The state after some iterations, or where the schedule ends before. */
export function runTo(solver: Solver, iterations: number): State {
  const cursor = openCursor(solver, solver.init());
  try {
    for (let i = 0; i < iterations && cursor.done?.() === undefined; i++) cursor.advance(false);
    return cursor.state();
  } finally {
    cursor.close();
  }
}
