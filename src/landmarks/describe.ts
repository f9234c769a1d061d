import type { TableFigure } from '../figure.js';
import type { LandmarkComparison } from './comparison.js';
import { counted } from './counted.js';
import { landmarkTable, NORMALIZERS, regionTable, worstTable } from './figures.js';
import type { Quality } from './quality.js';
import { describeRanges } from './ranges.js';

const VERDICTS: Readonly<Record<LandmarkComparison['verdict'], string>> = {
  same: 'the same, number for number',
  within: 'in agreement: every difference is within its tolerance',
  differs: 'different',
};
const ALONE = {
  missing: 'missing in the candidate',
  lost: 'not found by the candidate',
  extra: 'in the candidate alone',
  gained: 'not found by the reference',
} as const;
/** Where a similarity takes away so much of the error, its cause is in the frame rather than in the shape. */
const FRAME_FAULT = 0.5;
/** So many of the worst landmarks are named. */
const NAMED = 5;

/** A comparison for people: the verdict, the measures, and tables by region, of the worst landmarks and of the worst faces. */
export function describeLandmarks(comparison: LandmarkComparison): string {
  const { verdict, faces, hasFrames, normalizer, threshold, landmarks, withoutSimilarity } = comparison;
  const alone = Object.entries(ALONE).flatMap(([name, words]) => {
    const ranges = faces[name as keyof typeof ALONE];
    const numbers = `${hasFrames ? 'frame' : 'face'} ${describeRanges(ranges)}`;
    return ranges.count === 0 ? [] : [`${counted(ranges.count, 'face')} ${words}: ${numbers}`];
  });
  return [
    `${VERDICTS[verdict]}; ${counted(faces.compared, 'face')} of ${landmarks.length} landmarks compared`,
    ...alone,
    ...wouldPass(comparison, alone.length > 0),
    `${measures(comparison, threshold)}; NME is of the ${NORMALIZERS[normalizer]}`,
    `similarity removed: ${measures(withoutSimilarity, threshold)}`,
    ...frameFault(comparison),
    ...[regionTable(comparison), worstLandmarks(comparison), worstTable(comparison)].flatMap(textTable),
  ].join('\n');
}

const measures = ({ nme, auc, failureRate }: Quality, threshold: number): string =>
  `NME ${percent(nme)}, AUC ${short(auc)} and failure rate ${percent(failureRate)} at ${percent(threshold)}`;

function worstLandmarks(comparison: LandmarkComparison): TableFigure {
  const table = landmarkTable(comparison);
  const order = [...comparison.landmarks].sort((a, b) => b.error.px - a.error.px).slice(0, NAMED);
  return { ...table, title: 'Worst landmarks', rows: order.map(({ landmark }) => table.rows[landmark]) };
}

/** What would have to be tolerated, rounded up; nothing would do where faces are lacking. */
function wouldPass({ verdict, largest, nme }: LandmarkComparison, isLacking: boolean): string[] {
  if (verdict !== 'differs' || isLacking || largest === 0) return [];
  return [`would have passed: --absolute ${roundedUp(largest)}, or --nme ${roundedUp(nme)} alone`];
}

function frameFault({ error, aligned, similarity }: LandmarkComparison): string[] {
  const share = 1 - aligned.px / error.px;
  if (!(share >= FRAME_FAULT)) return [];
  const { dx, dy, scale, degrees } = similarity;
  return [
    `a similarity takes away ${Math.round(100 * share)} % of the error, so look for a fault of the frame before one of the shape; ` +
      `to the reference, on average: shift ${short(dx)}, ${short(dy)} px, scale ${scale.toFixed(4)}, turn ${short(degrees)}°`,
  ];
}

function textTable({ title, head, columns, rows }: TableFigure): string[] {
  if (rows.length === 0) return [];
  const cells = [
    [head, ...columns.map(({ label }) => label)],
    ...rows.map(({ name, values }) => [
      name,
      ...values.map((value) => (typeof value === 'number' ? short(value) : value)),
    ]),
  ];
  const widths = cells[0].map((_, i) => Math.max(...cells.map((row) => row[i].length)));
  const lines = cells.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[i]))));
  return ['', title, ...lines.map((line) => line.join('  '))];
}

const percent = (share: number): string => `${short(100 * share)} %`;

const short = (value: number): string => {
  if (Number.isInteger(value)) return `${value}`;
  return Math.abs(value) < 1e-4 || Math.abs(value) >= 1e6 ? value.toExponential(2) : `${Number(value.toPrecision(3))}`;
};

/** The smallest number of three digits that is at least the value. */
function roundedUp(value: number): number {
  const [digits, exponent] = value.toExponential(2).split('e');
  const hundredths = Math.round(100 * Number(digits));
  const near = Number(`${hundredths}e${Number(exponent) - 2}`);
  return near >= value ? near : Number(`${hundredths + 1}e${Number(exponent) - 2}`);
}
