import { InputError } from '../errors.js';
import type { Settings } from '../settings.js';
import { solver } from '../solver.js';
import type { Occasion, Prepared, Subject } from '../subject.js';
import { adopt } from './adopt.js';
import { arms } from './arms.js';
import { defaultModel } from './default-model.js';
import { readImages } from './images.js';
import { loadModel } from './model/load.js';
import { pictures } from './pictures.js';
import { probe } from './probe.js';
import { resultsOf } from './results.js';
import { begin, over } from './schedule.js';
import { clnfSettings, PRESETS, parseClnfSettings } from './settings.js';
import { simdEngine } from './simd.js';
import { SimdFit } from './simd-fit.js';
import { COLUMNS, stagesOf } from './stages.js';
import { startsOf } from './starts.js';
import { carriedNames, memoryOf, memoryValues, noWindow } from './state.js';
import { SAMPLES, STEPS, type Steps, strictEngine } from './strict.js';
import { scheduleOf } from './windows.js';

const CURVES: Subject['curves'] = [
  {
    name: 'convergence',
    title: 'Convergence by window',
    panels: [
      { label: 'mean shift, reference px', columns: ['mean_shift_mean', 'mean_shift_max'] },
      { label: 'peak offset, reference px', columns: ['peak_offset_mean', 'peak_offset_median'] },
      { label: 'update norm', scale: 'log', columns: ['update_norm'] },
      { label: 'shape change, px', scale: 'log', columns: ['shape_change'] },
    ],
    changes: 'window',
  },
  {
    name: 'loss',
    title: 'Loss: minus the mean log density at the landmarks',
    panels: [{ label: 'loss', columns: ['loss'] }],
    changes: 'window',
  },
];

/**
 * The landmark fit with some of its steps replaced, as a fault or a variant has them. Only the strict engine is made of
 * steps.
 */
export function clnfWith(steps: Partial<Steps>): Subject {
  return {
    name: 'clnf',
    settings: clnfSettings,
    // more than any schedule has: the fit says itself when it is complete
    iterations: 1_000_000,
    checkpointEvery: 5,
    prepare: (given, occasion) => prepare(given, occasion, steps),
    fork,
    arms,
    curves: CURVES,
  };
}

/** The landmark fit of OpenFace. */
export const clnf: Subject = clnfWith({});

/** A preset replaces what the parent had from its own; a start replaces a box, and a box a start. */
function fork(parent: Settings, changed: Settings): Settings {
  const stale = [
    ...('preset' in changed ? Object.keys(PRESETS.general) : []),
    ...('start' in changed ? ['box'] : []),
    ...('box' in changed ? ['start'] : []),
  ];
  const kept = Object.entries(parent).filter(([name]) => !stale.includes(name));
  return { ...Object.fromEntries(kept), ...changed };
}

async function prepare(
  given: Settings,
  { engine: asked, inputs, threads = 1 }: Occasion,
  steps: Partial<Steps>,
): Promise<Prepared> {
  const settings = parseClnfSettings(given);
  if (asked === 'tensorflow') throw new InputError('--engine tensorflow: not for clnf; expected simd or strict');
  if (asked === 'simd' && Object.keys(steps).length > 0) {
    throw new InputError('--engine simd: not with replaced steps; expected strict');
  }
  const model =
    settings.model === 'synthetic'
      ? defaultModel()
      : loadModel(settings.model, (name, path) => inputs.read(name, path));
  const images = readImages(settings, inputs);
  const starts = startsOf(settings, model.pdm, images.at(0), images.box, inputs);
  const schedule = scheduleOf(settings, model, starts, images.count);
  const name = asked ?? (Object.keys(steps).length > 0 ? 'strict' : 'simd');
  const models = [model, ...model.parts];
  const { width, height } = images.at(0);
  const windows = [...schedule.first, ...schedule.later, ...schedule.parts.flat()];
  const layout = { models, windows, pixels: width * height, isPlain: settings.warp === 'bilinear' };
  const strict = strictEngine(models, { ...STEPS, sample: SAMPLES[settings.warp], ...steps });
  const engine = name === 'simd' ? simdEngine(layout) : strict;
  return {
    engine: name,
    settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Settings,
    patience: undefined,
    solver: solver({
      subject: 'clnf',
      columns: COLUMNS,
      stages: stagesOf(engine, schedule, images.at),
      carried: carriedNames(schedule),
      init: () => ({
        iteration: 0,
        values: { ...memoryValues(begin(schedule), schedule.parts.length > 0), ...noWindow(engine.Floats) },
      }),
      done: ({ values }) => over(schedule, memoryOf(values)),
      ...(name === 'simd' && { open: (state) => new SimdFit(layout, schedule, images.at, state, threads) }),
    }),
    adopt: (state, file) => adopt(state, schedule, engine, file),
    pictures: (state) => pictures(state, schedule, images),
    probe: (state) => probe(strict, schedule, images.at, state),
    results: (state) => resultsOf(state, settings, schedule, images),
  };
}
