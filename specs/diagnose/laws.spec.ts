import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnose/index.js';
import { readLog } from '../../src/diagnose/read/index.js';
import { belongsTo } from '../support/allure.js';
import type { Specimen } from './zoo/specimen.js';
import { KINDS, specimen } from './zoo/zoo.js';

belongsTo('harness', 'diagnose', 'laws');

/** Short enough for a law to look at many. */
const MOST_ROWS = 1000;
const OPTIONS = { seed: 42, numRuns: 60 };

const tableOf = ({ iterations, loss, columns }: Pick<Specimen, 'iterations' | 'loss' | 'columns'>) => ({
  iterations,
  columns: ['loss', ...Object.keys(columns)],
  values: { loss, ...columns },
});
/** Curves of every kind. */
const all = Array.from({ length: 3 * KINDS.length }, (_, number) => specimen(7, number)).filter(
  ({ loss }) => loss.length <= MOST_ROWS,
);
const curves = fc.constantFrom(...all);

/** The verdict on a loss alone, at every iteration. */
const judged = (loss: Float64Array) =>
  diagnose({ iterations: Float64Array.from(loss.keys()), columns: ['loss'], values: { loss } }).verdict;

/** What has to stay. */
const kept = ({ verdict, best, onset, causes, censored, vacuous }: ReturnType<typeof diagnose>) => ({
  verdict,
  best,
  onset,
  causes: causes.map(({ cause }) => cause),
  censored,
  vacuous,
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-laws-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a diagnosis', () => {
  it('keeps its verdict, its best and its onset when the loss is scaled', () => {
    const law = fc.property(curves, fc.double({ min: -25, max: 25, noNaN: true }), (curve, exponent) => {
      const factor = Math.exp(exponent);
      const { iterations, loss } = curve;
      const scaled = loss.map((value) => value * factor);
      // the digits of a log are decimal: without them, and without columns that the loss is compared with
      const alone = (values: Float64Array) =>
        kept(diagnose({ iterations, columns: ['loss'], values: { loss: values } }));
      const [before, after] = [alone(loss), alone(scaled)];
      fc.pre(!before.causes.includes('quantised log') && !after.causes.includes('quantised log'));
      expect(after).toEqual(before);
    });
    fc.assert(law, OPTIONS);
  });

  it('moves its onset, its best and its warnings along with the iterations', () => {
    const law = fc.property(curves, fc.integer({ min: 1, max: 1_000_000 }), (curve, by) => {
      const { onset, best, verdict, rows } = diagnose(tableOf(curve));
      const moved = diagnose(tableOf({ ...curve, iterations: curve.iterations.map((iteration) => iteration + by) }));
      expect(moved.verdict).toBe(verdict);
      expect(moved.best).toBe(best === null ? null : best + by);
      expect(moved.rows.from).toBe(rows.from + by);
      expect(moved.onset).toEqual(onset && { ...onset, lo: onset.lo + by, hi: onset.hi + by });
    });
    fc.assert(law, OPTIONS);
  });

  it('stays converged when more rows follow at the same level', () => {
    const converged = fc.constantFrom(
      ...all.filter(({ kind, loss }) => kind.startsWith('settled') && judged(loss) === 'converged'),
    );
    const law = fc.property(converged, fc.double({ min: 0.2, max: 3, noNaN: true }), ({ loss }, more) => {
      const count = loss.length;
      const added = Math.floor(more * count);
      const third = Math.floor(count / 3);
      const longer = Float64Array.from({ length: count + added }, (_, i) =>
        i < count ? loss[i] : loss[count - third + ((i - count) % third)],
      );
      const { verdict } = diagnose(
        tableOf({ iterations: Float64Array.from(longer.keys()), loss: longer, columns: {} }),
      );
      // the same rows over and over are, in the end, a cycle
      expect(['converged', 'oscillating']).toContain(verdict);
      if (more < 1) expect(verdict).toBe('converged');
    });
    fc.assert(law, { ...OPTIONS, numRuns: 40 });
  });

  it('is that of the whole file when the file was split and put together again, headers and all', () => {
    const law = fc.property(curves, fc.double({ min: 0, max: 1, noNaN: true }), (curve, at) => {
      const { iterations, columns, values } = tableOf(curve);
      const header = ['iteration', ...columns].map((name) => `"${name}"`).join(',');
      const rows = Array.from(iterations, (iteration, i) =>
        [iteration, ...columns.map((name) => values[name as 'loss'][i])].join(','),
      );
      const cut = Math.floor(at * rows.length);
      const read = (lines: readonly string[]) => {
        const path = join(folder, 'log.csv');
        writeFileSync(path, `${lines.join('\n')}\n`);
        return diagnose(readLog(path).table);
      };
      const whole = read([header, ...rows]);
      expect(read([header, ...rows.slice(0, cut), header, ...rows.slice(cut)])).toEqual(whole);
      expect(kept(whole)).toEqual(kept(diagnose(tableOf(curve))));
    });
    fc.assert(law, { ...OPTIONS, numRuns: 20 });
  });
});
