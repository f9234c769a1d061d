import { expect, it } from 'vitest';
import { attachCommand, belongsTo } from '../support/allure.js';
import { goldenRows, prepareGaussian, rowsOf } from '../support/gaussian.js';

belongsTo('gaussian', 'gaussian-divergence', 'hypotheses');

it('a tenth of the rate, ten times as long, every printed loss to nine digits: h4b_lr0.0001_from0_100k', async () => {
  const lr = 0.0001;
  attachCommand(`npx plumbline run gaussian --iterations 100000 --set lr=${lr}`);
  const golden = goldenRows('experiments/h4b_lr0.0001_from0_100k.csv');
  const logged = new Set(golden.map(({ iteration }) => iteration));
  const prepared = await prepareGaussian({ lr }, { iterations: 100_000 });
  expect(prepared.engine).toBe('strict');
  const rows = rowsOf(prepared, prepared.solver.init(), 100_000, (iteration) => logged.has(iteration));
  const losses = golden.map(({ iteration }) => [iteration, Number(rows.get(iteration)?.loss.toPrecision(9))]);
  expect(losses).toEqual(golden.map(({ iteration, loss }) => [iteration, loss]));
});
