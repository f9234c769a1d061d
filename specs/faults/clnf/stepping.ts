import type { Window } from '../../../src/clnf/engine.js';
import { norm } from '../../../src/clnf/measure.js';
import { anglesOf, product, rotationOf, smallRotation } from '../../../src/clnf/rotation.js';
import { GLOBAL, landmarksOf } from '../../../src/clnf/shape.js';
import { fromBox } from '../../../src/clnf/start.js';
import type { Steps } from '../../../src/clnf/strict.js';
import { tensor } from '../../../src/tensor.js';
import { goldenCase } from '../../support/clnf.js';
import { type KnownFault, mapped, numbers, replaced, stageFault, startFault, stateFault } from '../fault.js';
import { CLNF_SCENES, type ClnfScene } from './scenes.js';
import { byStep, byWindow } from './steps.js';

type Known = KnownFault<ClnfScene>;

const TABLE = 'golden/clnf/faults.csv';
const PORTS = "the finding's port: its historical fixes";

const updates = (id: string, does: string, origin: string, steps: Partial<Steps>, scene = 'frontal'): Known =>
  byStep({ id, does, origin, scene }, 'update', steps);
const schedules = (
  id: string,
  does: string,
  origin: string,
  stage: string,
  window: (window: Window) => Window,
): Known => byWindow({ id, does, origin, scene: 'frontal' }, stage, window);

/** Faults of taking the step, and of going on in the schedule. */
const STEPS: readonly Known[] = [
  updates('clnf/euleradd', 'adds the increment to the Euler angles', TABLE, {
    turned: ([rx, ry, rz], [wx, wy, wz]) => [rx + wx, ry + wy, rz + wz],
  }),
  updates('clnf/left-rotation', 'multiplies the increment on the left', 'spec: it multiplies R on the right', {
    turned: ([rx, ry, rz], [wx, wy, wz]) => anglesOf(product(smallRotation(wx, wy, wz), rotationOf(rx, ry, rz))),
  }),
  stageFault(
    {
      id: 'clnf/damped',
      does: 'takes three quarters of a step',
      origin: 'the damping of the fit to landmarks',
      scene: 'frontal',
    },
    'update',
    () => (values, right) => right(mapped(values, ['update'], (value) => 0.75 * value)),
  ),
  updates(
    'clnf/no-clamp',
    'leaves the modes free',
    'clipping that never bites: no golden case reaches the clamp',
    { clampModes: (params) => params },
    'loose',
  ),
  updates(
    'clnf/clamp-at-variance',
    'clamps modes at 3 variances, not 3 deviations',
    'limits from the wrong column',
    {
      clampModes: (params, variances) =>
        params.map((value, i) =>
          i < GLOBAL ? value : Math.max(-3 * variances[i - GLOBAL], Math.min(3 * variances[i - GLOBAL], value)),
        ),
    },
    'loose',
  ),
  schedules('clnf/nit50', 'does 50 iterations a stage, not 5', TABLE, 'update', (window) => ({
    ...window,
    iterations: 50,
  })),
  schedules('clnf/ten-in-all', 'does two iterations a stage, about ten in all', PORTS, 'update', (window) => ({
    ...window,
    iterations: 2,
  })),
  stageFault(
    {
      id: 'clnf/stop-by-parameters',
      does: 'ends a stage when the update is shorter than 0.05, not when the landmarks hardly move',
      origin: PORTS,
      scene: 'frontal',
    },
    'update',
    ({ model }) =>
      (values, right) => {
        const outputs = right(values);
        const update = numbers<Float64Array>(values, 'update');
        if (norm(update) >= 0.05) return outputs;
        const params = numbers<Float64Array>(outputs, 'updated');
        const shape = tensor([2, model.pdm.points], landmarksOf(model.pdm, params));
        const { shape_change, ...stopped } = right({ ...values, shape });
        return { ...stopped, shape_change: outputs.shape_change };
      },
  ),
];

/** What a checkpoint may lose, and how a start may go wrong. */
const HANDING_ON: readonly Known[] = [
  stateFault(
    {
      id: 'clnf/params-in-single',
      does: 'saves parameters in single precision',
      origin: 'float checkpoints of a double program',
      scene: 'frontal',
    },
    (state) => replaced(state, mapped({ params: state.values.params }, ['params'], Math.fround)),
  ),
  stateFault(
    {
      id: 'clnf/stage-restarted',
      does: 'begins its stage anew after a resume',
      origin: 'the inner iteration not saved',
      scene: 'frontal',
    },
    (state) => replaced(state, { next_inner: 0, next_stage: state.values.next_stage === 1 ? 0 : 1 }),
  ),
  stateFault(
    {
      id: 'clnf/base-lost',
      does: 'takes the current shape for the base shape after a resume',
      origin: 'the base shape not saved',
      scene: 'frontal',
    },
    (state, { model }) =>
      replaced(state, {
        base_shape: tensor(
          [2, model.pdm.points],
          landmarksOf(model.pdm, numbers<Float64Array>(state.values, 'params')),
        ),
      }),
  ),
  stateFault(
    {
      id: 'clnf/maps-stale',
      does: 'goes on with the sums before Sigma for maps after a resume',
      origin: 'one buffer for two maps',
      scene: 'frontal',
    },
    (state) => replaced(state, { response: state.values.presigma }),
  ),
  stateFault(
    {
      id: 'clnf/likelihood-lost',
      does: 'forgets the best likelihood on a resume',
      origin: 'a best-so-far not saved',
      scene: 'frontal',
    },
    (state) => replaced(state, { best_likelihood: -1e300 }),
  ),
  startFault(
    { id: 'clnf/rawbox', does: "starts from the detector's box as it is", origin: TABLE, scene: 'frontal' },
    (state, { name, model }) => {
      // the golden box is the corrected one; this takes the correction back
      const [x, y, w, h] = goldenCase(CLNF_SCENES[name][0]).init.bbox;
      const [width, height] = [w / 0.9611, h / 0.9388];
      const box = { x: x - 0.0389 * width, y: y - 0.1278 * height, width, height };
      const params = fromBox(model.pdm, box);
      return replaced(state, { params: tensor([params.length], params) });
    },
  ),
];

/** Faults of going on. */
export const GOING_ON: readonly Known[] = [...STEPS, ...HANDING_ON];
