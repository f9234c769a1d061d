import type { Settings } from '../settings.js';
import type { Arm, ArmKind } from '../subject.js';
import { listed, parseClnfSettings } from './settings.js';

const change = (kind: ArmKind, set: Settings): Arm => ({ kind, set });

/** One change for each part of a fit: how long it goes on, how the shape is held, how far the experts look. */
export function arms(given: Settings): Arm[] {
  const { sigma, reg, iterations_per_window, stop_change, adapt, warp, weight } = parseClnfSettings(given);
  const times = (factor: number) =>
    listed(String(iterations_per_window))
      .map((count) => factor * count)
      .join(',');
  return [
    change('schedule', { iterations_per_window: times(2) }),
    change('schedule', { iterations_per_window: times(10) }),
    change('schedule', { stop_change: stop_change === 0 ? 0.01 : 0 }),
    change('problem', { reg: reg * 4 }),
    change('problem', { reg: reg / 4 }),
    change('problem', { sigma: sigma * 1.5 }),
    change('problem', { sigma: sigma / 1.5 }),
    change('problem', { weight: weight === 0 ? 2.5 : 0 }),
    change('problem', { adapt: !adapt }),
    { kind: 'arithmetic', engine: 'strict' },
    change('arithmetic', { warp: warp === 'opencv' ? 'bilinear' : 'opencv' }),
  ];
}
