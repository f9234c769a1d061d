/**
 * Contenders that do the same work take turns (A B C A B C ...), so that whatever else the machine does falls on all of
 * them alike; a ratio is taken between turns of one round, and only when the results show that the work was the same.
 */

/**
 * @typedef {object} Work what one run of a contender gives
 * @property {readonly number[]} losses the losses by which the same work is recognized, in an order common to the section
 * @property {number} [cpuSeconds] CPU time of a program of its own, which measures itself
 * @property {number} [wallSeconds] its elapsed time
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {number} iterations what `run` is asked for
 * @property {number} [units] what the time of an iteration is divided by (default 1)
 * @property {() => void | Promise<void>} setup makes everything ready for a run from the start; not timed
 * @property {(iterations: number) => Work | Promise<Work>} run
 * @property {() => void | Promise<void>} [close] gives back what it holds
 *
 * @typedef {object} Section
 * @property {string} name for --only
 * @property {string} title
 * @property {readonly string[]} notes what is the same and what differs, the aim, why a contender is missing
 * @property {string} unit of the times in the table
 * @property {number} perSecond units in a second
 * @property {string} reference the contender that ratios are to; '' where there is nothing to compare
 * @property {number | readonly number[]} tolerance largest relative difference of the losses from the reference's: for all, or for each
 * @property {readonly Contender[]} contenders
 *
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} min
 * @property {number} max
 *
 * @typedef {object} Measured
 * @property {string} name
 * @property {number} iterations
 * @property {Spread} cpu in the section's unit
 * @property {Spread} wall in the section's unit
 * @property {Spread | null} cpuRatio to the reference; null where the work was not the same, or nothing is compared
 * @property {Spread | null} wallRatio
 * @property {Agreement | null} agreement
 *
 * @typedef {object} Agreement
 * @property {boolean} same
 * @property {number} losses how many were compared
 * @property {number} difference the relative difference of the first loss beyond its tolerance, or else the largest
 * @property {number} allowed the tolerance that it was held to
 */

/** How a section gives its times by the iteration. */
export const MICROSECONDS = { unit: 'us/iteration', perSecond: 1e6 };

/** A turn is repeated until it has used this much CPU time: the clocks tick in microseconds, but a turn has edges. */
const SHORTEST_TURN_SECONDS = 0.25;

/**
 * Runs a section: one turn of each contender to warm up, then `rounds` turns. Rejects with the error of a contender that fails.
 * @param {Section} section
 * @param {number} rounds
 * @param {(done: number, of: number) => void} [progress] hears of every turn
 * @returns {Promise<Measured[]>} in the order of the contenders
 */
export async function measure(section, rounds, progress = () => {}) {
  const { contenders } = section;
  const turns = contenders.map(() => /** @type {Turn[]} */ ([]));
  const total = (rounds + 1) * contenders.length;
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const [i, contender] of contenders.entries()) {
        turns[i].push(await turn(contender));
        progress(round * contenders.length + i + 1, total);
      }
    }
  } finally {
    for (const contender of contenders) await contender.close?.();
  }
  const reference = contenders.findIndex((contender) => contender.name === section.reference);
  return contenders.map((contender, i) => {
    const scale = section.perSecond / (contender.units ?? 1);
    const agreement = reference < 0 ? null : agree(turns[i], turns[reference][0].losses, section.tolerance);
    const [, ...timed] = turns[i];
    const ratio = (/** @type {'cpu' | 'wall'} */ clock) =>
      agreement?.same ? spread(timed.map((turn, k) => turn[clock] / turns[reference][k + 1][clock])) : null;
    return {
      name: contender.name,
      iterations: contender.iterations,
      cpu: spread(timed.map((turn) => turn.cpu * scale)),
      wall: spread(timed.map((turn) => turn.wall * scale)),
      cpuRatio: ratio('cpu'),
      wallRatio: ratio('wall'),
      agreement,
    };
  });
}

/**
 * @typedef {{ cpu: number, wall: number, losses: readonly number[] }} Turn seconds an iteration
 * @param {Contender} contender
 * @returns {Promise<Turn>}
 */
async function turn({ iterations, setup, run }) {
  let cpu = 0;
  let wall = 0;
  let runs = 0;
  /** @type {readonly number[]} */
  let losses = [];
  while (cpu < SHORTEST_TURN_SECONDS) {
    await setup();
    const cpuStart = process.cpuUsage();
    const wallStart = performance.now();
    const work = await run(iterations);
    const wallSeconds = (performance.now() - wallStart) / 1e3;
    const used = process.cpuUsage(cpuStart);
    cpu += work.cpuSeconds ?? (used.user + used.system) / 1e6;
    wall += work.wallSeconds ?? wallSeconds;
    losses = work.losses;
    runs++;
  }
  return { cpu: cpu / (runs * iterations), wall: wall / (runs * iterations), losses };
}

/**
 * Whether every turn gave the reference's losses. Other than the reference's number of losses, none at all, or one that is
 * not finite, is never the same work.
 * @param {readonly Turn[]} turns
 * @param {readonly number[]} reference
 * @param {number | readonly number[]} tolerance
 * @returns {Agreement}
 */
function agree(turns, reference, tolerance) {
  let worst = { same: reference.length > 0, losses: reference.length, difference: 0, allowed: allowedAt(tolerance, 0) };
  for (const { losses } of turns) {
    if (losses.length !== reference.length) return { ...worst, same: false, difference: Number.POSITIVE_INFINITY };
    for (const [i, loss] of losses.entries()) {
      const allowed = allowedAt(tolerance, i);
      const difference = Math.abs(loss - reference[i]) / Math.abs(reference[i]);
      if (!(difference <= allowed)) return { ...worst, same: false, difference, allowed };
      if (difference > worst.difference) worst = { ...worst, difference, allowed };
    }
  }
  return worst;
}

const allowedAt = (/** @type {number | readonly number[]} */ tolerance, /** @type {number} */ i) =>
  typeof tolerance === 'number' ? tolerance : (tolerance[i] ?? 0);

/** @param {readonly number[]} values @returns {Spread} */
function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1] };
}
