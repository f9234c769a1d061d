import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bisectSolvers, withFault } from '../../src/bisect/index.js';
import type { Settings } from '../../src/settings.js';
import type { Solver, State } from '../../src/solver.js';
import type { EngineName } from '../../src/subject.js';
import { decodeState, encodeState } from '../../src/trace/index.js';
import { caseSettings, ENGINES, prepareClnf } from '../support/clnf.js';
import { randomArray } from '../support/dense-imaging.js';
import { prepareGaussian } from '../support/gaussian.js';
import { prepareIlt } from '../support/ilt.js';
import { departures } from './clnf/golden.js';
import { CLNF_SCENES, clnfScene } from './clnf/scenes.js';
import { awareRelations } from './ilt/aware-suite.js';
import { recipeRelations, slopeHolds } from './ilt/recipe-suite.js';
import { ILT_SCENES, type IltScene, iltScene } from './ilt/scenes.js';
import { onsetOf } from './measure.js';

/** Something that is no fault: another engine, number of threads, seed, setting, resume or Node option. */
export interface Variation {
  readonly kind: string;
  readonly name: string;
  /** What is said to be wrong with it; undefined where nothing is, as it should be. */
  alarm(): Promise<string | undefined>;
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const GAUSSIAN: readonly Settings[] = [
  {},
  { optimizer: 'momentum', lr: 0.1 },
  { clip_norm: 0.001 },
  { schedule: 'cosine' },
  { freeze: 'scale' },
];
const FULL: Settings = { gradient: 'full', eps: 0.01, cutoff: 40 };
const small = (settings: Settings): Settings => ({ size: 24, gaussians: 16, ...settings });

/** A small Gaussian fit by an engine. */
const gaussianFit = async (settings: Settings, engine: EngineName, threads: number): Promise<Solver> =>
  (await prepareGaussian(small(settings), { engine, threads, iterations: 40 })).solver;

const stepwise = ({ open: _, ...solver }: Solver): Solver => solver;

/** What bisect says of two runs that should be one. */
async function said(reference: Solver, candidate: Solver, iterations: number): Promise<string | undefined> {
  const { outcome, differs, stage } = await bisectSolvers(reference, candidate, { iterations, checkpointEvery: 10 });
  return outcome === 'none' ? undefined : `${outcome} at ${differs}, ${stage}`;
}

const text = (settings: Settings) => JSON.stringify(settings);

/** The kernels against the stages in TypeScript, by numbers of threads: the same bits. */
const kernels: Variation[] = GAUSSIAN.flatMap((changed) =>
  SEEDS.flatMap((seed) =>
    [1, 2, 3].map((threads) => ({
      kind: 'engines and threads',
      name: `gaussian strict ${text({ ...changed, seed })}, ${threads} threads`,
      alarm: async () =>
        said(
          stepwise(await gaussianFit({ ...changed, seed }, 'strict', 1)),
          await gaussianFit({ ...changed, seed }, 'strict', threads),
          40,
        ),
    })),
  ),
);

const simd: Variation[] = SEEDS.flatMap((seed) =>
  [2, 3].map((threads) => ({
    kind: 'engines and threads',
    name: `gaussian simd, seed ${seed}, ${threads} threads against one`,
    alarm: async () =>
      said(await gaussianFit({ ...FULL, seed }, 'simd', 1), await gaussianFit({ ...FULL, seed }, 'simd', threads), 40),
  })),
);

/** The fast engine works on panels of 64 by 64. */
const LARGER: Settings = { size: 128, window: 64, field: 1024 };

const masks: Variation[] = ['simple', 'adam'].flatMap((name) =>
  [1, 2, 3].map((threads) => ({
    kind: 'engines and threads',
    name: `ilt ${name} by simd, ${threads} threads against its stages`,
    async alarm() {
      const [reference, candidate] = await Promise.all(
        [1, threads].map(
          async (each) =>
            (await prepareIlt({ ...ILT_SCENES[name], ...LARGER }, { engine: 'simd', threads: each })).solver,
        ),
      );
      return said(stepwise(reference), candidate, 12);
    },
  })),
);

/** A state as it comes back from a checkpoint's bytes. */
const saved = (subject: string, state: State): State => decodeState(encodeState(subject, state), 'saved').state;

const resumes = (name: string, iterations: number, scene: () => Promise<Solver>): Variation => ({
  kind: 'resumes',
  name: `${name}, saved and resumed`,
  async alarm() {
    const solver = await scene();
    const at = onsetOf(name, 0, iterations - 1);
    const change = (state: State) => saved(solver.subject, state);
    return said(solver, withFault(solver, { kind: 'state', change, at }), iterations);
  },
});

const ILT = ['v2', 'main', 'socs', 'simple', 'adam', 'levels', 'layout'];
const resumed: Variation[] = [
  ...GAUSSIAN.flatMap((changed) =>
    [1, 2].map((seed) =>
      resumes(`gaussian ${text({ ...changed, seed })}`, 40, () => gaussianFit({ ...changed, seed }, 'strict', 1)),
    ),
  ),
  ...ILT.map((name) => resumes(`ilt ${name}`, 16, async () => iltScene(name).solver)),
  ...SEEDS.map((seed) =>
    resumes(`clnf face ${seed}`, 30, async () => (await prepareClnf({ seed }, { engine: 'strict' })).solver),
  ),
];

/** The suite's formulas, for other seeds and sizes. */
const formulas: Variation[] = [
  ...['v2', 'main', 'socs', 'layout'].flatMap((name) => SEEDS.map((seed) => [name, { seed }] as const)),
  ...['simple', 'adam'].flatMap((name) => [16, 20, 24, 32].map((window) => [name, { window }] as const)),
].map(([name, changed]) => ({
  kind: 'seeds and settings',
  name: `ilt ${name} ${text(changed)}`,
  async alarm() {
    const scene = iltScene(name, changed);
    const isAware = scene.settings.program === 'main' || scene.settings.program === 'v2';
    const relations = isAware ? awareRelations : recipeRelations;
    return [...relations(scene, scene.solver, 8), ...(isAware ? [] : slopes(scene))][0];
  },
}));

function slopes({ solver }: IltScene): string[] {
  const { values } = solver.init();
  const { length } = (values.params as { data: Float64Array }).data;
  return slopeHolds(solver, [randomArray(length, 3)], solver.init());
}

const golden: Variation[] = ENGINES.flatMap((engine) =>
  ['frontal', 'turned', 'border'].map((name) => ({
    kind: 'engines and threads',
    name: `clnf ${name} by ${engine} against the C++`,
    async alarm() {
      const { solver } = await clnfScene(name);
      const [golden] = CLNF_SCENES[name];
      const [first] = departures(golden, solver, (await prepareClnf(caseSettings(golden), { engine })).solver);
      return first && `${first.stage}, ${first.quantity} at ${first.iteration}`;
    },
  })),
);

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const FLAGS = ['--no-opt', '--max-lazy', '--liftoff-only', '--no-liftoff'];
const PROGRAMS: readonly (readonly [subject: string, settings: Settings, solver: () => Promise<Solver>])[] = [
  ['gaussian', small({}), () => gaussianFit({}, 'strict', 1)],
  ['ilt', iltScene('v2').settings, async () => iltScene('v2').solver],
];

/** The last state of a run by the built command under a Node option. */
function runUnder(flag: string, subject: string, settings: Settings): State {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-faults-'));
  try {
    const out = join(folder, 'run');
    const set = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    const length = ['--iterations', '20', '--checkpoint-every', '20', '--out', out, '--json'];
    execFileSync(process.execPath, [flag, MAIN, 'run', subject, ...length, '--engine', 'strict', ...set]);
    const file = join(out, 'checkpoints', '000020.safetensors');
    return decodeState(readFileSync(file), file).state;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const options: Variation[] = FLAGS.flatMap((flag) =>
  PROGRAMS.map(([subject, settings, make]) => ({
    kind: 'Node options',
    name: `${subject} under ${flag}`,
    async alarm() {
      const end = runUnder(flag, subject, settings);
      const solver = await make();
      const change = () => end;
      return said(solver, withFault(solver, { kind: 'state', change, at: 20 }), 20);
    },
  })),
);

export const VARIATIONS: readonly Variation[] = [
  ...kernels,
  ...simd,
  ...masks,
  ...resumed,
  ...formulas,
  ...golden,
  ...options,
];
