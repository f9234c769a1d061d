import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clnf } from '../../src/clnf/index.js';
import { formatExperts, parseExperts } from '../../src/clnf/model/expert-file.js';
import { probe } from '../../src/probe/index.js';
import { startRun } from '../../src/run/index.js';
import { openRun } from '../../src/trace/index.js';
import { belongsTo } from '../support/allure.js';
import { caseSettings, goldenPath } from '../support/clnf.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('clnf', 'probe', 'a fit with transposed weights');

/** The built-in model with the weights of every neuron transposed, as an exporter from a column-major program leaves them. */
function transposedModel(folder: string): string {
  mkdirSync(folder);
  for (const name of readdirSync(goldenPath('model'))) {
    const bytes = readFileSync(goldenPath(`model/${name}`));
    if (!name.startsWith('ccnf_')) {
      writeFileSync(join(folder, name), bytes);
      continue;
    }
    const experts = parseExperts(new Uint8Array(bytes), name, 68);
    for (const { neurons, width } of experts.views.flatMap(({ patches }) => patches)) {
      for (const { weights } of neurons) {
        const old = weights.slice();
        for (let i = 0; i < old.length; i++) weights[i] = old[(i % width) * width + Math.floor(i / width)];
      }
    }
    writeFileSync(join(folder, name), formatExperts(experts));
  }
  return join(folder, 'main_clnf_self68.txt');
}

it('goes on for fifty iterations a window, and no optimizer is to blame for where it stands', async () => {
  const folder = scratch();
  const place = join(folder, 'stuck');
  const settings = { ...caseSettings('r1_frontal'), model: transposedModel(join(folder, 'model')) };
  await startRun(clnf, { ...settings, iterations_per_window: '50' }, place);
  const { manifest, scalars } = openRun(place);
  const { values } = scalars();
  // more than half of the peaks are at their windows' border, which hides how far off they are
  expect(values.censored.at(-1)).toBeGreaterThan(0.5);
  const { arms, causes, gradient } = await probe(clnf, place, {
    at: (manifest.last as number) - 5,
    folder: join(folder, 'probe'),
  });
  expect(arms.symptom).toBe('stands still');
  expect(gradient.map(({ verdict }) => verdict)).toEqual(['agrees', 'agrees', 'agrees', 'agrees']);
  expect(causes.map(({ cause }) => cause)).toContain('not the optimizer');
  expect(arms.without).toContain('schedule');
});
