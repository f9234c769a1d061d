import { beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/settings.js';
import { attachCommand, attachTable, belongsTo } from '../../support/allure.js';
import { awareTrace, metricsAt, prepareIlt, runFor } from '../../support/ilt.js';
import { openIlt } from '../../support/openilt.js';

belongsTo('ilt', 'ilt-flat-loss', 'the flare-aware program, main');

const ITERATIONS = 60;
const of = (settings: Settings) =>
  prepareIlt({ program: 'main', ...settings }).then((prepared) => ({ prepared, ...runFor(prepared, ITERATIONS) }));
const relative = (value: number, expected: number) => Math.abs(value / expected - 1);

describe("branch main, the finding's own run", () => {
  let layout: string;
  beforeEach((context) => {
    layout = `${openIlt(context)}/layouts/M1_test1.glp`;
  });

  it('follows the original on its contest layout, and leaves the mask alone', async () => {
    attachCommand(`npx plumbline run ilt --set program=main --set pattern=${layout} --set kernels=contest`);
    const { prepared, rows, state } = await of({ pattern: layout, kernels: 'contest' });
    const trace = awareTrace('bench512_seed.json');
    attachTable('loss', [
      ['iteration', 'original', 'here'],
      ...rows.map(({ loss }, i) => [i + 1, trace.history.loss[i], loss]),
    ]);
    for (const [i, row] of rows.entries()) {
      for (const name of ['loss', 'weighted_l2', 'flare_reg', 'grad_norm']) {
        // single precision; the gradient's rounding is that of masks within 6e-8 of one
        const tolerance = name === 'grad_norm' ? 1e-4 : 1e-6;
        expect(relative(row[name], trace.history[name][i]), `${name} at ${i + 1}`).toBeLessThan(tolerance);
      }
      expect(row.binary_error).toBe(0);
    }
    expect(rows[0].loss.toFixed(8)).toBe('0.00066852');
    expect(rows[ITERATIONS - 1].loss.toFixed(8)).toBe('0.00066842');
    expect(metricsAt(prepared, state)).toMatchObject({ pixels: 262_144, ...metricsOf(trace) });
  });

  const metricsOf = ({ l2, pvb, binary_error }: ReturnType<typeof awareTrace>) => ({ l2, pvb, binary_error });

  it.each([
    ['a smaller eps', { adam_eps: 1e-16 }, { flare_reg: 2.62e-3 }],
    ['a start where the sigmoids are not flat', { start_scale: 0.1 }, { total: 6.6e-4 }],
    ['a sigmoid less steep', { theta: 4 }, { total: 6.676e-4, flare_reg: 2.43e-3 }],
    ['a lens that blurs', { diffraction: 'gaussian' }, { total: 1.95e-3 }],
  ])('moves with %s, as far as was measured of the original', async (_, changed, expected) => {
    const { rows } = await of({ pattern: layout, ...changed });
    for (const [name, value] of Object.entries(expected)) {
      // the figures have three digits
      expect(relative(rows[ITERATIONS - 1][name], value)).toBeLessThan(5e-3);
    }
  });
});

describe('branch main on a layout of ours, cut to its tile', () => {
  it('has the same gradient of next to nothing and leaves every pixel of the mask alone', async () => {
    const { rows } = await of({ pattern: 'golden/ilt/layouts/m1-1024-01.glp' });
    for (const { grad_norm, binary_error, saturated, eps_ratio } of rows) {
      expect(grad_norm).toBeGreaterThan(5e-9);
      expect(grad_norm).toBeLessThan(5e-8);
      expect({ binary_error, saturated }).toEqual({ binary_error: 0, saturated: 1 });
      expect(eps_ratio).toBeGreaterThan(100);
    }
    expect(relative(rows[ITERATIONS - 1].loss, rows[0].loss)).toBeLessThan(3e-4);
  });
});
