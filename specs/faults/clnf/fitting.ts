import type { Window } from '../../../src/clnf/engine.js';
import { jacobian } from '../../../src/clnf/jacobian.js';
import { meanShift, shiftToImage, windowCoordinates } from '../../../src/clnf/mean-shift.js';
import { norm } from '../../../src/clnf/measure.js';
import { anglesOf, product, rotationOf, smallRotation } from '../../../src/clnf/rotation.js';
import { GLOBAL, landmarksOf } from '../../../src/clnf/shape.js';
import { normalEquations, regularized } from '../../../src/clnf/solve.js';
import { fromBox } from '../../../src/clnf/start.js';
import type { Steps } from '../../../src/clnf/strict.js';
import { tensor } from '../../../src/tensor.js';
import { goldenCase } from '../../support/clnf.js';
import { type KnownFault, mapped, numbers, replaced, stageFault, startFault, stateFault } from '../fault.js';
import { unrounded } from './mapping.js';
import { CLNF_SCENES, type ClnfScene } from './scenes.js';
import { byStep, byWindow } from './steps.js';

type Known = KnownFault<ClnfScene>;

const TABLE = 'golden/clnf/faults.csv';
const PORTS = "the finding's port: its historical fixes";

const shifts = (id: string, does: string, origin: string, steps: Partial<Steps>, scene = 'frontal'): Known =>
  byStep({ id, does, origin, scene }, 'mean-shift', steps);
const derives = (id: string, does: string, origin: string, steps: Partial<Steps>, scene = 'frontal'): Known =>
  byStep({ id, does, origin, scene }, 'jacobian', steps);
const solves = (id: string, does: string, origin: string, steps: Partial<Steps>): Known =>
  byStep({ id, does, origin, scene: 'frontal' }, 'solve', steps);
const updates = (id: string, does: string, origin: string, steps: Partial<Steps>, scene = 'frontal'): Known =>
  byStep({ id, does, origin, scene }, 'update', steps);
const schedules = (
  id: string,
  does: string,
  origin: string,
  stage: string,
  window: (window: Window) => Window,
): Known => byWindow({ id, does, origin, scene: 'frontal' }, stage, window);

/** Faults of drawing the landmarks to their maps. */
const SHIFTS: readonly Known[] = [
  shifts('clnf/basemoves', 'takes every landmark to be at the centre of its window', TABLE, {
    windowCoordinates: (shape, _base, _similarity, window) => new Float64Array(shape.length).fill((window - 1) >> 1),
  }),
  shifts('clnf/msA', 'takes mean shifts to the image by the similarity to the reference', TABLE, {
    shiftToImage: (x, y, [a, , b]) => shiftToImage(x, y, inverted(a, b)),
  }),
  shifts('clnf/shift-in-reference', 'takes mean shifts of the reference for those of the image', PORTS, {
    shiftToImage: (x, y) => [x, y],
  }),
  shifts('clnf/kernel-in-image', "takes the kernel's centre from the image", PORTS, {
    windowCoordinates: (shape, base, _similarity, window) =>
      windowCoordinates(shape, base, Float64Array.of(1, 0, 0, 1), window),
  }),
  shifts('clnf/one-name-a', "has one variable for the kernel's constant and the similarity's first number", PORTS, {
    windowCoordinates: (shape, base, [, b, c], window) => {
      const constant = -0.5 / (1.5 * 1.5);
      return windowCoordinates(shape, base, Float64Array.of(constant, b, c, constant), window);
    },
  }),
  shifts('clnf/kernel-unrounded', "leaves the kernel's centre between its steps of 0.1", 'ports without the table', {
    meanShift: unrounded,
  }),
  shifts('clnf/sigma-unsquared', 'divides by sigma, not by its square', 'formulas with a variance', {
    meanShift: (map, window, x, y, sigma) => meanShift(map, window, x, y, Math.sqrt(sigma)),
  }),
  shifts('clnf/half-cell', 'has the centre of a window at w / 2', 'w / 2 without integer division', {
    windowCoordinates: (shape, base, toReference, window) =>
      windowCoordinates(shape, base, toReference, window).map((value) => value + 0.5),
  }),
  shifts(
    'clnf/unclamped-coordinates',
    'lets kernels lie outside their maps',
    'ports without the clamp',
    { clampedTo: (_, coordinate) => coordinate },
    'turned',
  ),
  schedules(
    'clnf/sigma-kept',
    'keeps the kernel of the first window',
    'spec: "reg and sigma not adapted"',
    'mean-shift',
    (window) => ({
      ...window,
      sigma: 1.5,
    }),
  ),
];

