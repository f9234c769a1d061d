import type { Random } from './random.js';

export const NOISES = [
  'none',
  'normal',
  'log-normal',
  'heavy-tailed',
  'heteroscedastic',
  'spikes',
  'correlated',
] as const;
export type Noise = (typeof NOISES)[number];

export interface Noisy {
  readonly values: Float64Array;
  /** What the noise of a row is worth to a test: the standard deviation of normal noise with the same information. */
  readonly sigma: Float64Array;
}

/** Adds noise of standard deviation `size` to a curve; `log-normal` noise is a factor, of that size at the curve's lowest point. */
export function noisy(draw: Random, noise: Noise, clean: Float64Array, size: number): Noisy {
  const values = clean.slice();
  const sigma = new Float64Array(clean.length).fill(size);
  const lowest = clean.reduce((least, value) => Math.min(least, Math.abs(value)), Infinity);
  const freedom = draw.integer(2, 4);
  const carried = draw.uniform(0.3, 0.9);
  const [from, to] = [draw.uniform(0.3, 2), draw.uniform(0.3, 2)];
  const rare = draw.uniform(0.002, 0.03);
  let before = draw.normal();
  for (let i = 0; i < clean.length; i++) {
    switch (noise) {
      case 'none':
        sigma[i] = 0;
        break;
      case 'normal':
        values[i] += size * draw.normal();
        break;
      case 'log-normal': {
        const relative = Math.min(0.4, size / lowest);
        values[i] *= Math.exp(relative * draw.normal());
        sigma[i] = relative * Math.abs(clean[i]);
        break;
      }
      case 'heavy-tailed':
        // scaled so that its middle is as wide as the normal's
        values[i] += size * draw.student(freedom);
        sigma[i] = size * Math.sqrt((freedom + 3) / (freedom + 1));
        break;
      case 'heteroscedastic': {
        const x = i / (clean.length - 1);
        sigma[i] = size * (from + (to - from) * x);
        values[i] += sigma[i] * draw.normal();
        break;
      }
      case 'spikes':
        values[i] += size * draw.normal() + (draw.chance(rare) ? size * draw.logUniform(5, 60) : 0);
        break;
      case 'correlated':
        before = carried * before + Math.sqrt(1 - carried * carried) * draw.normal();
        values[i] += size * before;
        sigma[i] = size * Math.sqrt((1 + carried) / (1 - carried));
        break;
    }
  }
  return { values, sigma };
}

/** A curve that wanders about its level: an Ornstein-Uhlenbeck process, sampled at the rows. */
export function wander(draw: Random, rows: number, size: number, correlation: number): Float64Array {
  const carried = Math.exp(-1 / correlation);
  let state = 0;
  return Float64Array.from({ length: rows }, () => {
    state = carried * state + Math.sqrt(1 - carried * carried) * draw.normal();
    return size * state;
  });
}

/** Rounds to significant digits, or to decimals, as a log that was printed; undefined keeps every bit. */
export type Printing = { readonly significant: number } | { readonly decimals: number } | undefined;

export function printed(value: number, printing: Printing): number {
  if (printing === undefined || !Number.isFinite(value)) return value;
  return Number('significant' in printing ? value.toPrecision(printing.significant) : value.toFixed(printing.decimals));
}
