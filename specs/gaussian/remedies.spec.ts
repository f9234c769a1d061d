import { describe, expect, it } from 'vitest';
import { Patience } from '../../src/optimizers/index.js';
import { attachCommand, belongsTo } from '../support/allure.js';
import { command, follow, HYPOTHESES, REMEDIES } from '../support/experiments.js';
import { goldenState, prepareGaussian, rowsOf } from '../support/gaussian.js';

/** How far the experiments are followed here; remedies.full.ts follows them to their ends. */
const ITERATIONS = 500;

describe("the finding's remedies, every golden loss to nine digits", () => {
  belongsTo('gaussian', 'gaussian-divergence', 'remedies');

  it.each(REMEDIES)('%s: %s from %i', async (...experiment) => {
    await follow(experiment, experiment[2] + ITERATIONS);
  });

  it('stops early at 1609 with a patience of 100 from checkpoint 1500', async () => {
    attachCommand(command(1500, { patience: 100 }));
    const prepared = await prepareGaussian({ patience: 100 }, { start: 1500 });
    const watch = new Patience(prepared.patience as number);
    const rows = rowsOf(prepared, prepared.adopt(goldenState(1500), 'golden'), 1700);
    expect([...rows].find(([iteration, { loss }]) => watch.observe(iteration, loss))?.[0]).toBe(1609);
  });
});

describe('hypotheses about the cause, every golden loss to nine digits', () => {
  belongsTo('gaussian', 'gaussian-divergence', 'hypotheses');

  it.each(HYPOTHESES)('%s: %s from %i', async (...experiment) => {
    await follow(experiment, experiment[2] + ITERATIONS);
  });
});