/** The similarity that takes back what [a, -b, b, a] does, as the mean shift is handed the one to the image. */
function inverted(a: number, b: number): Float64Array {
  const square = a * a + b * b;
  return Float64Array.of(a / square, b / square, -b / square, a / square);
}

/** Faults of the Jacobian. */
const JACOBIANS: readonly Known[] = [
  derives('clnf/jacsign', 'has the wrong sign in the column of ry', TABLE, {
    jacobian: (pdm, params, visible, rigid) => {
      const columns = rigid ? GLOBAL : GLOBAL + pdm.modes;
      return jacobian(pdm, params, visible, rigid).map((value, at) => (at % columns === 2 ? -value : value));
    },
  }),
  derives('clnf/numeric-jacobian', 'differentiates by the Euler angles, numerically', PORTS, {
    jacobian: (pdm, params, visible, rigid) => {
      const columns = rigid ? GLOBAL : GLOBAL + pdm.modes;
      const shape = landmarksOf(pdm, params);
      const step = 1e-4;
      const along = [1, 2, 3].map((angle) =>
        landmarksOf(
          pdm,
          params.map((value, i) => (i === angle ? value + step : value)),
        ),
      );
      return jacobian(pdm, params, visible, rigid).map((value, at) => {
        const [row, column] = [Math.floor(at / columns), at % columns];
        const isAngle = column >= 1 && column <= 3 && visible[row % visible.length] !== 0;
        return isAngle ? (along[column - 1][row] - shape[row]) / step : value;
      });
    },
  }),
  derives('clnf/modes-unscaled', 'forgets the scale in the columns of the modes', 'derivatives of the shape in mm', {
    jacobian: (pdm, params, visible, rigid) => {
      const columns = rigid ? GLOBAL : GLOBAL + pdm.modes;
      return jacobian(pdm, params, visible, rigid).map((value, at) =>
        at % columns >= GLOBAL ? value / params[0] : value,
      );
    },
  }),
  derives(
    'clnf/hidden-rows',
    'keeps the rows of landmarks that the view does not see',
    'spec: hidden landmarks have zero rows',
    {
      jacobian: (pdm, params, visible, rigid) =>
        jacobian(
          pdm,
          params,
          Array.from(visible, () => 1),
          rigid,
        ),
    },
    'turned',
  ),
];

/** Faults of the normal equations. */
const EQUATIONS: readonly Known[] = [
  solves('clnf/noreg', 'has no prior on the shape', TABLE, {
    regularized: (equations, params, variances, strength) =>
      regularized(
        equations,
        params,
        Float64Array.from(variances, () => 1e9),
        strength,
      ),
  }),
  solves('clnf/regsign', 'lets the prior push away from the mean shape', TABLE, {
    regularized: (equations, params, variances, strength) => {
      const right = regularized(equations, params, variances, strength);
      return { ...right, gradient: right.gradient.map((value, i) => 2 * equations.gradient[i] - value) };
    },
  }),
  solves('clnf/no-pull', 'has the prior in the Hessian alone', 'Levenberg-Marquardt', {
    regularized: (equations, params, variances, strength) => ({
      ...regularized(equations, params, variances, strength),
      gradient: equations.gradient,
    }),
  }),
  solves('clnf/prior-upside-down', 'weighs the prior by the variances', 'reg * var for reg / var', {
    regularized: (equations, params, variances, strength) =>
      regularized(
        equations,
        params,
        Float64Array.from(variances, (value) => 1 / value),
        strength,
      ),
  }),
  schedules('clnf/confidences', "weighs landmarks by their experts' confidences", PORTS, 'solve', (window) => ({
    ...window,
    weight: 1,
  })),
  schedules(
    'clnf/reg-kept',
    'keeps the prior of the first window',
    'spec: "reg and sigma not adapted"',
    'solve',
    (window) => ({
      ...window,
      regularization: 25,
    }),
  ),
  solves('clnf/shifts-by-columns', 'takes x0, y0, x1, y1, … for x0, x1, …, y0, y1, …', 'another order of landmarks', {
    normalEquations: (derivatives, weights, residuals) => {
      const n = residuals.length / 2;
      return normalEquations(
        derivatives,
        weights,
        residuals.map((_, i) => residuals[2 * (i % n) + Math.floor(i / n)]),
      );
    },
  }),
];

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

export const FITTING: readonly Known[] = [...SHIFTS, ...JACOBIANS, ...EQUATIONS, ...STEPS, ...HANDING_ON];
