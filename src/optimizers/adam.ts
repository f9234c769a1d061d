import { checkUpdate, type Optimizer } from './optimizer.js';
import { exact, powi, type Round, type Vector } from './rounding.js';
import { decay, nonNegative } from './settings.js';

export interface AdamSettings {
  /** Decay of the mean gradient m, in [0, 1). Default 0.9. */
  readonly beta1?: number | undefined;
  /** Decay of the mean squared gradient v, in [0, 1). Default 0.999. */
  readonly beta2?: number | undefined;
  /** Added to the root of v, outside of it. Default 1e-8. */
  readonly eps?: number | undefined;
  /** Whether m and v are divided by what the zero start leaves of them. Default true. */
  readonly biasCorrection?: boolean | undefined;
}

export interface AdamWSettings extends AdamSettings {
  /** The share of a parameter, times the rate, that each update takes away. Default 0.01. */
  readonly weightDecay?: number | undefined;
}

/**
 * Adam, with moments m and v:
 *
 *     m = beta1 m + (1 - beta1) g
 *     v = beta2 v + (1 - beta2) (g g)
 *     p = p - (rate (m / (1 - beta1^t))) / (sqrt(v / (1 - beta2^t)) + eps)
 *
 * Without bias correction the two divisors are 1. Throws InputError for a setting out of range.
 *
 * Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, ICLR 2015, algorithm 1.
 */
export function adam(settings: AdamSettings = {}): Optimizer {
  return decayed('adam', { ...settings, weightDecay: 0 });
}

/**
 * Adam with decoupled weight decay: p is multiplied by 1 - rate weightDecay before the update of {@link adam}, which the
 * decay leaves alone. Throws InputError for a setting out of range.
 *
 * Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, ICLR 2019, in the order of torch.optim.AdamW.
 */
export function adamW(settings: AdamWSettings = {}): Optimizer {
  return decayed('adamw', settings);
}

function decayed(name: string, settings: AdamWSettings): Optimizer {
  const { biasCorrection = true } = settings;
  const beta1 = decay(`${name}: beta1`, settings.beta1 ?? 0.9);
  const beta2 = decay(`${name}: beta2`, settings.beta2 ?? 0.999);
  const eps = nonNegative(`${name}: eps`, settings.eps ?? 1e-8);
  const weightDecay = nonNegative(`${name}: weightDecay`, settings.weightDecay ?? 0.01);
  const moments = ['m', 'v'];
  const factors = (t: number, rate: number, round: Round): Factors => {
    const [b1, b2, r] = [round(beta1), round(beta2), round(rate)];
    return {
      b1,
      b2,
      fresh1: round(1 - b1),
      fresh2: round(1 - b2),
      correction1: biasCorrection ? round(1 - powi(b1, t, round)) : 1,
      correction2: biasCorrection ? round(1 - powi(b2, t, round)) : 1,
      eps: round(eps),
      rate: r,
      kept: round(1 - round(r * round(weightDecay))),
    };
  };
  return {
    name,
    moments,
    update(params, gradient, arrays, t, rate) {
      checkUpdate({ name, moments }, params, gradient, arrays, t, rate);
      const round = params instanceof Float32Array ? Math.fround : exact;
      updateAll(params, gradient, arrays.m, arrays.v, factors(t, rate, round));
    },
  };
}

interface Factors {
  readonly b1: number;
  readonly b2: number;
  readonly fresh1: number;
  readonly fresh2: number;
  readonly correction1: number;
  readonly correction2: number;
  readonly eps: number;
  readonly rate: number;
  readonly kept: number;
}

// Two loops, because the compiler inlines the rounding only where a call names it: with the rounding in a variable, an
// element takes four times as long in single precision.
function updateAll(p: Vector, g: Vector, m: Vector, v: Vector, factors: Factors): void {
  if (p instanceof Float32Array) for (let i = 0; i < p.length; i++) updateOne(Math.fround, i, p, g, m, v, factors);
  else for (let i = 0; i < p.length; i++) updateOne(exact, i, p, g, m, v, factors);
}

function updateOne(round: Round, i: number, p: Vector, g: Vector, m: Vector, v: Vector, f: Factors): void {
  const gi = g[i];
  const mi = round(round(f.b1 * m[i]) + round(f.fresh1 * gi));
  const vi = round(round(f.b2 * v[i]) + round(f.fresh2 * round(gi * gi)));
  const step = round(f.rate * round(mi / f.correction1));
  const size = round(round(Math.sqrt(round(vi / f.correction2))) + f.eps);
  m[i] = mi;
  v[i] = vi;
  p[i] = round(round(p[i] * f.kept) - round(step / size));
}
