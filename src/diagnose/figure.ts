import type { CurveFigure, Panel } from '../figure.js';
import type { ScalarTable } from '../trace/index.js';
import type { Diagnosis } from './diagnose.js';
import { HEALTH, roleOf } from './roles.js';

/** Panels of health columns at most. */
const MOST_PANELS = 4;
/** A curve of positive values is drawn on a logarithmic axis where it spans more than this factor. */
const WIDE = 30;

/** A diagnosis as a picture: the curve with its best row, the interval of its onset and its turns, above the health columns. */
export function figureOf(table: ScalarTable, diagnosis: Diagnosis, name: string): CurveFigure {
  const { iterations, values } = table;
  const { verdict, best, onset, changes, warnings, causes, loss } = diagnosis;
  const health = [...new Set([...warnings.map(({ column }) => column), ...table.columns.filter(isHealth)])];
  const panels = [loss.column, ...health.slice(0, MOST_PANELS)].map(
    (column): Panel => ({
      y: { label: column, scale: isWide(values[column]) ? 'log' : 'linear' },
      series: [{ name: column, x: iterations, y: values[column] }],
      ...(column === loss.column &&
        best !== null && { points: [{ x: best, y: loss.best as number, label: `best, ${best}` }] }),
    }),
  );
  const why = causes.map(({ cause }) => cause).join(', ');
  return {
    kind: 'curve',
    title: `${name}: ${verdict}${why ? ` (${why})` : ''}`,
    x: { label: 'iteration' },
    panels,
    marks: changes.map((x) => ({ x, label: 'turn' })),
    bands: [
      ...(onset ? [{ from: onset.lo, to: onset.hi, label: 'onset' }] : []),
      ...warnings.slice(0, 1).map(({ column, onset: { lo, hi } }) => ({ from: lo, to: hi, label: `${column} rises` })),
    ],
  };
}

const isHealth = (column: string): boolean => HEALTH.has(roleOf(column));

function isWide(values: Float64Array): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const value of values) {
    if (!(value > 0)) return false;
    if (value < Number.POSITIVE_INFINITY) high = Math.max(high, value);
    low = Math.min(low, value);
  }
  return high > WIDE * low;
}
