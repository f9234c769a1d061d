import { describe, expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { followRepaired } from '../support/follow-repaired.js';
import { goldenRows, prepareGaussian, rowsOf } from '../support/gaussian.js';
import { REPAIRED_RUNS, SHORT } from '../support/repaired-runs.js';

describe('repaired runs', () => {
  belongsTo('gaussian', 'gaussian-divergence', 'what removes it');

  it.each(REPAIRED_RUNS.filter(({ from }) => from === 0))('$file begins as the golden run does', async (run) => {
    const [first] = goldenRows(`experiments/${run.file}.csv`);
    const prepared = await prepareGaussian(run.settings, { engine: 'simd' });
    const row = rowsOf(prepared, prepared.solver.init(), 1).get(1);
    expect(first.iteration).toBe(1);
    // the golden terms are sums of 12288 and of 9408 values in single precision
    for (const column of ['loss', 'l1', 'l2']) {
      expect(Math.abs((row?.[column] as number) - first[column]), column).toBeLessThan(1e-6);
    }
    expect(Math.abs((row?.grad_norm as number) / first.grad_norm - 1)).toBeLessThan(1e-5);
  });

  it.each(REPAIRED_RUNS.filter(({ file }) => SHORT.includes(file)))(
    '$file ends as the golden run does',
    followRepaired,
  );
});
