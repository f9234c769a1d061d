import { describe, expect, it } from 'vitest';
import { activation } from '../../src/clnf/patch-response.js';
import { clnf, clnfWith } from '../../src/clnf/subject.js';
import { type Diagnosis, diagnose } from '../../src/diagnose/index.js';
import { ilt } from '../../src/ilt/index.js';
import { readRegularFile } from '../../src/run/index.js';
import type { Settings } from '../../src/settings.js';
import { openCursor, type Scalars } from '../../src/solver.js';
import type { Prepared, Subject } from '../../src/subject.js';
import { attachTable, belongsTo } from '../support/allure.js';
import { isLogged, prepareGaussian, rowsOf } from '../support/gaussian.js';
import { BEST } from '../support/sweep.js';

belongsTo('harness', 'diagnose', 'the three findings');

const inputs = { read: (_: string, path: string) => readRegularFile(path) };
const prepared = (subject: Subject, settings: Settings): Promise<Prepared> =>
  subject.prepare(settings, { engine: undefined, iterations: 60, start: 0, inputs });

/** The diagnosis of a run of a subject, up to an iteration or the end of its schedule. */
function diagnosed({ solver }: Prepared, until = Number.POSITIVE_INFINITY): Diagnosis {
  const cursor = openCursor(solver, solver.init());
  const rows: Scalars[] = [];
  while (rows.length < until && cursor.done?.() === undefined) rows.push(cursor.advance(true) as Scalars);
  cursor.close();
  return judged(
    rows.map((_, i) => i + 1),
    rows,
  );
}

function judged(iterations: readonly number[], rows: readonly Scalars[]): Diagnosis {
  const columns = Object.keys(rows[0]);
  const values = Object.fromEntries(columns.map((name) => [name, Float64Array.from(rows, (row) => row[name])]));
  return diagnose({ columns, values, iterations: Float64Array.from(iterations) });
}

const causesOf = ({ causes }: Diagnosis) => causes.map(({ cause }) => cause);

/** An activation that sees its patch transposed, as when weights are read row by row that stand column by column. */
const transposed: typeof activation = (neuron, patch) => {
  const side = Math.sqrt(patch.length);
  return activation(
    neuron,
    patch.map((_, at) => patch[(at % side) * side + Math.floor(at / side)]),
  );
};

describe('without being told, a diagnosis', () => {
  it('calls the flat lithography run frozen by eps and by saturation, and its binary error vacuous', async () => {
    const found = diagnosed(await prepared(ilt, { program: 'main' }), 60);
    expect(found.verdict).toBe('flat');
    expect(causesOf(found).sort()).toEqual(['frozen: eps', 'frozen: saturation']);
    expect(found.vacuous).toContain('binary_error');
  });

  it.each([5, 10, 20, 50])(
    'looks beyond the optimizer when %i iterations a window see transposed weights',
    async (count) => {
      const settings = { iterations_per_window: count };
      const faulty = diagnosed(await prepared(clnfWith({ activation: transposed }), settings));
      expect(causesOf(faulty)).toEqual(['not the optimizer']);
      expect(faulty.censored).toEqual(expect.arrayContaining(['censored', 'peak_offset_mean', 'peak_offset_median']));
      const healthy = diagnosed(await prepared(clnf, settings));
      expect(healthy).toMatchObject({ causes: [], censored: [], onset: null });
    },
  );

  it.each(BEST)('finds the turn of a Gaussian fit with N = %i', async (gaussians, best) => {
    const fit = await prepareGaussian({ gaussians });
    const rows = [...rowsOf(fit, fit.solver.init(), 10_000, isLogged)];
    const found = judged(
      rows.map(([iteration]) => iteration),
      rows.map(([, row]) => row),
    );
    attachTable(
      'diagnosis',
      Object.entries(found).map(([name, value]) => [name, JSON.stringify(value)]),
    );
    expect(found.verdict).toBe('diverged');
    expect(found.loss.best?.toFixed(6)).toBe(best);
    expect(causesOf(found)).toContain('not the optimizer');
    // it turned between its best row and the one from which it stayed above half its rise
    const losses = rows.map(([, { loss }]) => loss);
    const half = (Math.min(...losses) + losses[losses.length - 1]) / 2;
    const up = rows[losses.findLastIndex((loss) => loss < half)][0];
    expect(found.onset?.hi).toBeGreaterThanOrEqual(found.best as number);
    expect(found.onset?.lo).toBeLessThanOrEqual(up);
    expect(found.onset?.hi).toBeLessThanOrEqual(up + 100);
  });
});
