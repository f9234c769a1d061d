import { describeLandmarks } from '../landmarks/index.js';
import type { AnyComparison } from './compare.js';
import type { Comparison, Element, Size, Verdict } from './comparison.js';
import type { Counts } from './csv.js';
import type { ImageComparison } from './images.js';
import type { RunComparison } from './runs.js';
import { type Tallied, tally } from './tally.js';

const SENTENCES: Readonly<Record<Verdict, string>> = {
  same: 'the same, number for number',
  within: 'in agreement: every difference is within its tolerance',
  differs: 'different',
  'not comparable':
    'not comparable pointwise: past the horizon roundings alone explain any difference, and before it none is over its tolerance',
};

/** A comparison for people: the verdict, the first difference, and a table of what differs. */
export function describeComparison(comparison: AnyComparison): string {
  switch (comparison.kind) {
    case 'run':
      return describeRun(comparison.run);
    case 'csv': {
      const { rows, columns, pairedBy = 'row' } = comparison.csv;
      return paragraphs(
        `${SENTENCES[comparison.verdict]}; ${counted(rows, 'rows')}`,
        ...firstOf(columns, pairedBy),
        tableOf(columns),
      );
    }
    case 'landmarks':
      return describeLandmarks(comparison.landmarks);
    case 'image':
      return describeImage(comparison.image);
    case 'tensors': {
      const summary = tally();
      for (const each of comparison.values) summary.add(0, each);
      const differing = comparison.values.find(({ verdict }) => verdict === 'differs');
      return paragraphs(
        `${SENTENCES[comparison.verdict]}; ${comparison.values.length} values compared`,
        differing === undefined ? '' : describeValue(differing),
        tableOf(summary.all()),
      );
    }
  }
}

function describeRun(run: RunComparison): string {
  const { verdict, subject, ends, checkpoints, stages, rows, horizon, values } = run;
  const compared = [counted(checkpoints, 'checkpoints'), counted(stages, 'files of stages'), counted(rows, 'rows')];
  return paragraphs(
    `${subject}: ${SENTENCES[verdict]}; ${compared.filter((part) => part !== '').join(', ')}`,
    ends === undefined ? '' : `the candidate ends at iteration ${ends.candidate}, the reference at ${ends.reference}`,
    horizon === undefined ? '' : `chaos horizon: from iteration ${horizon} on, not everything is comparable pointwise`,
    ...firstOf(values, 'iteration', run.first?.comparison),
    tableOf(values),
  );
}

function describeImage({ verdict, samples, pixels, psnr, ssim }: ImageComparison): string {
  if (samples.problem !== undefined) return `${SENTENCES[verdict]}: ${samples.problem}`;
  const measures = `PSNR ${psnr.toFixed(2)} dB${ssim === undefined ? '' : `, SSIM ${ssim.toFixed(4)}`}`;
  return paragraphs(
    `${SENTENCES[verdict]}; ${pixels} pixels differ to the eye, ${measures}`,
    samples.verdict === 'same' ? '' : describeValue(samples),
  );
}

function firstOf(values: readonly Tallied[], what: string, chosen?: Comparison): string[] {
  const found = values.flatMap(({ first }) => first ?? []);
  const least =
    found.find(({ comparison }) => comparison === chosen) ?? found.sort((a, b) => a.iteration - b.iteration)[0];
  return least === undefined ? [] : [`first at ${what} ${least.iteration}: ${describeValue(least.comparison)}`];
}

/** One value: how much of it differs, the first and the worst element, and what would have passed. */
export function describeValue({
  name,
  problem,
  over,
  elements,
  nans,
  banded,
  first,
  worst,
  wouldPass,
  tolerance,
}: Comparison): string {
  if (problem !== undefined && first === undefined) return `${name}: ${problem}`;
  const lines = [
    `${name}: ${problem === undefined ? '' : `${problem}; `}${over} of ${elements} ${elements === 1 ? 'number' : 'elements'} over the tolerance` +
      `${nans > 0 ? `, ${nans} of them NaN on one side alone` : ''}${banded > 0 ? `; ${banded} more differ in the band` : ''}`,
  ];
  if (first) lines.push(`  first ${describeElement(first)}`);
  if (worst && worst !== first) lines.push(`  worst ${describeElement(worst)}`);
  if (wouldPass) lines.push(`  would have passed: ${sizes(wouldPass, ' or ')}`);
  lines.push(`  tolerated: ${tolerated(tolerance)}`);
  return lines.join('\n');
}

function describeElement({ index, reference, candidate, ...size }: Element): string {
  let [a, b] = [reference, candidate].map((value) => short(value, 9));
  if (a === b) [a, b] = [`${reference}`, `${candidate}`];
  return `${index.length > 0 ? `[${index}] ` : ''}${b}, ${a} expected: ${sizes(size, ', ')}`;
}

const sizes = ({ absolute, relative, ulps }: Size, separator: string): string =>
  [`absolute ${short(absolute)}`, `relative ${short(relative)}`, `${short(ulps)} ULP`].join(separator);

const tolerated = ({ absolute = 0, relative = 0, ulps = 0, reason }: Comparison['tolerance']): string => {
  const parts = [
    ...(absolute > 0 ? [`absolute ${short(absolute)}`] : []),
    ...(relative > 0 ? [`relative ${short(relative)}`] : []),
    ...(ulps > 0 ? [`${ulps} ULP`] : []),
  ];
  return `${parts.join(' or ') || 'nothing'} (${reason})`;
};

const counted = ({ compared, onlyReference, onlyCandidate }: Counts, what: string): string => {
  if (compared + onlyReference + onlyCandidate === 0) return '';
  const alone = [
    ...(onlyReference > 0 ? [`${onlyReference} in the reference alone`] : []),
    ...(onlyCandidate > 0 ? [`${onlyCandidate} in the candidate alone`] : []),
  ];
  return `${compared} ${what} compared${alone.length > 0 ? ` (${alone.join(', ')})` : ''}`;
};

/** What is not the same, a line each; empty where everything is. */
function tableOf(values: readonly Tallied[]): string {
  const rows = values.filter(({ verdict }) => verdict !== 'same');
  if (rows.length === 0) return '';
  const cells = rows.map(({ name, verdict, problem, compared, differing, first, worst, largest }) =>
    problem !== undefined
      ? [name, problem]
      : [
          name,
          verdict,
          `${differing} of ${compared}`,
          first ? `${first.iteration}` : '',
          worst ? `${worst.iteration}` : '',
          short(largest.absolute),
          short(largest.relative),
          short(largest.ulps),
        ],
  );
  return aligned([['value', 'verdict', 'differs at', 'first', 'worst', 'absolute', 'relative', 'ULP'], ...cells]);
}

function aligned(rows: readonly (readonly string[])[]): string {
  // a row that says in words what is wrong does not widen the columns
  const full = rows.filter((row) => row.length > 2);
  const widths = (rows[0] ?? []).map((_, i) =>
    Math.max(...full.map((row) => row[i].length), ...(i === 0 ? rows.map((row) => row[0].length) : [])),
  );
  return rows
    .map((row) =>
      row
        .map((cell, i) => (row.length > 2 || i === 0 ? cell.padEnd(widths[i]) : cell))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const paragraphs = (...parts: string[]): string => parts.filter((part) => part !== '').join('\n');

const short = (value: number, digits = 3): string => {
  if (Math.abs(value) >= 1e6 && Number.isFinite(value)) return value.toExponential(digits - 1);
  return Number.isInteger(value) ? `${value}` : `${Number(value.toPrecision(digits))}`;
};
