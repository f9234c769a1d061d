import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import '../../../src/vitest/matchers/install.js';
import { startRun } from '../../../src/run/index.js';
import { subjectOf } from '../../../src/solver-subject.js';
import { toMatchGolden } from '../../../src/vitest/matchers/golden.js';
import { belongsTo } from '../../support/allure.js';
import { toyRotation } from '../../support/toy-rotation.js';
import { scratch } from '../../support/toy-runs.js';

const TABLE = 'iteration,loss,angle\n0,1.50,0\n10,0.5,0.1\n20,0.25,0.2\n';
const rows = [
  { iteration: 0, loss: 1.5, angle: 0 },
  { iteration: 5, loss: 1, angle: 7 },
  { iteration: 10, loss: 0.5, angle: 0.1 },
  { iteration: 20, loss: 0.25, angle: 0.2 },
];
const reason = 'the digits that the table was printed with';
const tolerance = { absolute: 0.01, reason };

function golden(text = TABLE): string {
  const file = join(scratch(), 'golden.csv');
  writeFileSync(file, text);
  return file;
}
const moved = (iteration: number, by: number) =>
  rows.map((row) => (row.iteration === iteration ? { ...row, loss: row.loss + by } : row));
/** The matcher as `vitest -u` calls it. */
const updating = (received: unknown, file: string, options = {}) =>
  toMatchGolden.call(
    { currentTestName: 'a test', snapshotState: { snapshotUpdateState: 'all' } },
    received,
    file,
    options,
  );

belongsTo('harness', 'matchers', 'toMatchGolden');

describe('toMatchGolden', () => {
  it('passes when every row of the table is there, whatever else is', () => {
    expect(rows).toMatchGolden(golden());
    expect(() => expect(rows).not.toMatchGolden(golden())).toThrow(/all 3 rows are within their tolerance/);
  });

  it('fails with the value, the row and what would have passed', () => {
    expect(() => expect(moved(10, 0.125)).toMatchGolden(golden(), { tolerance })).toThrow(
      /loss: 1 of 3 elements over the tolerance[\s\S]*0\.625, 0\.5 expected[\s\S]*would have passed: absolute 0\.125[\s\S]*digits that the table[\s\S]*row of iteration 10/,
    );
    expect(moved(10, 0.005)).toMatchGolden(golden(), { tolerance });
  });

  it('allows by column what a rule of its name allows', () => {
    const rules = [{ for: 'loss', absolute: 1, reason }];
    expect(moved(10, 0.125)).toMatchGolden(golden(), { rules });
    expect(rows.map((row) => ({ ...row, angle: 9 }))).not.toMatchGolden(golden(), { rules });
  });

  it('fails for rows that are missing', () => {
    expect(() => expect(rows.slice(0, 3)).toMatchGolden(golden())).toThrow(/1 of its 3 rows are missing/);
  });

  it('takes the folder of a run', async () => {
    const folder = join(scratch(), 'run');
    await startRun(subjectOf(toyRotation()), {}, folder, { iterations: 4 });
    const file = golden('iteration,loss\n1,0\n');
    updating(folder, file);
    expect(folder).toMatchGolden(file);
  });

  it('rewrites under -u only the rows that left their tolerance, and notes which test did', () => {
    const file = golden();
    expect(updating(moved(10, 0.125), file, { tolerance }).pass).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(TABLE.replace('10,0.5,0.1', '10,0.625,0.1'));
    const [origin] = JSON.parse(readFileSync(`${file}.origin.json`, 'utf8'));
    expect(origin).toMatchObject({ test: 'a test', node: process.version, reason, rows: [10] });
  });

  it('fails under -u for rows that were not measured: they cannot be rewritten', () => {
    expect(updating(moved(10, 1).slice(0, 3), golden()).pass).toBe(false);
  });

  it('leaves the file alone under -u when nothing left its tolerance', () => {
    const file = golden();
    expect(updating(moved(10, 0.005), file, { tolerance }).pass).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(TABLE);
    expect(existsSync(`${file}.origin.json`)).toBe(false);
  });

  it('writes a table that is not there under -u, and fails without', () => {
    const file = join(scratch(), 'new.csv');
    expect(() => expect(rows).toMatchGolden(file)).toThrow(/no golden table; vitest -u writes it/);
    expect(existsSync(file)).toBe(false);
    updating(rows, file);
    expect(rows).toMatchGolden(file);
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe('iteration,loss,angle');
  });

  it('keeps what earlier updates noted', () => {
    const file = golden();
    updating(moved(10, 1), file);
    updating(moved(20, 1), file);
    expect(JSON.parse(readFileSync(`${file}.origin.json`, 'utf8'))).toHaveLength(2);
  });

  it.each([
    ['no rows', [], /no rows: nothing to compare/],
    ['no row in common', [{ iteration: 3, loss: 1 }], /no row in common: nothing to compare/],
    ['rows without the key', [{ loss: 1 }], /a row without iteration/],
    ['what is no table', 5, /expected the folder of a run/],
  ])('refuses %s', (_, received, complaint) => {
    expect(() => expect(received).not.toMatchGolden(golden())).toThrow(complaint);
  });

  it.each([
    ['no rows', 'iteration,loss\n', /no rows/],
    ['text in a number', 'iteration,loss\n1,high\n', /line 2: loss: expected a number/],
    ['a row of another length', 'iteration,loss\n1,2,3\n', /line 2: (expected 2 cells|cell 3)/],
    ['a row twice', 'iteration,loss\n1,2\n1,2\n', /line 3: iteration 1 is there twice/],
    ['one column', 'iteration\n1\n', /expected a header of at least two columns/],
  ])('refuses a table with %s', (_, text, complaint) => {
    expect(() => expect(rows).not.toMatchGolden(golden(text))).toThrow(complaint);
  });
});
