import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { SimdLevel } from '../../../src/ilt/simd/level.js';
import type { Settings } from '../../../src/settings.js';
import type { Tensor } from '../../../src/tensor.js';
import { belongsTo } from '../../support/allure.js';
import { prepareIlt, runFor } from '../../support/ilt.js';
import { problem } from '../../support/ilt-problems.js';

belongsTo('ilt', 'engines', 'choice');

const SMALL = { size: 128, pixel: 8, kernel_count: 4 };
const ODD = { size: 120, pixel: 8, kernel_count: 4 };

describe('the engine of SimpleILT and multi-level ILT', () => {
  it.each<[string, Settings]>([
    ['simd', { ...SMALL, program: 'simple' }],
    ['simd', { ...SMALL, program: 'simple', skip: true }],
    ['simd', { ...SMALL, program: 'multilevel' }],
    ['strict', { ...ODD, program: 'simple' }],
  ])('is %s for %j, when none is asked for', async (engine, settings) => {
    expect((await prepareIlt(settings)).engine).toBe(engine);
  });

  it.each<[Settings, 'simd' | 'strict' | 'tensorflow', string]>([
    [
      { ...ODD, program: 'simple' },
      'simd',
      'setting size=120: 120 points across in blocks of 1; the simd engine expects a multiple of 64; or use --engine strict',
    ],
    [
      { ...SMALL, program: 'simple', skip: true },
      'strict',
      'setting skip=true: the strict engine leaves nothing out; use --engine simd, or skip=false',
    ],
  ])('refuses %j on %s in one line', async (settings, engine, message) => {
    await expect(prepareIlt(settings, { engine })).rejects.toThrow(new InputError(message));
  });

  it('takes over what the other one has come to', async () => {
    const [fast, exact] = await Promise.all(
      (['simd', 'strict'] as const).map((engine) => prepareIlt({ ...SMALL, program: 'multilevel' }, { engine })),
    );
    for (const [from, to, Floats] of [
      [fast, exact, Float64Array],
      [exact, fast, Float32Array],
    ] as const) {
      const { state } = runFor(from, 2);
      const adopted = to.adopt(state, 'checkpoint');
      expect((adopted.values.params as Tensor).data).toBeInstanceOf(Floats);
      const next = [from.solver.step(state), to.solver.step(adopted)].map(({ scalars }) => scalars.loss);
      expect(Math.abs(next[0] / next[1] - 1)).toBeLessThan(1e-5);
    }
  });

  it('needs at most 128 MiB for SimpleILT at 2048 by 2048 with 24 kernels', () => {
    const given = problem({ size: 2048, radius: 17, kernels: 24, simple: { start: 512, count: 1024, adam: true } });
    const level = new SimdLevel(given, given.recipe.levels[0], { threads: 2, parts: false });
    expect(level.bytes).toBeLessThanOrEqual(128 * 2 ** 20);
    level.close();
  });
});
