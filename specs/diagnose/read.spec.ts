import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnose/index.js';
import { cellNumber } from '../../src/diagnose/read/cell.js';
import { type ReadOptions, readLog } from '../../src/diagnose/read/index.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'diagnose', 'reading logs');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-read-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string | Uint8Array, choice: ReadOptions = {}) {
  const path = join(folder, 'log.csv');
  writeFileSync(path, text);
  return readLog(path, choice);
}

const shown = ({ table: { columns, iterations, values }, loss, notes }: ReturnType<typeof readLog>) => ({
  iterations: [...iterations],
  ...Object.fromEntries(columns.map((name) => [name, [...values[name]]])),
  loss,
  notes,
});

describe('a log', () => {
  it('is read from a CSV file with a column that counts iterations', () => {
    expect(shown(read('iteration,loss,grad_norm\n1,0.5,2e-3\n2,.25,1E-3\n', { loss: 'loss' }))).toEqual({
      iterations: [1, 2],
      loss: 'loss',
      grad_norm: [0.002, 0.001],
      notes: [],
    });
  });

  it.each<[string, string, ReadOptions, string, number[], number[]]>([
    ['from TensorBoard', 'Wall time,Step,Value\n1.6e9,10,0.5\n1.7e9,20,0.25\n', {}, 'Value', [10, 20], [0.5, 0.25]],
    [
      "in OpenFace's style",
      'frame, face_id, confidence, x_0\n1, 0, 0.98, 320.5\n2, 0, 0.97, 321.5\n',
      { loss: 'confidence' },
      'confidence',
      [1, 2],
      [0.98, 0.97],
    ],
    ['with quoted names', '"step","train/loss"\n1,"0.5"\n2,"0.25"\n', {}, 'train/loss', [1, 2], [0.5, 0.25]],
    ['with tabs and Windows line ends', 'Epoch\tLoss\r\n0.5\t3\r\n1\t2\r\n', {}, 'Loss', [0.5, 1], [3, 2]],
    ['with a byte order mark', '\uFEFFiteration,loss\n1,3\n2,2\n', {}, 'loss', [1, 2], [3, 2]],
    ['without a last newline', 'iteration,loss\n1,3\n2,2', {}, 'loss', [1, 2], [3, 2]],
    ['whose rows are to be numbered', 'iteration,loss\n7,3\n7,2\n', { byRow: true }, 'loss', [1, 2], [3, 2]],
    ['with NaN and infinities', 'iteration,loss\n1,nan\n2,-Infinity\n', {}, 'loss', [1, 2], [Number.NaN, -Infinity]],
  ])('is read %s', (_, text, choice, loss, iterations, values) => {
    const log = read(text, choice);
    expect(log.loss).toBe(loss);
    expect([...log.table.iterations]).toEqual(iterations);
    expect([...log.table.values[loss]]).toEqual(values);
  });

  it('leaves out columns of text, and says so', () => {
    const log = read('iteration,loss,name\n1,3,a\n2,2,b\n');
    expect(log.table.columns).toEqual(['loss']);
    expect(log.notes).toEqual(['column name is left out: line 2 holds "a", not a number']);
  });

  it('takes the columns with a known role first where there are too many', () => {
    const names = Array.from({ length: 300 }, (_, i) => `x_${i}`);
    const cells = names.map(() => '1');
    const log = read(`iteration,loss,${names},grad_norm\n1,2,${cells},3\n2,1,${cells},2\n`);
    expect(log.table.columns).toHaveLength(65);
    expect(log.table.columns.slice(0, 3)).toEqual(['loss', 'grad_norm', 'x_0']);
    expect(log.notes).toEqual(['237 columns were not looked at; --columns names those that are']);
  });

  it.each<[string, string, number[], string]>([
    [
      'rows that are out of order',
      '3,1\n1,3\n2,2\n',
      [1, 2, 3],
      'the rows were not in the order of their iterations and were sorted',
    ],
    ['rows that stand there twice', '1,3\n2,2\n2,2\n3,1\n', [1, 2, 3], '1 rows that stand there twice were taken once'],
    [
      'the header once more',
      '1,3\niteration,loss\n2,2\n3,1\n',
      [1, 2, 3],
      'the header stands there 2 times; once was enough',
    ],
    ['rows without a loss', '1,3\n2,\n3,1\n', [1, 3], '1 rows without loss were left out'],
    ['a last line that breaks off', '1,3\n3,1\n4', [1, 3], 'the last line was not fully written and is left out'],
  ])('puts right %s, and says so', (_, rows, iterations, note) => {
    const log = read(`iteration,loss\n${rows}`);
    expect([...log.table.iterations]).toEqual(iterations);
    expect(log.notes).toEqual([note]);
  });

  it('has gaps in its iterations as they are', () => {
    expect(shown(read('iteration,loss\n1,3\n100,2\n10000,1\n'))).toMatchObject({
      iterations: [1, 100, 10_000],
      notes: [],
    });
  });

  it('is read from a run folder, without the row that was not fully written', () => {
    const run = join(folder, 'run');
    mkdirSync(run);
    writeFileSync(join(run, 'run.json'), '{"format": "plumbline-run", "version": 1, "subject": "descent"}');
    writeFileSync(join(run, 'scalars.csv'), 'iteration,loss\n1,3\n2,2\n3,1');
    expect([...readLog(run).table.iterations]).toEqual([1, 2]);
  });
});

