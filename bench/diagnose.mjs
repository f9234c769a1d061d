import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { diagnose, readLog } from '../dist/diagnose/index.js';
import { parseScalars } from '../dist/trace/index.js';
import { measure } from './measure.mjs';
import { machineFacts, sectionText } from './table.mjs';

/*
 * How long a diagnosis takes, and how long it takes to read what it looks at.
 *
 * usage: node bench/diagnose.mjs
 */
const ROUNDS = 5;
const MILLION = 1_000_000;
const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));

/** A descent with a rise at its end, and noise from a linear congruence. @param {number} rows @param {number} more columns */
function log(rows, more) {
  const iterations = new Float64Array(rows);
  const loss = new Float64Array(rows);
  const names = Array.from({ length: more }, (_, i) => `x${i}`);
  let state = 12345;
  for (let i = 0; i < rows; i++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const x = i / rows;
    iterations[i] = i;
    loss[i] = 0.1 + Math.exp(-20 * x) + Math.max(0, x - 0.6) + 0.01 * (state / 2 ** 31);
  }
  const path = join(folder, `${rows}-${more}.csv`);
  const cells = names.map((_, i) => `,${(i * 1.37).toFixed(3)}`).join('');
  const lines = Array.from(loss, (value, i) => `${i},${value}${cells}`);
  writeFileSync(path, `${['iteration', 'loss', ...names].join(',')}\n${lines.join('\n')}\n`);
  return { path, table: { iterations, columns: ['loss'], values: { loss } } };
}

/** @param {Iterable<number>} values */
function sum(values) {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
const million = log(MILLION, 0);
const some = log(200_000, 20);
const none = { columns: [] };
const sections = [
  {
    name: 'million',
    title: 'a million rows, CPU time',
    notes: ['aim: less than a second'],
    contenders: [
      { name: 'diagnose', run: () => [Number(diagnose(million.table).best)] },
      { name: 'read and diagnose', run: () => [Number(diagnose(readLog(million.path, none).table).best)] },
    ],
    reference: 'diagnose',
  },
  {
    name: 'read',
    title: 'reading one of 21 columns of 200,000 rows',
    notes: ['the others give all columns; each is asked for the sum of the loss'],
    contenders: [
      { name: 'read of plumbline diagnose', run: () => [sum(readLog(some.path, none).table.values.loss)] },
      {
        name: 'scalars of a run folder',
        run: () => [sum(parseScalars(readFileSync(some.path), some.path).values.loss)],
      },
      { name: 'csv-parse', run: () => [sum(rowsOf(some.path).map((row) => Number(row.loss)))] },
    ],
    reference: 'read of plumbline diagnose',
  },
];

/** @param {string} path @returns {Record<string, string>[]} */
function rowsOf(path) {
  return parse(readFileSync(path), { columns: true });
}

console.log(
  Object.entries(machineFacts())
    .map(([name, value]) => `${name} ${value}`)
    .join(' | '),
);
for (const { contenders, ...rest } of sections) {
  const section = {
    ...rest,
    unit: 's',
    perSecond: 1,
    tolerance: 0,
    contenders: contenders.map(({ name, run }) => ({
      name,
      iterations: 1,
      setup: () => {},
      run: () => ({ losses: run() }),
    })),
  };
  console.log(`\n${sectionText(section, await measure(section, ROUNDS))}`);
}
rmSync(folder, { recursive: true });
