import { InputError } from '../../errors.js';

/** The rows as they were read. */
export interface Rows {
  readonly iterations: Float64Array;
  readonly values: Readonly<Record<string, Float64Array>>;
}

/**
 * The rows with increasing iterations. Rows that are out of order are sorted, and rows that stand there twice are taken once;
 * `note` hears of both. Throws InputError for an iteration with two different losses, since nobody can say which one holds.
 */
export function inOrder(rows: Rows, loss: string, file: string, note: (text: string) => void): Rows {
  const { iterations } = rows;
  let increasing = true;
  for (let i = 1; i < iterations.length && increasing; i++) increasing = iterations[i] > iterations[i - 1];
  if (increasing) return rows;
  const order = Uint32Array.from(iterations.keys()).sort((a, b) => iterations[a] - iterations[b] || a - b);
  const losses = rows.values[loss];
  const kept = order.filter((row, i) => {
    if (i === 0 || iterations[row] !== iterations[order[i - 1]]) return true;
    const before = losses[order[i - 1]];
    if (!Object.is(losses[row], before)) {
      throw new InputError(
        `${file}: iteration ${iterations[row]} stands there twice, with ${loss} ${before} and ${losses[row]}; expected once (--by-row numbers the rows)`,
      );
    }
    return false;
  });
  if (kept.length < order.length) note(`${order.length - kept.length} rows that stand there twice were taken once`);
  if (order.some((row, i) => row !== i)) note('the rows were not in the order of their iterations and were sorted');
  const pick = (values: Float64Array) => Float64Array.from(kept, (row) => values[row]);
  return {
    iterations: pick(iterations),
    values: Object.fromEntries(Object.entries(rows.values).map(([name, values]) => [name, pick(values)])),
  };
}
