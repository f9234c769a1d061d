import type { Settings } from '../settings.js';
import type { Arm, ArmKind } from '../subject.js';
import { groupsOf } from './groups.js';
import { parseGaussianSettings } from './settings.js';

const change = (kind: ArmKind, set: Settings): Arm => ({ kind, set });

/** One change for each part of the fit: how it descends, what it trains, what it draws, how it computes. */
export function arms(given: Settings): Arm[] {
  const settings = parseGaussianSettings(given);
  const { lr, optimizer, clip_norm } = settings;
  const hasEps = optimizer.startsWith('ad');
  return [
    change('rate', { lr: lr / 2 }),
    change('rate', { lr: lr / 10 }),
    change('schedule', { schedule: 'step' }),
    change('schedule', { schedule: 'exponential' }),
    change('schedule', { schedule: 'cosine' }),
    change('clipping', { clip_norm: clip_norm === undefined ? 1 : 'none' }),
    change('clipping', { clip_norm: 0.001 }),
    change('memory', { reset: 'moments' }),
    change('memory', { reset: 'moments,t' }),
    ...(hasEps ? [change('memory', { beta1: 0 }), change('optimizer', { adam_eps: 1e-16 })] : []),
    ...(hasEps && optimizer !== 'adan' ? [change('optimizer', { bias_correction: !settings.bias_correction })] : []),
    ...(['adam', 'adan', 'sgd', 'momentum'] as const).map((name) => change('optimizer', { optimizer: name })),
    ...groupsOf(settings).map(({ setting }) => change('freezing', { freeze: setting })),
    change('problem', { min_scale: 0.03 }),
    change('problem', { gradient: settings.gradient === 'l2' ? 'full' : 'l2' }),
    change('problem', { cutoff: settings.cutoff * 2 }),
    change('problem', { eps: 0.001 }),
    ...(['normalized', 'softmax', 'sum'] as const).map((name) => change('problem', { renderer: name })),
    { kind: 'arithmetic', engine: 'simd' },
  ];
}
