import { InputError } from '../errors.js';
import type { Settings } from '../settings.js';
import type { State, Value } from '../solver.js';
import { solver } from '../solver.js';
import type { Occasion, Prepared, Subject } from '../subject.js';
import { tensor } from '../tensor.js';
import { adopt, withMoments } from './adopt.js';
import { arms } from './arms.js';
import { descent } from './descent.js';
import { draw } from './draw.js';
import { evaluatorFor } from './engines.js';
import { fused } from './fused.js';
import { type Group, groupsOf, trainedGroups } from './groups.js';
import { importCheckpoint } from './import.js';
import { probe } from './probe.js';
import { randomGaussians } from './scene.js';
import { type GaussianSettings, gaussianSettings, parseGaussianSettings } from './settings.js';
import { COLUMNS, stagesOf } from './stages.js';
import { readTarget } from './target.js';

/** Settings that are made up from others, and no longer hold when those change. */
const DERIVED = ['schedule_start', 'schedule_end'];

export const gaussian: Subject = {
  name: 'gaussian',
  settings: gaussianSettings,
  iterations: 10_000,
  checkpointEvery: 10,
  prepare,
  fork(parent, changed) {
    const stale = 'schedule' in changed ? DERIVED : [];
    const kept = Object.entries(parent).filter(([name]) => name !== 'reset' && !stale.includes(name));
    return { ...Object.fromEntries(kept), ...changed };
  },
  importCheckpoint,
  arms,
  curves: [
    {
      name: 'loss',
      title: 'Loss and its terms',
      panels: [
        { label: 'loss', scale: 'log', columns: ['loss'] },
        { label: 'terms', scale: 'log', columns: ['l1', 'l2'] },
        { label: 'SSIM', columns: ['ssim'] },
      ],
    },
    {
      name: 'coverage',
      title: 'Loss and coverage',
      panels: [
        { label: 'loss', columns: ['loss'] },
        { label: 'pixels uncovered', columns: ['uncovered'] },
        { label: 'parts of L2', columns: ['l2_covered', 'l2_uncovered'] },
      ],
    },
  ],
};

async function prepare(
  given: Settings,
  { engine, threads = 1, iterations, start, inputs }: Occasion,
): Promise<Prepared> {
  const asked = parseGaussianSettings(given);
  if (asked.min_scale > asked.max_scale) {
    throw new InputError(`setting min_scale=${asked.min_scale}: expected at most max_scale, ${asked.max_scale}`);
  }
  const settings: GaussianSettings = {
    ...asked,
    schedule_start: asked.schedule_start ?? start,
    schedule_end: asked.schedule_end ?? iterations,
  };
  const target = readTarget(settings, inputs);
  const groups = groupsOf(settings);
  const trained = trainedGroups(groups, settings.freeze);
  const descending = descent(settings, trained);
  const { evaluator, engine: chosen } = await evaluatorFor(engine, settings, groups, target, threads);
  const { open } = evaluator;
  const carried = [...groups.map(({ name }) => name), ...descending.moments, 't'];
  return {
    engine: chosen,
    settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Settings,
    patience: settings.patience,
    solver: solver({
      subject: 'gaussian',
      columns: COLUMNS,
      stages: stagesOf(evaluator, groups, descending),
      carried,
      init: () => initial(settings, groups, descending.moments),
      ...(open && { open: (state: State) => fused(open(), groups, descending, state) }),
    }),
    adopt: (state, file) => adopt(state, { settings, groups, moments: descending.moments, file }),
    pictures: ({ values }) => draw(values, evaluator, settings.covariance, target),
    probe: (state) => probe(settings, { groups, trained }, target, state),
  };
}

/** The random start of N Gaussians, as isotropic as the reference's, with the optimizer's memory empty. */
function initial(settings: GaussianSettings, groups: readonly Group[], moments: readonly string[]): State {
  const { position, scale, color } = randomGaussians(settings.gaussians, settings.seed);
  const cholesky = Float32Array.from({ length: settings.gaussians * 3 }, (_, i) =>
    i % 3 === 1 ? 0 : scale[2 * Math.floor(i / 3)],
  );
  const rotation = new Float32Array(settings.gaussians);
  const start: Record<string, Float32Array> = { position, scale, cholesky, rotation, color };
  const values: Record<string, Value> = { t: 0 };
  const exact = settings.precision === 'f64';
  for (const { name, width } of groups) {
    values[name] = tensor([settings.gaussians, width], exact ? Float64Array.from(start[name]) : start[name]);
  }
  return { iteration: 0, values: withMoments(values, moments) };
}
