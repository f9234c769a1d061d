import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ilt } from '../../src/ilt/index.js';
import { report } from '../../src/ilt/report.js';
import { startRun } from '../../src/run/index.js';
import type { Settings } from '../../src/settings.js';
import type { RecordedRun } from '../../src/subject.js';
import { runBatch } from '../cli/batch.js';
import { belongsTo } from '../support/allure.js';
import { metricsAt, prepareIlt, runFor } from '../support/ilt.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('ilt', 'subject', 'report');

const SMALL: Settings = { program: 'v2', size: 64, kernel_count: 4, field: 512 };

async function recorded(folder: string, changed: Settings = {}): Promise<RecordedRun> {
  const prepared = await prepareIlt({ ...SMALL, ...changed });
  const { rows, state } = runFor(prepared, 12);
  const columns = Object.fromEntries(
    prepared.solver.columns.map((name) => [name, Float64Array.from(rows, (row) => row[name])]),
  );
  const iterations = Float64Array.from(rows, (_, i) => i + 1);
  return { folder, settings: prepared.settings, iterations, columns, metrics: metricsAt(prepared, state) };
}

let flare: RecordedRun;
let none: RecordedRun;
beforeAll(async () => {
  [flare, none] = [await recorded('with'), await recorded('without', { mu: 0 })];
});

describe('of one run', () => {
  it('is what the original diagnosis prints, with the digits that it cuts off', () => {
    const lines = report([flare]);
    const { total } = flare.columns;
    const metrics = flare.metrics as { binary_error: number; l2: number };
    expect(lines.filter((line) => !line.startsWith(' '))).toEqual(['MASK', 'LOSS HISTORY', 'METRICS', 'S AND w']);
    expect(lines).toContain('  iterations: 12');
    expect(lines).toContain(`  L2: ${metrics.l2}`);
    const change = total[11] - total[0];
    expect(lines).toContain(`  change of total: ${change.toFixed(4)} (${change.toExponential(2)})`);
    const percent = ((100 * metrics.binary_error) / 4096).toFixed(2);
    expect(lines.join('\n')).toContain(`binary error: ${metrics.binary_error} of 4096 pixels (${percent} %)`);
    expect(lines.join('\n')).toMatch(/S: 64 x 64, from 0\.5 to 0\.50\d+, mean 0\.50\d+, standard deviation/);
  });
});

describe('of two runs', () => {
  it('is the table of the original comparison', () => {
    const lines = report([flare, none]);
    expect(lines[0]).toMatch(/^ +with \(mu 0\.3\) +without \(mu 0\)$/);
    expect(lines.slice(1, 6).map((line) => line.split('  ')[0])).toEqual([
      'L2',
      'PV band',
      'binary error',
      'printed wrongly',
      'final loss',
    ]);
    expect(lines[6]).toBe('The final losses are of different functions, and not to be compared.');
  });

  it('does not warn of losses that are of one function', () => {
    expect(report([flare, { ...flare, folder: 'again' }])).toHaveLength(6);
  });
});

it.each<[string, (run: RecordedRun) => RecordedRun]>([
  ['without metrics', (run) => ({ ...run, metrics: undefined })],
  ['without rows', (run) => ({ ...run, iterations: new Float64Array(0) })],
  ['of another program', (run) => ({ ...run, settings: { ...run.settings, program: 'simple' } })],
])('nothing is told of a run %s', (_, changed) => {
  expect(report([changed(flare)])).toEqual([]);
  expect(report([flare, changed(flare)])).toEqual([]);
});

describe('plumbline compare and plumbline diagnose', () => {
  it('print it below their own, and none with --json or where metrics are damaged', async () => {
    const cwd = scratch();
    for (const [name, mu] of Object.entries({ a: 0.3, b: 0 })) {
      await startRun(ilt, { ...SMALL, mu }, join(cwd, name), { iterations: 20 });
    }
    const args = ['compare', 'a', 'b', '--despite', 'mu'];
    const diagnose = ['diagnose', 'a'];
    const [told, json, diagnosis] = await runBatch([args, [...args, '--json'], diagnose], cwd);
    expect(diagnosis.stdout).toMatch(/\n\nMASK\n {2}mask: 64 x 64, /);
    expect(told.code).toBe(1);
    expect(told.stdout).toMatch(/\n\n +a \(mu 0\.3\) +b \(mu 0\)\nL2 /);
    expect(JSON.parse(json.stdout)).toMatchObject({ verdict: 'differs' });
    writeFileSync(join(cwd, 'b/metrics.json'), '{');
    const [silent] = await runBatch([args], cwd);
    expect(silent).toMatchObject({ code: 1, stderr: '' });
    expect(silent.stdout).not.toContain('final loss');
  });
});
