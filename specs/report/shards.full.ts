import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('harness', 'reports', 'shards');

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SPECS = ['specs/random', 'specs/optimizers', 'specs/findings/ledger.spec.ts'];

const names = (folder: string): string[] =>
  readdirSync(join(folder, 'allure-results'))
    .filter((file) => file.endsWith('-result.json'))
    .map((file) => JSON.parse(readFileSync(join(folder, 'allure-results', file), 'utf8')).fullName)
    .sort();

it('merges the results of shards that ran one after the other into the report of the whole', () => {
  const place = scratch();
  const run = (name: string, command: string, ...args: string[]) =>
    execFileSync(command, args, {
      cwd: ROOT,
      env: {
        ...process.env,
        PLUMBLINE_REPORTS: join(place, name),
        VITEST: undefined,
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
      },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  run('whole', 'npx', 'vitest', 'run', ...SPECS);
  for (const shard of [1, 2]) run(`shard-${shard}`, 'npx', 'vitest', 'run', `--shard=${shard}/2`, ...SPECS);
  const [whole, first, second] = ['whole', 'shard-1', 'shard-2'].map((name) => names(join(place, name)));
  expect(whole.length).toBeGreaterThan(20);
  expect(Math.min(first.length, second.length)).toBeGreaterThan(0);
  expect([...first, ...second].sort()).toEqual(whole);
  const folders = ['shard-1', 'shard-2'].map((name) => join(place, name, 'allure-results'));
  const said = run('merged', 'node', 'scripts/report.mjs', ...folders);
  expect(said).toContain(`${whole.length} passed, 0 failed`);
  expect(names(join(place, 'merged'))).toEqual(whole);
  expect(readFileSync(join(place, 'merged/allure/index.html'), 'utf8').length).toBeGreaterThan(100_000);
});
