import type { CurveFigure, TableFigure } from '../figure.js';
import type { LandmarkComparison } from './comparison.js';
import { counted } from './counted.js';
import type { Errors } from './errors.js';
import { STEPS } from './quality.js';

/** What NME is a share of, in words. */
export const NORMALIZERS: Readonly<Record<LandmarkComparison['normalizer'], string>> = {
  eyes: 'inter-ocular distance',
  box: 'box',
};

/** The share of faces up to each error. */
export function cumulativeFigure(comparison: LandmarkComparison): CurveFigure {
  const { normalizer, threshold, faces, curve, withoutSimilarity } = comparison;
  const x = Float64Array.from({ length: STEPS + 1 }, (_, i) => (100 * threshold * i) / STEPS);
  const series = (name: string, shares: readonly number[]) => ({ name, x, y: shares.map((share) => 100 * share) });
  return {
    kind: 'curve',
    title: `Cumulative error of ${counted(faces.compared, 'face')}`,
    x: { label: `mean error of a face, % of the ${NORMALIZERS[normalizer]}` },
    panels: [
      {
        y: { label: 'faces, %' },
        series: [series('as they are', curve), series('similarity removed', withoutSimilarity.curve)],
        height: 300,
      },
    ],
  };
}

/** Errors by region of the face, after those of all landmarks. */
export function regionTable(comparison: LandmarkComparison): TableFigure {
  const { columns, values } = errorColumns(comparison);
  const rows = [{ name: 'all', ...comparison }, ...comparison.regions];
  return {
    kind: 'table',
    title: 'Mean error by region',
    head: 'region',
    columns,
    rows: rows.map((row) => ({ name: row.name, values: values(row) })),
  };
}

/** Errors by landmark. */
export function landmarkTable(comparison: LandmarkComparison): TableFigure {
  const { columns, values } = errorColumns(comparison);
  return {
    kind: 'table',
    title: 'Mean error by landmark',
    head: 'landmark',
    columns: [...columns, { label: 'largest px', bars: true }, { label: 'mean dx' }, { label: 'mean dy' }],
    rows: comparison.landmarks.map((row) => ({
      name: row.region === undefined ? `${row.landmark}` : `${row.landmark} ${row.region}`,
      values: [...values(row), row.largest, row.dx, row.dy],
    })),
  };
}

/** The worst faces, with the similarity that takes each to the reference. */
export function worstTable(comparison: LandmarkComparison): TableFigure {
  const { columns, values } = errorColumns(comparison);
  const { hasFrames } = comparison;
  return {
    kind: 'table',
    title: `Worst ${hasFrames ? 'frames' : 'faces'}`,
    head: hasFrames ? 'frame, face' : 'face',
    columns: [
      ...columns,
      ...['worst landmark', 'its px', 'shift x', 'shift y', 'scale', 'turn °'].map((label) => ({ label })),
    ],
    rows: comparison.worst.map(({ frame, face, errors }) => {
      const { landmark, px } = errors.largest;
      const { dx, dy, scale, degrees } = errors.similarity;
      return {
        name: hasFrames ? `${frame}, ${face}` : `${face}`,
        values: [...values(errors), landmark, px, dx, dy, scale.toFixed(4), degrees],
      };
    }),
  };
}

/** Columns that a picture of a table has room for, and the digits of its numbers. */
const [MOST_COLUMNS, DIGITS] = [6, 3];

/** A table for a picture: its first columns, with rounded numbers. */
export const rounded = (table: TableFigure): TableFigure => ({
  ...table,
  columns: table.columns.slice(0, MOST_COLUMNS),
  rows: table.rows.map(({ name, values }) => ({
    name,
    values: values
      .slice(0, MOST_COLUMNS)
      .map((value) => (typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value)),
  })),
});

type Column = readonly [label: string, of: (errors: Errors) => number];
const OF_EYES: readonly Column[] = [
  ['% of eyes', ({ error }) => 100 * error.ofEyes],
  ['% of box', ({ error }) => 100 * error.ofBox],
  ['aligned px', ({ aligned }) => aligned.px],
  ['aligned %', ({ aligned }) => 100 * aligned.ofEyes],
];
const OF_BOX: readonly Column[] = [
  ['% of box', ({ error }) => 100 * error.ofBox],
  ['aligned px', ({ aligned }) => aligned.px],
  ['aligned %', ({ aligned }) => 100 * aligned.ofBox],
];

const IN_SPACE: readonly Column[] = [
  ['mm', ({ mm }) => mm ?? Number.NaN],
  ['aligned mm', ({ alignedMm }) => alignedMm ?? Number.NaN],
];

/** The columns that errors have in every table: as they are, with the similarity removed, and in space. */
function errorColumns({ normalizer, mm }: LandmarkComparison) {
  const columns: readonly Column[] = [
    ['px', ({ error }) => error.px],
    ...(normalizer === 'eyes' ? OF_EYES : OF_BOX),
    ...(mm === undefined ? [] : IN_SPACE),
  ];
  return {
    columns: columns.map(([label]) => ({ label, bars: true })),
    values: (errors: Errors) => columns.map(([, of]) => of(errors)),
  };
}
