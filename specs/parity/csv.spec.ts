import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { type CsvOptions, compareCsv } from '../../src/parity/index.js';
import { belongsTo } from '../support/allure.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('harness', 'compare', 'CSV files');

let folder: string;
beforeEach(() => {
  folder = scratch();
});

const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const compare = (a: string, b: string, options?: CsvOptions) => compareCsv(file('a.csv', a), file('b.csv', b), options);

const TABLE = 'name,x,y\none,1,10\ntwo,2,20\n';

describe('two CSV files', () => {
  it.each<[string, string, string, CsvOptions, object]>([
    ['that are the same', TABLE, TABLE, {}, { verdict: 'same', rows: { compared: 2 } }],
    ['of other digits for the same numbers', TABLE, 'name,x,y\none,1.0,1e1\ntwo,+2,20.00\n', {}, { verdict: 'same' }],
    [
      'with quotes, spaces, another newline and a byte order mark',
      TABLE,
      '\uFEFFname , x,y\r\n"one",1,10\r\ntwo," 2",20',
      {},
      { verdict: 'same' },
    ],
    ['of other columns in other order', TABLE, 'y,name,x\n10,one,1\n20,two,2\n', {}, { verdict: 'same' }],
    ['of other numbers', TABLE, 'name,x,y\none,1,10\ntwo,3,20\n', {}, { verdict: 'differs' }],
    [
      'of other numbers that are allowed',
      TABLE,
      'name,x,y\none,1,10\ntwo,3,20\n',
      { rules: [{ for: '*/x', absolute: 1, reason: 'a step' }] },
      { verdict: 'within' },
    ],
    ['of another text', TABLE, 'name,x,y\none,1,10\nzwei,2,20\n', {}, { verdict: 'differs' }],
    [
      'of a text where a number was',
      TABLE,
      'name,x,y\none,1,10\ntwo,?,20\n',
      { rules: [{ for: '*', absolute: 1e9, reason: 'any' }] },
      { verdict: 'differs' },
    ],
    ['of which one lacks a column', TABLE, 'name,x\none,1\ntwo,2\n', {}, { verdict: 'differs' }],
    [
      'of which one lacks the last row',
      TABLE,
      'name,x,y\none,1,10\n',
      {},
      { verdict: 'differs', rows: { compared: 1, onlyReference: 1 } },
    ],
    [
      'paired by iteration, of which one has fewer',
      'iteration,x\n0,1\n5,2\n10,3\n',
      'iteration,x\n0,1\n10,3\n12,4\n',
      {},
      { verdict: 'same', rows: { compared: 2, onlyReference: 1, onlyCandidate: 1 } },
    ],
    [
      'paired by a column that is named',
      'frame,x\n1,1\n3,3\n',
      'frame,x\n2,2\n3,3\n',
      { key: 'frame' },
      { verdict: 'same', rows: { compared: 1 } },
    ],
    [
      'up to an iteration',
      'iteration,x\n0,1\n5,2\n',
      'iteration,x\n0,1\n5,3\n',
      { until: 4 },
      { verdict: 'same', rows: { compared: 1 } },
    ],
  ])('%s', async (_, a, b, options, expected) => {
    expect(await compare(a, b, options)).toMatchObject(expected);
  });

  it('tell where a column differs first and worst', async () => {
    const rows = (by: number[]) => `iteration,loss\n${by.map((each, i) => `${i * 10},${each}\n`).join('')}`;
    const { columns } = await compare(rows([1, 2, 3, 4]), rows([1, 2.5, 5, 4.25]));
    expect(columns[0]).toMatchObject({
      name: 'scalars/loss',
      compared: 4,
      differing: 3,
      first: { iteration: 10 },
      worst: { iteration: 20 },
      wouldPass: { absolute: 2 },
    });
  });

  it.each<[string, string, string, CsvOptions, RegExp]>([
    ['without a column in common', 'a\n1\n', 'b\n1\n', {}, /b\.csv: no column in common with .*a\.csv$/],
    [
      'without a row in common',
      'iteration,x\n1,1\n',
      'iteration,x\n2,1\n',
      {},
      /b\.csv: no row in common with .*a\.csv$/,
    ],
    ['without rows', 'x\n', 'x\n', {}, /no row in common/],
    ['of which one is empty', 'x\n1\n', '', {}, /b\.csv: expected a header line$/],
    ['with a column twice', 'x,y\n1,1\n', 'x,x\n1,1\n', {}, /b\.csv: line 1: column "x" is given twice$/],
    ['with a row of another length', 'x,y\n1,1\n', 'x,y\n1\n', {}, /b\.csv: row 1: 2 cells expected, 1 found$/],
    ['with quotes that do not end', 'x\n1\n', 'x\n"1\n', {}, /b\.csv: not valid CSV after row 1/],
    [
      'whose key is no number',
      'iteration,x\n1,1\n',
      'iteration,x\none,1\n',
      {},
      /b\.csv: row 1: iteration is "one"; expected a number above -Infinity$/,
    ],
    [
      'whose key does not increase',
      'iteration,x\n1,1\n2,1\n',
      'iteration,x\n1,1\n1,1\n',
      {},
      /b\.csv: row 2: iteration is "1"; expected a number above 1$/,
    ],
    [
      'without the key that is named',
      'x\n1\n',
      'x\n1\n',
      { key: 'frame' },
      /a\.csv: no column "frame"; expected one of x$/,
    ],
  ])('%s are refused', async (_, a, b, options, message) => {
    const asked = compare(a, b, options);
    await expect(asked).rejects.toThrow(InputError);
    await expect(asked).rejects.toThrow(message);
  });

  it('of which one is not there are refused', async () => {
    await expect(compareCsv(file('a.csv', TABLE), join(folder, 'none.csv'))).rejects.toThrow(
      /none\.csv: expected a file$/,
    );
  });
});
