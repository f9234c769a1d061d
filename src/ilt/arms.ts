import type { Settings } from '../settings.js';
import type { Arm, ArmKind } from '../subject.js';
import { parseIltSettings } from './settings.js';

const change = (kind: ArmKind, set: Settings): Arm => ({ kind, set });

/** One change for each part of a program: how it descends, what it squashes the mask and the resist by, what light it has. */
export function arms(given: Settings): Arm[] {
  const settings = parseIltSettings(given);
  if (settings.program === 'multilevel') {
    return [
      change('problem', { flare: settings.flare === 'off' ? 'physical' : 'off' }),
      change('problem', { gradient: settings.gradient === 'true' ? 'openilt-exact' : 'true' }),
    ];
  }
  const slopes = [
    change('problem', { theta: settings.theta * 0.4 }),
    change('problem', { steepness: settings.steepness / 2 }),
    change('problem', { threshold: settings.threshold * 0.8 }),
  ];
  if (settings.program === 'simple') {
    const rate = settings.lr ?? (settings.optimizer === 'sgd' ? 0.5 : 0.32);
    return [
      change('rate', { lr: rate * 10 }),
      change('rate', { lr: rate / 2 }),
      change('optimizer', { optimizer: settings.optimizer === 'sgd' ? 'adam' : 'sgd' }),
      ...slopes,
    ];
  }
  const { lr, mu, beta, adam_eps: eps } = settings;
  return [
    change('rate', { lr: lr * 10 }),
    change('rate', { lr: lr / 2 }),
    change('optimizer', { adam_eps: eps / 1e8 }),
    ...slopes,
    change('problem', { mu: mu === 0 ? 0.3 : 0 }),
    change('problem', { beta: beta === 0 ? 2 : 0 }),
    ...(['identity', 'gaussian'] as const).map((diffraction) => change('problem', { diffraction })),
    change('arithmetic', { precision: settings.precision === 'f32' ? 'f64' : 'f32' }),
  ];
}
