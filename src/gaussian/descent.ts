import {
  adam,
  adamW,
  adan,
  clipByNorm,
  clipByValue,
  globalNorm,
  momentum,
  type Optimizer,
  type Schedule,
  schedule,
  sgd,
  type Vector,
} from '../optimizers/index.js';
import { clamp, type Group } from './groups.js';
import type { GaussianSettings } from './settings.js';

/** Flat arrays by group name. */
export type Arrays = Readonly<Record<string, Vector>>;

/** How the parameters follow the gradient: clipping, learning rate, update and clamp, all in place. */
export interface Descent {
  readonly groups: readonly Group[];
  /** What the optimizer keeps per group: moment `m` of group `scale` is called `m.scale`. */
  readonly moments: readonly string[];
  /** Shortens the gradient as the settings ask for, and gives its norm from before, in double precision. */
  clip(gradient: Arrays): number;
  /** The learning rate of all groups that have none of their own. */
  rate: Schedule;
  /** Does the optimizer's update `t` in iteration `iteration`. `moments` holds every array of {@link moments}. */
  update(params: Arrays, gradient: Arrays, moments: Arrays, t: number, iteration: number): void;
  clamp(params: Arrays): void;
}

/** The descent of the trained groups. Throws InputError for settings that an optimizer or a schedule refuses. */
export function descent(settings: GaussianSettings, groups: readonly Group[]): Descent {
  const optimizer = optimizerOf(settings);
  const rates = groups.map(({ setting }) => scheduleOf(settings, settings[`lr.${setting}`] ?? settings.lr));
  const split = (moments: Arrays) =>
    groups.map(({ name }, i) => ({
      name,
      rate: rates[i],
      own: Object.fromEntries(optimizer.moments.map((moment) => [moment, moments[`${moment}.${name}`]])),
    }));
  const grouped = remembered(split);
  const { clip_norm, clip_value } = settings;
  const listed = (arrays: Arrays) => groups.map(({ name }) => arrays[name]);
  return {
    groups,
    moments: groups.flatMap(({ name }) => optimizer.moments.map((moment) => `${moment}.${name}`)),
    clip(gradient) {
      const norm = globalNorm(listed(gradient));
      if (clip_value !== undefined) clipByValue(listed(gradient), clip_value);
      if (clip_norm !== undefined) clipByNorm(listed(gradient), clip_norm);
      return norm;
    },
    rate: scheduleOf(settings, settings.lr),
    update(params, gradient, moments, t, iteration) {
      for (const { name, rate, own } of grouped(moments)) {
        optimizer.update(params[name], gradient[name], own, t, rate(iteration));
      }
    },
    clamp(params) {
      for (const group of groups) clamp(params[group.name], group);
    },
  };
}

function optimizerOf(settings: GaussianSettings): Optimizer {
  const { beta1, beta2, beta3, adam_eps: eps, bias_correction: biasCorrection, weight_decay: weightDecay } = settings;
  switch (settings.optimizer) {
    case 'adam':
      return adam({ beta1, beta2, eps, biasCorrection });
    case 'adamw':
      return adamW({ beta1, beta2, eps, biasCorrection, weightDecay });
    case 'adan':
      return adan({ beta1, beta2, beta3, eps, weightDecay });
    case 'sgd':
      return sgd();
    case 'momentum':
    case 'nesterov':
      return momentum({ mu: settings.momentum, nesterov: settings.optimizer === 'nesterov' });
  }
}

function scheduleOf(settings: GaussianSettings, rate: number): Schedule {
  const { schedule_start: start, schedule_end, step_every: every, step_factor: factor, lr_ratio: ratio } = settings;
  const { lr_min: minimum, restart_period: period, restart_factor: multiplier, warmup, precision } = settings;
  const end = schedule_end as number; // prepare() has made it up from the number of iterations
  const common = { rate, warmup, precision: precision === 'f32' ? 'single' : 'double' } as const;
  switch (settings.schedule) {
    case 'constant':
      return schedule({ ...common, kind: 'constant' });
    case 'step':
      return schedule({ ...common, kind: 'step', start, every, factor });
    case 'exponential':
      return schedule({ ...common, kind: 'exponential', start, end, ratio });
    case 'cosine':
      return schedule({ ...common, kind: 'cosine', total: end, minimum });
    case 'restarts':
      return schedule({ ...common, kind: 'warm-restarts', period, multiplier, minimum });
  }
}

/** A function that does not compute again while it is given the same object, as a run in place does iteration after iteration. */
function remembered<Input extends object, Output>(compute: (input: Input) => Output): (input: Input) => Output {
  let last: { input: Input; output: Output } | undefined;
  return (input) => {
    if (last?.input !== input) last = { input, output: compute(input) };
    return last.output;
  };
}
