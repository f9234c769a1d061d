import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { formatHeader, formatRow, parseScalars, rowsUpTo } from '../../src/trace/scalars.js';

const columns = ['loss', 'norm of step', '|g|'];
const encode = (text: string) => new TextEncoder().encode(text);
const rows = fc
  .uniqueArray(fc.maxSafeNat(), { maxLength: 20 })
  .map((iterations) => iterations.sort((a, b) => a - b))
  .chain((iterations) =>
    fc.tuple(...iterations.map((iteration) => fc.tuple(fc.constant(iteration), fc.double(), fc.double(), fc.double()))),
  );
const write = (content: [number, number, number, number][]) =>
  content.reduce(
    (text, [iteration, ...cells]) =>
      text + formatRow(columns, iteration, Object.fromEntries(cells.map((cell, place) => [columns[place], cell]))),
    formatHeader(columns),
  );

describe('scalars.csv', () => {
  it('gives back every number bit for bit', () => {
    fc.assert(
      fc.property(rows, (content) => {
        const table = parseScalars(encode(write(content)), 'scalars.csv');
        expect(table.columns).toEqual(columns);
        expect([...table.iterations]).toEqual(content.map(([iteration]) => iteration));
        columns.forEach((column, place) => {
          expect([...(table.values[column] as Float64Array)]).toEqual(content.map((row) => row[place + 1]));
        });
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  it('cut at any byte after its header, reads as the rows that were fully written', () => {
    const content: [number, number, number, number][] = [1, 2, 3].map((n) => [n * 10, n / 3, -n, Number.NaN]);
    const text = write(content);
    const header = formatHeader(columns).length;
    for (let length = header; length <= text.length; length++) {
      const whole = text.slice(0, length).split('\n').length - 2;
      expect(parseScalars(encode(text.slice(0, length)), 'scalars.csv').iterations).toHaveLength(whole);
    }
  });

  it('keeps the rows up to an iteration byte for byte', () => {
    const text = 'iteration,loss\r\n2,1.50\r\n4,"0.5"\r\n6,0.1\r\n7,0.';
    const bytes = encode(text);
    const table = parseScalars(bytes, 'scalars.csv');
    const kept = (iteration: number) => new TextDecoder().decode(rowsUpTo(bytes, table, iteration));
    expect([1, 2, 5, 9].map(kept)).toEqual([
      text.slice(0, 16),
      text.slice(0, 24),
      text.slice(0, 33),
      text.slice(0, 40),
    ]);
  });

  it('of another program may hold the iterations alone, a byte order mark and quotes', () => {
    expect([...parseScalars(encode('\uFEFF"iteration"\n5\n9\n'), 'x').iterations]).toEqual([5, 9]);
  });

  it.each([
    ['', 'line 1: the first column is nothing, "iteration" expected'],
    ['loss,iteration\n', 'line 1: the first column is "loss", "iteration" expected'],
    ['iteration,loss,loss\n', 'line 1: column "loss" is given twice'],
    ['iteration,iteration\n', 'line 1: column "iteration" is given twice'],
    ['iteration,\n', 'line 1: a column cannot be called ""'],
    ['iteration,__proto__\n', 'line 1: a column cannot be called "__proto__"'],
    ['iteration,"a\nb"\n', 'line 1: a column cannot be called "a\\nb"'],
    ['iteration,loss\n1,2\n2\n', 'line 3: 2 cells expected, 1 found'],
    ['iteration,loss\n1,2\n\n3,4\n', 'line 3: 2 cells expected, 1 found'],
    ['iteration,loss\n1,2,3\n', 'line 2: 2 cells expected, 3 found'],
    ['iteration,loss\n1,x\n', 'line 2: loss: "x", a number expected'],
    ['iteration,loss\n1,\n', 'line 2: loss: "", a number expected'],
    ['iteration,loss\n1.5,1\n', 'line 2: iteration: "1.5", a non-negative integer expected'],
    ['iteration,loss\n1,1\n1,1\n', 'line 3: iteration: 1 after 1, an increase expected'],
    ['iteration,loss\n1,"2\n', 'line 2: not valid CSV (CSV_QUOTE_NOT_CLOSED)'],
  ])('%j is refused with its line', (text, message) => {
    const read = () => parseScalars(encode(text), 'run/scalars.csv');
    expect(read).toThrow(InputError);
    expect(read).toThrow(new InputError(`run/scalars.csv: ${message}`));
  });

  it.each([['', 'a'], ['a,b'], ['a\nb'], ['"a"'], ['a', 'a'], ['iteration'], ['__proto__'], [' a']])(
    'columns %j are not written',
    (...bad) => {
      expect(() => formatHeader(bad)).toThrow(TypeError);
    },
  );

  it('a row that lacks a column is not written', () => {
    expect(() => formatRow(['loss'], 3, {})).toThrow('the row of iteration 3 lacks "loss"');
  });
});
