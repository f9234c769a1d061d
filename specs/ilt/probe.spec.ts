import { describe, expect, it } from 'vitest';
import { arms } from '../../src/ilt/arms.js';
import { doubles } from '../../src/ilt/arrays.js';
import { ilt } from '../../src/ilt/index.js';
import { parseSettings, type Settings } from '../../src/settings.js';
import type { Probe } from '../../src/subject.js';
import { belongsTo } from '../support/allure.js';
import { randomArray } from '../support/dense-imaging.js';
import { prepareIlt, runFor } from '../support/ilt.js';

belongsTo('ilt', 'subject', 'probe');

const PROGRAMS: [string, Settings][] = [
  ['main', { program: 'main', size: 64, pixel: 8, kernel_count: 4, field: 512 }],
  ['v2', { program: 'v2', size: 64, kernel_count: 4, field: 512 }],
  ['simple', { program: 'simple', size: 64, pixel: 8, crop: true, kernel_count: 4 }],
  ['multilevel', { size: 64, pixel: 8, crop: true, kernel_count: 4 }],
];

describe.each(PROGRAMS)('what %s descends', (_, settings) => {
  it('is its loss, with the gradient that its step has', async () => {
    const prepared = await prepareIlt(settings);
    const { state } = runFor(prepared, 3);
    const probe = prepared.probe?.(state) as Probe;
    const params = doubles(state.values, 'params');
    const { scalars } = prepared.solver.step(state);
    // single precision of the mask alone, or of everything
    expect(Math.abs(probe.objective({ params }) / scalars.loss - 1)).toBeLessThan(1e-4);
    const gradient = probe.gradient({ params }).params;
    const moved = randomArray(params.length, 1).map((value) => 1e-5 * value);
    const at = (sign: number) => probe.objective({ params: params.map((value, i) => value + sign * moved[i]) });
    const slope = gradient.reduce((sum, g, i) => sum + g * moved[i], 0);
    expect(Math.abs((at(1) - at(-1)) / 2 - slope)).toBeLessThan(1e-4 * Math.abs(slope));
  });

  it('is open to arms that its settings take', () => {
    const changes = arms(settings).map(({ set }) => set as Settings);
    expect(changes.length).toBeGreaterThan(3);
    for (const set of changes) expect(() => parseSettings(ilt.settings, ilt.fork(settings, set))).not.toThrow();
  });
});

it('Adam at the start of main divides by its eps and by little else, and all sigmoids are flat', async () => {
  const prepared = await prepareIlt({ program: 'main', size: 128, kernel_count: 4 });
  const { state } = runFor(prepared, 1);
  const { adaptive, groups } = prepared.probe?.(state) as Probe;
  const { eps, roots } = adaptive as NonNullable<Probe['adaptive']>;
  expect(eps).toBe(1e-8);
  const typical = roots.params.slice().sort()[roots.params.length >> 1];
  expect(eps / typical).toBeGreaterThan(30);
  const slopes = groups[0].slope?.(doubles(state.values, 'params')) as Float64Array;
  expect(slopes.reduce((most, value) => Math.max(most, value), 0)).toBeLessThan(2e-4);
});
