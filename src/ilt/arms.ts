import type { Settings } from '../settings.js';
import type { Arm, ArmKind } from '../subject.js';
import { parseIltSettings } from './settings.js';

const change = (kind: ArmKind, set: Settings): Arm => ({ kind, set });

/** One change for each part of a program: how it descends, what it descends, what it images by. */
export function arms(given: Settings): Arm[] {
  const settings = parseIltSettings(given);
  if (settings.program === 'multilevel') {
    return [
      change('problem', { wl: 1 }),
      change('problem', { wl: 3 }),
      change('problem', { ew: 0 }),
      change('problem', { flare: settings.flare === 'off' ? 'physical' : 'off' }),
      change('problem', { gradient: 'openilt-exact' }),
    ];
  }
  if (settings.program === 'simple') {
    const lr = settings.lr ?? (settings.optimizer === 'sgd' ? 0.5 : 0.32);
    return [
      change('rate', { lr: lr / 10 }),
      change('rate', { lr: lr * 10 }),
      change('optimizer', { optimizer: settings.optimizer === 'sgd' ? 'adam' : 'sgd' }),
      change('problem', { gradient: settings.gradient === 'true' ? 'openilt-simple' : 'true' }),
      change('problem', { theta: settings.theta / 2 }),
      change('problem', { steepness: settings.steepness / 2 }),
      change('problem', { flare: settings.flare === 'off' ? 'physical' : 'off' }),
    ];
  }
  return [
    change('rate', { lr: settings.lr / 10 }),
    change('rate', { lr: settings.lr * 10 }),
    change('optimizer', { adam_eps: 1e-16 }),
    change('arithmetic', { precision: settings.precision === 'f32' ? 'f64' : 'f32' }),
    change('problem', { theta: 4 }),
    change('problem', { mu: 0 }),
    change('problem', { beta: 0 }),
    ...(['identity', 'gaussian', 'socs'] as const).map((diffraction) => change('problem', { diffraction })),
    change('problem', { flare: 'physical' }),
  ];
}
