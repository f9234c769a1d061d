import type { Window } from '../../../src/clnf/engine.js';
import { jacobian } from '../../../src/clnf/jacobian.js';
import { GLOBAL, landmarksOf } from '../../../src/clnf/shape.js';
import { normalEquations, regularized } from '../../../src/clnf/solve.js';
import type { Steps } from '../../../src/clnf/strict.js';
import type { KnownFault } from '../fault.js';
import type { ClnfScene } from './scenes.js';
import { byStep, byWindow } from './steps.js';

type Known = KnownFault<ClnfScene>;

const TABLE = 'golden/clnf/faults.csv';
const PORTS = "the finding's port: its historical fixes";

const derives = (id: string, does: string, origin: string, steps: Partial<Steps>, scene = 'frontal'): Known =>
  byStep({ id, does, origin, scene }, 'jacobian', steps);
const solves = (id: string, does: string, origin: string, steps: Partial<Steps>): Known =>
  byStep({ id, does, origin, scene: 'frontal' }, 'solve', steps);
const schedules = (
  id: string,
  does: string,
  origin: string,
  stage: string,
  window: (window: Window) => Window,
): Known => byWindow({ id, does, origin, scene: 'frontal' }, stage, window);

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

/** Faults of the equations that a step solves. */
export const SYSTEM: readonly Known[] = [...JACOBIANS, ...EQUATIONS];
