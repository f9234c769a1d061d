/** @typedef {import('./measure.mjs').Contender} Contender */
/** @typedef {import('../src/solver.js').Cursor} Cursor */

/** Rows are measured at every so many iterations, as the programs compared do. */
export const ROWS_EVERY = 100;

/**
 * A run from the start, with its loss at every hundredth iteration.
 * @param {string} name
 * @param {number} iterations
 * @param {() => Cursor} open
 * @returns {Contender}
 */
export function wholeRun(name, iterations, open) {
  return sampledRun(name, { segments: 1, length: iterations }, () => open());
}

/**
 * Segments of a run, each from a state of its own; `iterations` is their sum, and the losses those of their rows.
 * @param {string} name
 * @param {{ segments: number, length: number }} sample
 * @param {(segment: number) => Cursor} open
 * @returns {Contender}
 */
export function sampledRun(name, { segments, length }, open) {
  /** @type {Cursor[]} */
  let cursors = [];
  const close = () => {
    for (const cursor of cursors.splice(0)) cursor.close();
  };
  return {
    name,
    iterations: segments * length,
    setup() {
      close();
      cursors = Array.from({ length: segments }, (_, segment) => open(segment));
    },
    run() {
      const losses = [];
      for (const cursor of cursors) {
        for (let i = 1; i <= length; i++) {
          const row = cursor.advance(i % ROWS_EVERY === 0);
          if (row) losses.push(row.loss);
        }
      }
      return { losses };
    },
    close,
  };
}
