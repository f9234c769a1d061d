import { exact, powi, type Round } from './rounding.js';
import { nonNegative, oneOf, positive, upTo, whole } from './settings.js';

interface Common {
  /** The learning rate at its highest (of a growing schedule, at its start). */
  readonly rate: number;
  /** The number of iterations over which the rate rises from 0 in a straight line. Default 0, none. */
  readonly warmup?: number | undefined;
  /** Whether the rate is rounded to single precision. Default double. */
  readonly precision?: 'single' | 'double' | undefined;
}

/** How the learning rate depends on the iteration; {@link schedule} gives the formulas. */
export type ScheduleSettings = Common &
  (
    | { readonly kind: 'constant' }
    | {
        readonly kind: 'step';
        readonly factor: number;
        readonly every: number;
        readonly start?: number | undefined;
      }
    | {
        readonly kind: 'exponential';
        readonly ratio: number;
        readonly end: number;
        readonly start?: number | undefined;
      }
    | { readonly kind: 'cosine'; readonly total: number; readonly minimum?: number | undefined }
    | {
        readonly kind: 'warm-restarts';
        readonly period: number;
        readonly multiplier?: number | undefined;
        readonly minimum?: number | undefined;
      }
  );

/** The learning rate of an iteration, a whole number >= 0. */
export type Schedule = (iteration: number) => number;

const KINDS = ['constant', 'step', 'exponential', 'cosine', 'warm-restarts'] as const;

/**
 * The learning rate as a function of the absolute iteration `it` (a resumed run goes on where it was):
 *
 * - constant: rate
 * - step: rate factor^floor((it - start) / every); rate before `start`. Halving every 500 iterations from 1500 is
 *   0.001 * 0.5^floor((it - 1500) / 500)
 * - exponential: rate ratio^((it - start) / (end - start)); rate before `start` and rate ratio after `end`. Falling to 1 %
 *   between 1500 and 10000 is 0.001 * 0.01^((it - 1500) / 8500). The power is exp(x log(ratio))
 * - cosine: minimum + (0.5 (rate - minimum)) (1 + cos(pi it / total)); minimum after `total`
 * - warm-restarts: the same with the iterations since the last restart for `it` and the present period for `total`; the
 *   first period has `period` iterations, each later one `multiplier` times as many
 *
 * With a warm-up of n iterations, all of these are multiplied by it / n where it < n.
 *
 * In single precision the settings `rate` and `minimum` are rounded first. Step, exponential and warm-up then multiply by a
 * factor in double precision and round the product; both cosines round each operation, the cosine of a double included.
 * Throws InputError for a setting out of range; the function it returns, for an iteration that is no whole number from 0.
 *
 * Sources: cosine and restarts, Loshchilov and Hutter, SGDR, ICLR 2017, equation 5; warm-up, Goyal et al. 2017, section 2.2.
 */
export function schedule(settings: ScheduleSettings): Schedule {
  oneOf('schedule: kind', settings.kind, KINDS);
  nonNegative('schedule: rate', settings.rate);
  const warmup = whole('schedule: warmup', settings.warmup ?? 0, 0);
  const precision = oneOf('schedule: precision', settings.precision ?? 'double', ['single', 'double']);
  const round = precision === 'single' ? Math.fround : exact;
  const curve = curveOf(settings, round);
  return (iteration) => {
    const rate = curve(whole('schedule: iteration', iteration, 0));
    return iteration < warmup ? round(rate * (iteration / warmup)) : rate;
  };
}

function curveOf(settings: ScheduleSettings, round: Round): Schedule {
  const rate = round(settings.rate);
  switch (settings.kind) {
    case 'constant':
      return () => rate;
    case 'step': {
      const factor = positive('schedule: factor', settings.factor);
      const every = whole('schedule: every', settings.every, 1);
      const start = whole('schedule: start', settings.start ?? 0, 0);
      return (iteration) => {
        const steps = Math.max(0, Math.floor((iteration - start) / every));
        return round(rate * powi(factor, steps, exact));
      };
    }
    case 'exponential': {
      const ratio = positive('schedule: ratio', settings.ratio);
      const start = whole('schedule: start', settings.start ?? 0, 0);
      const end = whole('schedule: end', settings.end, start + 1);
      return (iteration) => {
        if (iteration <= start) return rate;
        if (iteration >= end) return round(rate * ratio);
        return round(rate * Math.exp(((iteration - start) / (end - start)) * Math.log(ratio)));
      };
    }
    case 'cosine': {
      const minimum = upTo('schedule: minimum', settings.minimum ?? 0, settings.rate);
      const total = whole('schedule: total', settings.total, 1);
      return (iteration) => annealed(rate, minimum, Math.min(iteration, total), total, round);
    }
    case 'warm-restarts': {
      const minimum = upTo('schedule: minimum', settings.minimum ?? 0, settings.rate);
      const period = whole('schedule: period', settings.period, 1);
      const multiplier = whole('schedule: multiplier', settings.multiplier ?? 1, 1);
      return (iteration) => {
        const [since, length] = sinceRestart(iteration, period, multiplier);
        return annealed(rate, minimum, since, length, round);
      };
    }
  }
}

function annealed(rate: number, minimum: number, iteration: number, total: number, round: Round): number {
  const low = round(minimum);
  const half = round(0.5 * round(rate - low));
  return round(low + round(half * round(1 + round(Math.cos((Math.PI * iteration) / total)))));
}

/** The iterations since the last restart, and the length of the period that it began. */
function sinceRestart(iteration: number, period: number, multiplier: number): [since: number, length: number] {
  if (multiplier === 1) return [iteration % period, period];
  let since = iteration;
  let length = period;
  while (since >= length) {
    since -= length;
    length *= multiplier;
  }
  return [since, length];
}
