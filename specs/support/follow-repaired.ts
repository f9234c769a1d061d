import { expect } from 'vitest';
import { attachCommand, attachTable } from './allure.js';
import { goldenRows, goldenState, prepareGaussian, rowsOf } from './gaussian.js';
import { type RepairedRun, TOLERANCES } from './repaired-runs.js';

const LAST = 10_000;

/** Runs it to the end, and holds its final loss to the golden one. */
export async function followRepaired({ file, from, settings, tolerance, converges }: RepairedRun) {
  const flags = Object.entries(settings).map(([name, value]) => ` --set ${name}=${value}`);
  attachCommand(`npx plumbline ${from === 0 ? 'run gaussian' : `resume RUN@${from}`} --engine simd${flags.join('')}`);
  const golden = goldenRows(`experiments/${file}.csv`).find(({ iteration }) => iteration === LAST)?.loss as number;
  const prepared = await prepareGaussian(settings, { engine: 'simd', start: from });
  const start = from === 0 ? prepared.solver.init() : prepared.adopt(goldenState(from), 'golden');
  const rows = rowsOf(prepared, start, LAST, (iteration) => iteration % 100 === 0);
  const loss = rows.get(LAST)?.loss as number;
  attachTable('loss', [['iteration', 'loss'], ...[...rows].map(([iteration, row]) => [iteration, row.loss])]);
  expect(loss < 0.08).toBe(converges);
  expect(golden < 0.08).toBe(converges);
  expect(Math.abs(loss / golden - 1)).toBeLessThan(TOLERANCES[tolerance]);
}
