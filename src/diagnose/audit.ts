/** A row of a table of numbers: where, such as an iteration, and what is there. Places increase. */
export type Row = readonly [at: number, value: number];

/** How many digits stand after the point in a number as a document prints it. */
export const digitsOf = (printed: string): number => printed.split('.')[1]?.length ?? 0;

/**
 * Whether a number, printed with as many digits as the document's, is the document's. `claimed` is the text as it stands
 * there, without thousands separators.
 */
export const printsAs = (claimed: string, measured: number): boolean => measured.toFixed(digitsOf(claimed)) === claimed;

/** By how much a value changed, in percent of where it started; positive is growth. */
export const percentChange = (from: number, to: number): number => (100 * (to - from)) / from;

/** A step of a table that goes the other way. */
export interface Break {
  readonly from: number;
  readonly to: number;
  /** By how much it goes the other way; positive. */
  readonly by: number;
}

export interface Monotony {
  readonly holds: boolean;
  readonly breaks: readonly Break[];
  /** The share of the steps that go the other way. */
  readonly share: number;
}

/** Whether a table only falls, or only rises, from row to row. Throws TypeError for fewer than two rows or places that do not increase. */
export function monotone(rows: readonly Row[], direction: 'falling' | 'rising'): Monotony {
  checkRows(rows, 2);
  const sign = direction === 'falling' ? 1 : -1;
  const breaks = rows.slice(1).flatMap(([to, value], i) => {
    const [from, before] = rows[i];
    const by = sign * (value - before);
    return by > 0 ? [{ from, to, by }] : [];
  });
  return { holds: breaks.length === 0, breaks, share: breaks.length / (rows.length - 1) };
}

/** Where a table, before some place, had the level that it has there: the last rows on both sides of that level. */
export interface Level {
  readonly value: number;
  readonly lo: number;
  readonly hi: number;
}

/**
 * Between which rows a table last passed, before its lowest row, the level that it has at `at`: what "back to the level of
 * iteration k" is true of. Undefined when the level was never there before. Throws TypeError where there is no row `at`.
 */
export function levelBefore(rows: readonly Row[], at: number): Level | undefined {
  checkRows(rows, 2);
  const row = rows.findIndex(([place]) => place === at);
  if (row < 0) throw new TypeError(`no row at ${at}`);
  const value = rows[row][1];
  const before = rows.slice(0, row);
  const lowest = before.reduce((best, each, i) => (each[1] < before[best][1] ? i : best), 0);
  for (let i = lowest; i > 0; i--) {
    const [high, low] = [before[i - 1][1], before[i][1]];
    if (low <= value && value <= high) return { value, lo: before[i - 1][0], hi: before[i][0] };
  }
  return undefined;
}

/** Whether at `at` a table is back at the level that it had at `earlier`: that level, last passed, is next to the row `earlier`. */
export function isBackTo(rows: readonly Row[], at: number, earlier: number): boolean {
  const level = levelBefore(rows, at);
  return level !== undefined && level.lo <= earlier && earlier <= level.hi;
}

function checkRows(rows: readonly Row[], least: number): void {
  if (rows.length < least) throw new TypeError(`${rows.length} rows, at least ${least} expected`);
  for (let i = 0; i < rows.length; i++) {
    if (!rows[i].every(Number.isFinite)) throw new TypeError(`row ${i}: finite numbers expected`);
    if (i > 0 && rows[i][0] <= rows[i - 1][0])
      throw new TypeError(`row ${i}: ${rows[i][0]} after ${rows[i - 1][0]}, an increase expected`);
  }
}

/** What a table grows like: a + b t, or a + b exp(t / scale) with a scale of its own. */
export interface Growth {
  /** Whether the slope grows in proportion to the height, by a factor of two at least, and a straight line fits clearly worse. */
  readonly holds: boolean;
  /** The factor by which the fitted exponential's slope changes from the first row to the last: below 1 it saturates. */
  readonly slopeFactor: number;
  /** After how much the height above its asymptote doubles; negative where it halves. */
  readonly doubling: number;
  /** Root mean square distances from the table. */
  readonly residual: { readonly exponential: number; readonly line: number };
}

/** Exponents over the whole table that are tried, both ways. */
const STEEPEST = 40;

/**
 * Whether a table rises exponentially. Fits the straight line and the exponential with a free asymptote by least squares.
 * Throws TypeError for fewer than four rows: with three free numbers, three rows are always exponential.
 */
export function exponential(rows: readonly Row[]): Growth {
  checkRows(rows, 4);
  const [first] = rows[0];
  const span = rows[rows.length - 1][0] - first;
  const y = rows.map(([, value]) => value);
  const u = rows.map(([at]) => (at - first) / span);
  const error = (k: number) =>
    residualOf(
      u.map((x) => (Math.abs(k) < 1e-6 ? x : Math.expm1(k * x) / Math.expm1(k))),
      y,
    );
  let best = 0;
  for (let k = -STEEPEST; k <= STEEPEST; k += 0.25) if (error(k) < error(best)) best = k;
  let [low, high] = [best - 0.25, best + 0.25];
  for (let i = 0; i < 50; i++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (error(a) <= error(b)) high = b;
    else low = a;
  }
  const exponent = (low + high) / 2;
  const residual = { exponential: error(exponent), line: error(0) };
  const rises = y[y.length - 1] > y[0];
  return {
    // a straight line is the exponential's limit: one more free number must bring it more than chance does
    holds: rises && exponent >= Math.LN2 && residual.exponential < 0.7 * residual.line,
    slopeFactor: Math.exp(exponent),
    doubling: (Math.LN2 * span) / exponent,
    residual,
  };
}

/** The root mean square distance of `y` from the nearest a + b x. */
function residualOf(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const b = mean(x.map((value, i) => (value - mx) * (y[i] - my))) / mean(x.map((value) => (value - mx) * (value - mx)));
  return Math.sqrt(
    mean(
      y.map((value, i) => {
        const distance = value - my - b * (x[i] - mx);
        return distance * distance;
      }),
    ),
  );
}
