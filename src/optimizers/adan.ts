import { checkUpdate, type Optimizer } from './optimizer.js';
import { exact, powi, type Round, type Vector } from './rounding.js';
import { decay, nonNegative } from './settings.js';

export interface AdanSettings {
  /** Decay of the mean gradient m, in [0, 1). Default 0.98. */
  readonly beta1?: number | undefined;
  /** Decay of the mean change of the gradient d, in [0, 1). Default 0.92. */
  readonly beta2?: number | undefined;
  /** Decay of the mean square v of the gradient as seen one step ahead, in [0, 1). Default 0.99. */
  readonly beta3?: number | undefined;
  /** Added to the root of v, outside of it. Default 1e-8. */
  readonly eps?: number | undefined;
  /** The strength of the proximal weight decay. Default 0. */
  readonly weightDecay?: number | undefined;
}

/**
 * Adan (adaptive Nesterov momentum), with moments m, d, v and the previous gradient, for which the first update takes g:
 *
 *     c = g - previous
 *     m = beta1 m + (1 - beta1) g
 *     d = beta2 d + (1 - beta2) c
 *     u = g + beta2 c
 *     v = beta3 v + (1 - beta3) (u u)
 *     s = m / (1 - beta1^t) + beta2 (d / (1 - beta2^t))
 *     p = (p - (rate s) / (sqrt(v / (1 - beta3^t)) + eps)) / (1 + rate weightDecay)
 *
 * The paper calls d and v by the names v and n, its betas are one minus these, and it starts m and v at the first gradient
 * where the authors' program starts them at zero and corrects the bias; this follows the program. Throws InputError for a
 * setting out of range.
 *
 * Source: Xie, Zhou, Li, Lin and Yan, Adan, arXiv 2208.06677 (2022), algorithm 1, and the authors' program sail-sg/Adan.
 */
export function adan(settings: AdanSettings = {}): Optimizer {
  const beta1 = decay('adan: beta1', settings.beta1 ?? 0.98);
  const beta2 = decay('adan: beta2', settings.beta2 ?? 0.92);
  const beta3 = decay('adan: beta3', settings.beta3 ?? 0.99);
  const eps = nonNegative('adan: eps', settings.eps ?? 1e-8);
  const weightDecay = nonNegative('adan: weightDecay', settings.weightDecay ?? 0);
  const [name, moments] = ['adan', ['m', 'd', 'v', 'previous']];
  const factors = (t: number, rate: number, round: Round): Factors => {
    const [b1, b2, b3, r] = [round(beta1), round(beta2), round(beta3), round(rate)];
    return {
      first: t === 1,
      b1,
      b2,
      b3,
      fresh1: round(1 - b1),
      fresh2: round(1 - b2),
      fresh3: round(1 - b3),
      correction1: round(1 - powi(b1, t, round)),
      correction2: round(1 - powi(b2, t, round)),
      correction3: round(1 - powi(b3, t, round)),
      eps: round(eps),
      rate: r,
      shrink: round(1 + round(r * round(weightDecay))),
    };
  };
  return {
    name,
    moments,
    update(params, gradient, arrays, t, rate) {
      checkUpdate({ name, moments }, params, gradient, arrays, t, rate);
      const round = params instanceof Float32Array ? Math.fround : exact;
      updateAll(params, gradient, arrays, factors(t, rate, round));
    },
  };
}

interface Factors {
  readonly first: boolean;
  readonly b1: number;
  readonly b2: number;
  readonly b3: number;
  readonly fresh1: number;
  readonly fresh2: number;
  readonly fresh3: number;
  readonly correction1: number;
  readonly correction2: number;
  readonly correction3: number;
  readonly eps: number;
  readonly rate: number;
  readonly shrink: number;
}

// Two loops for the reason given in adam.ts.
function updateAll(p: Vector, g: Vector, moments: Readonly<Record<string, Vector>>, factors: Factors): void {
  const { m, d, v, previous } = moments;
  if (p instanceof Float32Array) {
    for (let i = 0; i < p.length; i++) updateOne(Math.fround, i, p, g, m, d, v, previous, factors);
  } else for (let i = 0; i < p.length; i++) updateOne(exact, i, p, g, m, d, v, previous, factors);
}

function updateOne(
  round: Round,
  i: number,
  p: Vector,
  g: Vector,
  m: Vector,
  d: Vector,
  v: Vector,
  previous: Vector,
  f: Factors,
): void {
  const gi = g[i];
  const change = f.first ? 0 : round(gi - previous[i]);
  const mi = round(round(f.b1 * m[i]) + round(f.fresh1 * gi));
  const di = round(round(f.b2 * d[i]) + round(f.fresh2 * change));
  const ahead = round(gi + round(f.b2 * change));
  const vi = round(round(f.b3 * v[i]) + round(f.fresh3 * round(ahead * ahead)));
  const step = round(f.rate * round(round(mi / f.correction1) + round(f.b2 * round(di / f.correction2))));
  const size = round(round(Math.sqrt(round(vi / f.correction3))) + f.eps);
  previous[i] = gi;
  m[i] = mi;
  d[i] = di;
  v[i] = vi;
  p[i] = round(round(p[i] - round(step / size)) / f.shrink);
}
