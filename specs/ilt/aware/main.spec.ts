import { beforeAll, describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/settings.js';
import type { Scalars } from '../../../src/solver.js';
import { attachCommand, attachTable, belongsTo } from '../../support/allure.js';
import { metricsAt, prepareIlt, runFor } from '../../support/ilt.js';

belongsTo('ilt', 'ilt-flat-loss', 'the flare-aware program, main');

/** A tile that runs in a second; main.full.ts has the whole one. */
const SMALL: Settings = { program: 'main', size: 128 };
const ITERATIONS = 20;
const COMMAND = `npx plumbline run ilt --set program=main --set size=128 --iterations ${ITERATIONS}`;

const run = async (changed: Settings = {}) => runFor(await prepareIlt({ ...SMALL, ...changed }), ITERATIONS).rows;

describe('branch main on a layout of ours', () => {
  let rows: readonly Scalars[];
  beforeAll(async () => {
    rows = await run();
  });
  const last = () => rows[rows.length - 1];

  it('is flat: in the loss, in the gradient, and in the mask', () => {
    attachCommand(COMMAND);
    attachTable('rows', [Object.keys(rows[0]), ...rows.map((row) => Object.values(row))]);
    expect(last().loss / rows[0].loss).toBeGreaterThan(0.999);
    expect(rows[0].grad_norm).toBeLessThan(1e-7);
    expect(last().binary_error).toBe(0);
  });

  it("is flat since it is frozen: every sigmoid is, and Adam's eps is far above what it is added to", () => {
    for (const { saturated, eps_ratio } of rows) {
      expect(saturated).toBe(1);
      expect(eps_ratio).toBeGreaterThan(10);
    }
  });

  it('has nothing to correct: the mask that nothing was done to prints without an error', () => {
    expect(rows[0].misprinted).toBe(0);
  });

  it.each([
    ['a smaller eps', { adam_eps: 1e-16 }],
    ['a start where the sigmoids are not flat', { start_scale: 0.1 }],
    ['a sigmoid less steep', { theta: 4 }],
    ['a lens that blurs', { diffraction: 'gaussian' }],
  ])('moves with %s', async (_, changed) => {
    attachCommand(`${COMMAND} ${Object.entries(changed).map(([name, value]) => `--set ${name}=${value}`)}`);
    const moved = await run(changed);
    const fall = (of: readonly Scalars[]) => 1 - of[of.length - 1].loss / of[0].loss;
    // frozen, it falls by 4e-4 in as many iterations
    expect(fall(moved)).toBeGreaterThan(0.02);
    if (!('diffraction' in changed)) expect(moved[moved.length - 1].loss).toBeLessThan(last().loss);
  });
});

describe('what a run of branch main came to', () => {
  it('is measured beside the mask that nothing was done to', async () => {
    const prepared = await prepareIlt({ ...SMALL, diffraction: 'gaussian' });
    const { state } = runFor(prepared, ITERATIONS);
    const { unoptimized, ...optimized } = metricsAt(prepared, state);
    expect(optimized).toMatchObject({ pixels: 128 * 128 });
    expect(unoptimized).toMatchObject({ binary_error: 0 });
    expect(optimized.misprinted).toBeLessThan(unoptimized.misprinted);
    expect(optimized.binary_error).toBeGreaterThan(0);
    for (const name of ['l2', 'pvb', 'epe', 'shots']) expect(unoptimized[name]).toEqual(expect.any(Number));
  });
});
