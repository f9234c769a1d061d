import type { Patience } from '../optimizers/index.js';
import type { ScalarTable } from '../trace/index.js';

/** The loss of the row of an iteration. */
export interface Measured {
  readonly iteration: number;
  readonly loss: number;
}

/** What was measured on the way to the state that a run goes on from. */
export interface Earlier {
  /** The smallest loss, and the last; undefined where no row was. */
  readonly best: Measured | undefined;
  readonly last: Measured | undefined;
  /** Whether the patience ran out at that very state: the run had ended, and was killed before it could say so. */
  readonly spent: boolean;
}

/**
 * Reads the rows of a run up to the iteration that it goes on from, as if it had never stopped. `patience` is shown those
 * after `since`, the last change of settings.
 */
export function replay(
  { iterations, values }: ScalarTable,
  until: number,
  since: number,
  patience: Patience | undefined,
): Earlier {
  let best: Measured | undefined;
  let last: Measured | undefined;
  let spent = false;
  iterations.forEach((iteration, i) => {
    if (iteration > until) return;
    last = { iteration, loss: values.loss[i] };
    if (best === undefined || last.loss < best.loss) best = last;
    if (iteration > since) spent = patience?.observe(iteration, last.loss) ?? false;
  });
  return { best, last, spent };
}