const NO_ITERATION =
  'no column that counts iterations; name it with --iteration, or number the rows with --by-row; there are a, loss';
const bad: [string, string | Uint8Array, ReadOptions, string][] = [
  ['an empty file', '', {}, 'empty; a header and rows expected'],
  ['no column of iterations', 'a,loss\n1,2\n', {}, NO_ITERATION],
  [
    'no column loss',
    'iteration,a,b\n1,2,3\n',
    {},
    'no column loss; name the one to judge by with --loss; there are iteration, a, b',
  ],
  [
    'a column that is not there',
    'iteration,loss\n1,2\n',
    { loss: 'cost' },
    'no column cost; there are iteration, loss',
  ],
  [
    'a column asked for that is not there',
    'iteration,loss\n1,2\n',
    { columns: ['x'] },
    'no column x; there are iteration, loss',
  ],
  [
    'a column that is given twice',
    'iteration,loss,loss\n1,2,3\n',
    {},
    '--loss: column loss is given twice; there are iteration, loss, loss',
  ],
  ['no header', '1,2\n2,1\n', {}, 'line 1 holds numbers; a header with the names of the columns expected'],
  ['text for a number', 'iteration,loss\n1,2\n2,about one\n', {}, 'line 3: loss: "about one", a number expected'],
  ['text for an iteration', 'iteration,loss\none,2\n', {}, 'line 2: iteration: "one", a number expected'],
  ['text in a column asked for', 'iteration,loss,a\n1,2,x\n', { columns: ['a'] }, 'line 2: a: "x", a number expected'],
  [
    'a second, other header',
    'iteration,loss\nstep,mean loss\n1,2\n',
    {},
    'line 2: iteration: "step", a number expected',
  ],
  ['an infinite iteration', 'iteration,loss\ninf,2\n', {}, 'line 2: iteration: a finite number expected'],
  ['too few cells', 'iteration,loss\n1,2\n2\n3,1\n', {}, 'line 3: 1 cells, 2 expected'],
  ['too many cells', 'iteration,loss\n1,2,3\n', {}, 'line 2: 3 cells, 2 expected'],
  [
    'an iteration with two losses',
    'iteration,loss\n1,3\n2,2\n1,2.5\n',
    {},
    'iteration 1 stands there twice, with loss 3 and 2.5; expected once (--by-row numbers the rows)',
  ],
  ['bytes that are no text', Uint8Array.from({ length: 600 }, (_, i) => (i * 7919) & 255), {}, '.'],
];

describe('what cannot be read ends in one line that names the file', () => {
  it.each(bad)('%s', (_, text, choice, message) => {
    let said = '';
    try {
      read(text, choice);
    } catch (error) {
      expect((error as Error).name).toBe('InputError');
      said = (error as Error).message;
    }
    expect(said.startsWith(`${join(folder, 'log.csv')}: `)).toBe(true);
    expect(said).toContain(message);
    expect(said).not.toContain('\n');
  });

  it.each<[string, (path: string) => void, RegExp]>([
    ['a file that is not there', () => {}, /not found$/],
    ['a link', (path) => symlinkSync('log.csv', path), /a symbolic link, a regular file expected$/],
    ['a folder that is no run', (path) => mkdirSync(path), /run\.json: not found$/],
  ])('%s', (name, make, message) => {
    const path = join(folder, name.replaceAll(' ', '-'));
    writeFileSync(join(folder, 'log.csv'), 'iteration,loss\n');
    make(path);
    expect(() => readLog(path)).toThrow(message);
  });

  it('a log without rows, and the judge of one', () => {
    const { table } = read('iteration,loss\n');
    expect(() => diagnose(table)).toThrow('no rows: nothing can be said of them');
    const one = diagnose(read('iteration,loss\n5,2\n').table);
    expect(one).toMatchObject({
      verdict: 'too short to tell',
      best: 5,
      onset: null,
      rows: { count: 1, from: 5, to: 5 },
    });
  });
});

describe('a cell', () => {
  const cell = (text: string) => cellNumber(Buffer.from(`,${text},`), 1, 1 + text.length);

  it('is read to the bit as Number reads it', () => {
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
    );
    const law = fc.property(numbers, fc.nat(20), (value, digits) => {
      for (const text of [`${value}`, value.toExponential(digits), value.toFixed(Math.min(20, digits))])
        if (Number.isFinite(Number(text))) expect(cell(text)).toBe(Number(text));
    });
    fc.assert(law, { seed: 42, numRuns: 500 });
  });

  it.each(['1e', '1e+', '--1', '1.2.3', '0x10', '1,5', '.', 'e5', '1_000', '12a', '1e5.5', '1e999'])(
    'refuses %s',
    (text) => {
      expect(cell(text)).toBe('text');
    },
  );

  it('is empty when only spaces stand there', () => {
    expect([cell(''), cell('  ')]).toEqual(['empty', 'empty']);
  });
});
