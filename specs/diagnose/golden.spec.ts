import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnose/index.js';
import { readLog } from '../../src/diagnose/read/index.js';
import { belongsTo } from '../support/allure.js';
import { CLNF, GAUSSIAN, ILT } from './expected.js';

belongsTo('harness', 'diagnose', 'golden traces');

const path = (name: string) => fileURLToPath(new URL(`../../golden/${name}`, import.meta.url));

describe('the diagnosis of a golden trace', () => {
  it('covers every trace of golden/gaussian', () => {
    const traces = readdirSync(path('gaussian/experiments')).filter((name) => name.endsWith('.csv'));
    expect(GAUSSIAN.map(({ file }) => file)).toEqual([
      'baseline_n50_seed42.csv',
      ...traces.sort().map((name) => `experiments/${name}`),
    ]);
  });

  it.each(GAUSSIAN)('calls gaussian/$file $verdict: $reason', ({ file, verdict, best, turned, cause }) => {
    const { table } = readLog(path(`gaussian/${file}`));
    const found = diagnose(table);
    expect(found).toMatchObject({ verdict, best });
    if (turned === undefined) {
      expect(found.onset).toBeNull();
      return;
    }
    const { lo, hi } = found.onset ?? { lo: Number.NaN, hi: Number.NaN };
    expect([lo <= turned[1], hi >= turned[0]], `onset ${lo} to ${hi}, turned ${turned.join(' to ')}`).toEqual([
      true,
      true,
    ]);
    expect(found.causes.map((reason) => reason.cause)).toContain(cause);
  });

  it('sees the uncovered pixels of the faithful run rise hundreds of iterations before its loss, and its clamp', () => {
    const { warnings, censored, improvement, degradation } = diagnose(
      readLog(path('gaussian/baseline_n50_seed42.csv')).table,
    );
    const [first] = warnings;
    expect(first.column).toBe('uncovered');
    // 762 is the last row without an uncovered pixel
    expect([first.onset.lo <= 763, first.onset.hi >= 762]).toEqual([true, true]);
    expect(first.lead).toBeGreaterThan(600);
    expect(censored).toEqual(['min_scale']);
    expect(improvement).toBeCloseTo(100 * (1 - 0.0710713863 / 0.245189741), 10);
    expect(degradation).toBeCloseTo(100 * (0.299965501 / 0.0710713863 - 1), 10);
  });

  it.each(ILT)('calls ilt/$file $verdict: $reason', ({ file, verdict, best, cause }) => {
    const content = JSON.parse(readFileSync(path(`ilt/${file}`), 'utf8'));
    const history: Record<string, unknown> = content.history ?? content;
    const columns = Object.keys(history).filter((name) => Array.isArray(history[name]));
    const values = Object.fromEntries(columns.map((name) => [name, Float64Array.from(history[name] as number[])]));
    const found = diagnose({ columns, values, iterations: Float64Array.from(values.loss.keys()) });
    expect(found).toMatchObject({ verdict, best, onset: null });
    expect(found.causes.map((reason) => reason.cause)).toEqual(cause ? [cause] : []);
    if (cause) expect(found.decides.join(' ')).toMatch(/update_norm.*saturated, eps_share.*probe/);
  });

  it.each(Object.entries(CLNF))('finds no fault in the last window of clnf/%s', (name, verdicts) => {
    const { table, loss } = readLog(path(`clnf/cases/${name}/trace.csv`), { loss: 'ms_mean_ref_px', byRow: true });
    const found = diagnose(table, { loss });
    expect(verdicts).toContain(found.verdict);
    expect(found).toMatchObject({ onset: null, causes: [], censored: [], part: { from: 21, columns: ['window'] } });
  });
});
