import { percentChange, printed } from '../../../src/findings/checks.js';
import type { Claim, Evidence } from '../../../src/findings/finding.js';

const loss = (evidence: Evidence, iteration: number): number => evidence.trace('baseline').at('loss', iteration);
const needs = ['baseline'];
const WHERE = 'Timeline of Divergence';

/** Every loss that the document prints, as it prints it. Four of them are of no iteration of the run. */
export const PRINTED: readonly (readonly [iteration: number, printed: string, recorded: Claim['recorded']])[] = [
  [1, '0.245190', 'confirmed'],
  [100, '0.115349', 'confirmed'],
  [500, '0.089064', 'confirmed'],
  [1000, '0.075008', 'confirmed'],
  [1300, '0.072929', 'confirmed'],
  [1500, '0.071194', 'confirmed'],
  [1600, '0.075390', 'confirmed'],
  [1700, '0.081795', 'confirmed'],
  [1800, '0.086109', 'confirmed'],
  [2000, '0.098863', 'refuted'],
  [3000, '0.157375', 'refuted'],
  [5000, '0.255318', 'refuted'],
  [8000, '0.314602', 'refuted'],
  [10000, '0.299966', 'confirmed'],
];

/** Every percentage: from one iteration's loss to another's, as printed, and positive where the loss fell. */
const PERCENTAGES: readonly (readonly [
  id: string,
  says: string,
  from: number,
  to: number,
  printed: string,
  recorded: Claim['recorded'],
])[] = [
  ['improved-100', 'By iteration 100 the loss has improved by 53 %', 1, 100, '53', 'confirmed'],
  ['improved-500', 'By iteration 500 the loss has improved by 64 %', 1, 500, '64', 'confirmed'],
  ['improved-1000', 'By iteration 1000 the loss has improved by 69 %', 1, 1000, '69', 'confirmed'],
  ['improved-1300', 'By iteration 1300 the loss has improved by 70 %', 1, 1300, '70', 'confirmed'],
  ['improved-1500', 'By iteration 1500 the loss has improved by 71 %', 1, 1500, '71', 'confirmed'],
  ['jump-1600', 'Between 1500 and 1600 the loss jumps by 6 %', 1500, 1600, '-6', 'confirmed'],
  ['degraded-323', 'From 1500 to 10,000 the loss degrades by 323 %', 1500, 10_000, '-323', 'refuted'],
  ['worse-than-start', 'The final loss is 22 % worse than the start', 1, 10_000, '-22', 'confirmed'],
];

export const timeline: readonly Claim[] = [
  ...PRINTED.map(
    ([iteration, value, recorded]): Claim => ({
      id: `loss-${iteration}`,
      says: `The loss at iteration ${iteration} is ${value}`,
      where: WHERE,
      recorded,
      needs,
      check(evidence) {
        const { iterations } = evidence.trace('baseline');
        const column = evidence.trace('baseline').column('loss');
        const elsewhere = iterations.filter((_, i) => column[i].toFixed(6) === value);
        const because =
          elsewhere.length === 0
            ? 'no iteration of the run has this loss; the text was not written from this run'
            : `the run has this loss at iteration ${elsewhere.join(', ')}`;
        return printed(value, loss(evidence, iteration), because);
      },
    }),
  ),
  ...PERCENTAGES.map(
    ([id, says, from, to, value, recorded]): Claim => ({
      id,
      says,
      where: WHERE,
      recorded,
      needs,
      check(evidence) {
        const [a, b] = [loss(evidence, from), loss(evidence, to)];
        const because = `from ${a.toFixed(6)} to ${b.toFixed(6)}, unrounded; the losses rounded to three digits would give ${(-percentChange(Number(a.toFixed(3)), Number(b.toFixed(3)))).toFixed(1)} %`;
        return printed(value, -percentChange(a, b), because, ' %');
      },
    }),
  ),
  {
    id: 'best-1500',
    says: 'Iteration 1500 is the best point',
    where: WHERE,
    recorded: 'refuted',
    needs,
    check(evidence) {
      const best = evidence.trace('baseline').best();
      return {
        holds: best.iteration === 1500,
        claimed: '1500',
        measured: `${best.iteration}, ${best.loss.toFixed(6)}`,
        because: 'the log was printed every 100 iterations, so 1500 is only the best of what was printed',
      };
    },
  },
  level('level-500', 'At iteration 2000 the loss is back at its level of iteration 500', 2000, 500, 'refuted'),
  level('level-100', 'At iteration 3000 the loss is back at its level of iteration 100', 3000, 100, 'refuted'),
  {
    id: 'worse-at-5000',
    says: 'At iteration 5000 the loss is worse than at the start',
    where: WHERE,
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const [start, now] = [loss(evidence, 1), loss(evidence, 5000)];
      return {
        holds: now > start,
        claimed: 'above the start',
        measured: `${now.toFixed(6)} against ${start.toFixed(6)}`,
        because: 'it holds of the run, though not with the loss that the text prints for 5000',
      };
    },
  },
];

/** Where on its way down the loss first had the level that it is said to be back at. */
function level(id: string, says: string, at: number, claimed: number, recorded: Claim['recorded']): Claim {
  return {
    id,
    says,
    where: WHERE,
    recorded,
    needs,
    check(evidence) {
      const trace = evidence.trace('baseline');
      const value = loss(evidence, at);
      const column = trace.column('loss');
      const passed = trace.iterations[column.findIndex((each) => each <= value)];
      return {
        // a level names an iteration; a tenth to either side is a generous reading of "levels"
        holds: Math.abs(passed - claimed) <= claimed / 10,
        claimed: `${claimed}`,
        measured: `${passed}`,
        because: `the loss at ${at}, ${value.toFixed(6)}, was first reached at iteration ${passed} on the way down`,
      };
    },
  };
}
