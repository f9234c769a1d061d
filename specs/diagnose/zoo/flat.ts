import type { Cause } from '../../../src/diagnose/outcome.js';
import type { Random } from './random.js';

/** A little optimizer that gets nowhere, run for real: sum of h (z - a)^2 / 2 over its parameters, plus a constant. */
interface Descent {
  readonly cause: Cause;
  readonly optimizer: 'sgd' | 'momentum' | 'adam';
  readonly rate: number;
  readonly curvature: number;
  /** The distance of the start from the minimum, per parameter. */
  readonly distance: number;
  /** The loss at the minimum. */
  readonly level: number;
  /** Parameters behind a sigmoid of this steepness. */
  readonly steepness?: number;
  readonly clip?: number;
  /** No gradient reaches the parameters. */
  readonly detached?: boolean;
  /** Standard deviation of the noise of a gradient entry. */
  readonly noise?: number;
  /** Iterations done before the log begins. */
  readonly before?: number;
}

const PARAMETERS = 12;
const EPS = 1e-8;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

export interface Logged {
  readonly iterations: number[];
  readonly loss: number[];
  readonly grad_norm: number[];
  readonly update_norm: number[];
  readonly param_norm: number[];
  /** Shares of the parameters. */
  readonly eps_share: number[];
  readonly saturated: number[];
  readonly clipped: number[];
}

export function descend(draw: Random, descent: Descent, iterations: readonly number[]): Logged {
  const { optimizer, rate, curvature, distance, level, steepness, clip, detached, noise = 0, before = 0 } = descent;
  const h = Array.from({ length: PARAMETERS }, () => curvature * draw.uniform(0.3, 1));
  const target = h.map(() => (steepness ? draw.pick([0.1, 0.9]) : draw.normal()));
  // beyond the steep part of the sigmoid, on the wrong side
  const x = target.map((a) => (steepness ? (a < 0.5 ? 1 : -1) * draw.uniform(0.9, 1.1) : a + distance * draw.normal()));
  const m = h.map(() => 0);
  const v = h.map(() => 0);
  const log: Logged = {
    iterations: iterations.map((iteration) => iteration + before),
    loss: [],
    grad_norm: [],
    update_norm: [],
    param_norm: [],
    eps_share: [],
    saturated: [],
    clipped: [],
  };
  const last = before + (iterations.at(-1) as number);
  let row = 0;
  for (let t = 1; t <= last; t++) {
    let loss = level;
    let square = 0;
    const gradient = x.map((value, i) => {
      const z = steepness ? sigmoid(steepness * value) : value;
      const error = z - target[i];
      loss += (h[i] * error * error) / 2;
      const slope = steepness ? steepness * z * (1 - z) : 1;
      const g = detached ? 0 : h[i] * error * slope + noise * draw.normal();
      square += g * g;
      return g;
    });
    const norm = Math.sqrt(square);
    const factor = clip !== undefined && norm > clip ? clip / norm : 1;
    let moved = 0;
    let small = 0;
    let size = 0;
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i] * factor;
      let step = rate * g;
      if (optimizer === 'momentum') {
        m[i] = 0.9 * m[i] + g;
        step = rate * m[i];
      }
      if (optimizer === 'adam') {
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        const root = Math.sqrt(v[i] / (1 - Math.exp(t * Math.log(0.999))));
        step = (rate * m[i]) / (1 - Math.exp(t * Math.log(0.9))) / (root + EPS);
        if (root < EPS) small++;
      }
      size += x[i] * x[i];
      x[i] -= step;
      moved += step * step;
    }
    if (t < log.iterations[row]) continue;
    row++;
    log.loss.push(loss);
    log.grad_norm.push(norm);
    log.update_norm.push(Math.sqrt(moved));
    log.param_norm.push(Math.sqrt(size));
    log.eps_share.push(small / x.length);
    log.saturated.push(steepness ? x.filter((value) => Math.abs(steepness * value) > 5).length / x.length : 0);
    log.clipped.push(factor < 1 ? 1 : 0);
  }
  return log;
}

/** What keeps a run from moving, drawn at random. `total` is its last iteration. */
export const DESCENTS: Readonly<Record<string, (draw: Random, total: number) => Descent>> = {
  'solved at once': (draw, total) => ({
    cause: 'solved',
    optimizer: 'sgd',
    curvature: 1,
    // over within a few per cent of the run
    rate: Math.min(0.9, draw.uniform(200, 600) / total),
    distance: 0.02,
    level: draw.uniform(0.5, 3),
  }),
  'frozen by eps': (draw, total) => ({
    cause: 'frozen: eps',
    optimizer: 'adam',
    curvature: 1e-11,
    // the path that is left is a hundredth of the way or less
    rate: Math.min(0.1, draw.logUniform(1, 10) / total),
    distance: 1,
    level: draw.logUniform(1e-9, 1e-7),
  }),
  'frozen by saturation': (draw) => ({
    cause: 'frozen: saturation',
    optimizer: draw.pick(['sgd', 'momentum']),
    curvature: draw.logUniform(0.1, 1),
    rate: draw.logUniform(0.001, 0.1),
    steepness: draw.uniform(18, 40),
    distance: 1,
    level: draw.uniform(0, 1),
  }),
  'frozen by clipping': (draw, total) => ({
    cause: 'frozen: clipping',
    optimizer: 'sgd',
    curvature: draw.logUniform(1, 100),
    rate: draw.logUniform(0.001, 0.01),
    // the path that is left is a hundred-thousandth of the way
    clip: draw.logUniform(1e-4, 2e-3) / total,
    distance: 1,
    level: draw.uniform(0, 1),
    noise: draw.pick([0, 0.01]),
  }),
  'a detached gradient': (draw) => ({
    cause: 'frozen: zero gradient',
    optimizer: draw.pick(['sgd', 'adam']),
    curvature: 1,
    rate: 0.001,
    detached: true,
    distance: 1,
    level: draw.uniform(0, 2),
  }),
  'a rate too small': (draw, total) => ({
    cause: 'rate too small',
    optimizer: draw.pick(['sgd', 'momentum']),
    curvature: draw.logUniform(0.1, 10),
    rate: draw.logUniform(3e-6, 4e-5) / total,
    distance: 1,
    level: draw.uniform(0, 2),
  }),
  'a re-run of a converged state': (draw, total) => ({
    cause: 're-run of a converged state',
    optimizer: draw.pick(['sgd', 'momentum', 'adam']),
    curvature: 1,
    rate: 0.01,
    distance: 0.5,
    level: draw.uniform(0.5, 2),
    noise: draw.logUniform(1e-4, 3e-3),
    before: Math.max(3000, 2 * total),
  }),
  'best at the start': (draw) => ({
    cause: 'best already at the start',
    optimizer: 'adam',
    curvature: 1,
    rate: draw.logUniform(1e-3, 5e-3),
    distance: 0,
    level: draw.uniform(0.5, 2),
    noise: draw.logUniform(0.001, 0.1),
  }),
};
