import type { RecordedRun } from '../subject.js';
import type { AwareMetrics, Statistics } from './aware/metrics.js';

/**
 * What the flare-aware program's scripts print: of one run what its `diagnose` did, of several the table of its `compare`.
 * Nothing of other programs' runs, or of runs that have not ended.
 */
export function report(runs: readonly RecordedRun[]): string[] {
  const told = runs.flatMap((run) => (isAware(run) ? [{ ...run, metrics: run.metrics }] : []));
  if (told.length === 0 || told.length < runs.length) return [];
  return told.length === 1 ? diagnosis(told[0]) : comparison(told);
}

type AwareRun = RecordedRun & { readonly metrics: AwareMetrics };

function isAware(run: RecordedRun): run is AwareRun {
  const { settings, metrics, columns, iterations } = run;
  const isDone = typeof metrics === 'object' && metrics !== null && 'statistics' in metrics;
  const hasRows = iterations.length > 0 && ['total', 'weighted_l2', 'flare_reg'].every((name) => name in columns);
  return (settings.program === 'main' || settings.program === 'v2') && isDone && hasRows;
}

function diagnosis({ settings, iterations, columns, metrics }: AwareRun): string[] {
  const { total, weighted_l2, flare_reg } = columns;
  const size = `${settings.size} x ${settings.size}`;
  const { mask, S, w } = metrics.statistics;
  const field = (name: string, { min, max, mean, std }: Statistics) =>
    `  ${name}: ${size}, from ${short(min)} to ${short(max)}, mean ${short(mean)}, standard deviation ${short(std)}`;
  // the original has four decimals, in which a run that stands still has not moved at all
  const change = (name: string, values: Float64Array) => {
    const by = values[values.length - 1] - values[0];
    return `  change of ${name}: ${by < 0 ? '' : '+'}${by.toFixed(4)} (${by.toExponential(2)})`;
  };
  return [
    'MASK',
    field('mask', mask),
    `  binary error: ${errors(metrics.binary_error, metrics)}; of the target taken for a mask ${metrics.unoptimized.binary_error}`,
    `  printed wrongly: ${errors(metrics.misprinted, metrics)}; of the target taken for a mask ${metrics.unoptimized.misprinted}`,
    'LOSS HISTORY',
    `  iterations: ${iterations.length}`,
    `  total: from ${short(least(total))} to ${short(-least(total.map((value) => -value)))}, ends at ${short(total[total.length - 1])}`,
    change('total', total),
    change('weighted_l2', weighted_l2),
    change('flare_reg', flare_reg),
    'METRICS',
    `  L2: ${metrics.l2}`,
    `  PV band: ${metrics.pvb}`,
    'S AND w',
    field('S', S),
    field('w', w),
  ];
}

function comparison(runs: readonly AwareRun[]): string[] {
  const row = (name: string, value: (run: AwareRun) => string | number) => [
    name,
    ...runs.map((run) => String(value(run))),
  ];
  const rows = [
    row('', ({ folder, settings }) => `${folder} (mu ${settings.mu})`),
    row('L2', ({ metrics }) => metrics.l2),
    row('PV band', ({ metrics }) => metrics.pvb),
    row('binary error', ({ metrics }) => errors(metrics.binary_error, metrics)),
    row('printed wrongly', ({ metrics }) => errors(metrics.misprinted, metrics)),
    row('final loss', ({ columns }) => short(columns.total[columns.total.length - 1])),
  ];
  const widths = rows[0].map((_, i) => Math.max(...rows.map((cells) => cells[i].length)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd(),
  );
  const weights = new Set(runs.map(({ settings }) => [settings.mu, settings.beta, settings.bin_weight].join()));
  return weights.size === 1
    ? lines
    : [...lines, 'The final losses are of different functions, and not to be compared.'];
}

const errors = (count: number, { pixels }: AwareMetrics): string =>
  `${count} of ${pixels} pixels (${((100 * count) / pixels).toFixed(2)} %)`;

const least = (values: Float64Array): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const short = (value: number): string => String(Number(value.toPrecision(6)));
