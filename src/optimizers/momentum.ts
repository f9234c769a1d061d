import { checkUpdate, type Optimizer } from './optimizer.js';
import { exact, type Round, type Vector } from './rounding.js';
import { decay } from './settings.js';

export interface MomentumSettings {
  /** The share of the last step that is carried on, in [0, 1). Default 0.9. */
  readonly mu?: number | undefined;
  /** Whether to step by g + mu m, the gradient as seen one step ahead, instead of by m. Default false. */
  readonly nesterov?: boolean | undefined;
}

/**
 * Gradient descent with momentum, whose moment m is the running sum of gradients:
 *
 *     m = mu m + g
 *     p = p - rate m                  or, after Nesterov, p = p - rate (g + mu m)
 *
 * Throws InputError for a mu out of range.
 *
 * Sources: Polyak 1964; Sutskever, Martens, Dahl and Hinton, ICML 2013, in the form of torch.optim.SGD without dampening.
 */
export function momentum({ mu = 0.9, nesterov = false }: MomentumSettings = {}): Optimizer {
  return heavyBall(nesterov ? 'nesterov' : 'momentum', mu, nesterov);
}

/** Plain gradient descent: {@link momentum} with mu = 0, so that m still holds the last gradient. */
export function sgd(): Optimizer {
  return heavyBall('sgd', 0, false);
}

function heavyBall(name: string, mu: number, nesterov: boolean): Optimizer {
  decay(`${name}: mu`, mu);
  const moments = ['m'];
  return {
    name,
    moments,
    update(params, gradient, arrays, t, rate) {
      checkUpdate({ name, moments }, params, gradient, arrays, t, rate);
      updateAll(params, gradient, arrays.m, mu, rate, nesterov);
    },
  };
}

// Two loops for the reason given in adam.ts.
function updateAll(p: Vector, g: Vector, m: Vector, mu: number, rate: number, nesterov: boolean): void {
  if (p instanceof Float32Array) {
    const [muF32, rateF32] = [Math.fround(mu), Math.fround(rate)];
    for (let i = 0; i < p.length; i++) updateOne(Math.fround, i, p, g, m, muF32, rateF32, nesterov);
  } else for (let i = 0; i < p.length; i++) updateOne(exact, i, p, g, m, mu, rate, nesterov);
}

function updateOne(
  round: Round,
  i: number,
  p: Vector,
  g: Vector,
  m: Vector,
  mu: number,
  rate: number,
  nesterov: boolean,
): void {
  const gi = g[i];
  const mi = round(round(mu * m[i]) + gi);
  const step = nesterov ? round(gi + round(mu * mi)) : mi;
  m[i] = mi;
  p[i] = round(p[i] - round(rate * step));
}
