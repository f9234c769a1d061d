import type { Claim } from '../../../src/findings/finding.js';
import { FLAT, fallOf, firstOf, lastOf } from './changes.js';
import { noContest } from './experiments.js';

const needs = ['baseline'];
const INTRO = 'introduction';

const flat = (column: string): Claim => ({
  id: `flat-${column.replace('_', '-')}`,
  says: `The curve of ${column} barely moves`,
  where: INTRO,
  recorded: 'confirmed',
  needs,
  check(evidence) {
    const trace = evidence.trace('baseline');
    return {
      holds: Math.abs(fallOf(trace, column)) < FLAT,
      claimed: 'flat',
      measured: `${firstOf(trace, column).toPrecision(6)} to ${lastOf(trace, column).toPrecision(6)}, by ${fallOf(trace, column).toFixed(3)} %`,
      because: `less than ${FLAT} % is less than a pixel of a plot`,
    };
  },
});

const delta = (column: string): Claim => ({
  id: `delta-${column.replace('_', '-')}`,
  says: `The change of ${column} is 0`,
  where: INTRO,
  recorded: 'confirmed',
  needs,
  check(evidence) {
    const trace = evidence.trace('baseline');
    const change = lastOf(trace, column) - firstOf(trace, column);
    return {
      holds: Math.abs(change) < 5e-5,
      claimed: '+0.0000',
      measured: change.toExponential(2),
      because: 'it is printed with four decimals, and the whole loss is below 0.001: no change could have shown',
    };
  },
});

/** What the run looks like. */
export const flatness: readonly Claim[] = [
  ...['total', 'weighted_l2', 'flare_reg'].map(flat),
  ...['total', 'weighted_l2', 'flare_reg'].map(delta),
  {
    id: 'gradient-1e-8',
    says: 'The norm of the gradient is about 1e-8',
    where: INTRO,
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const trace = evidence.trace('baseline');
      const [first, last] = [firstOf(trace, 'grad_norm'), lastOf(trace, 'grad_norm')];
      return {
        holds: [first, last].every((norm) => norm > 0.5e-8 && norm < 2e-8),
        claimed: '1e-8',
        measured: `${first.toExponential(2)} to ${last.toExponential(2)}`,
        because: 'of 262144 numbers together',
      };
    },
  },
  {
    id: 'gradient-becomes-tiny',
    says: 'The gradient becomes tiny as the iterations go on',
    where: 'The Optimizer Has Nothing Left to Do',
    recorded: 'refuted',
    needs,
    check(evidence) {
      const trace = evidence.trace('baseline');
      const ratio = lastOf(trace, 'grad_norm') / firstOf(trace, 'grad_norm');
      return {
        holds: ratio < 0.1,
        claimed: 'it falls',
        measured: `to ${(100 * ratio).toFixed(0)} % of the first iteration's`,
        because: 'it is tiny from the first iteration on: nothing was reached',
      };
    },
  },
  {
    id: 'updates-negligible',
    says: 'The updates of the parameters are negligible',
    where: 'What Your Run Tells You',
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const norms = evidence.trace('baseline').column('update_norm');
      // the root mean square over 512 x 512 parameters of size 1
      const most = Math.max(...norms) / 512;
      return {
        holds: most < 0.001,
        claimed: 'negligible',
        measured: `at most ${most.toExponential(1)} of a parameter in an iteration, where the rate asks for 0.1`,
        because: 'Adam divides by its eps, not by the size of the gradient',
      };
    },
  },
  {
    id: 'binary-error-0',
    says: 'The binary error is 0 of 262144',
    where: INTRO,
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const errors = evidence.trace('baseline').column('binary_error');
      return {
        holds: errors.every((count) => count === 0),
        claimed: '0',
        measured: `${Math.max(...errors)} in every one of ${errors.length} iterations`,
        because: 'it is 0 before the first iteration, too',
      };
    },
  },
  ...(
    [
      ['first', '0.00066852', firstOf],
      ['last', '0.00066842', lastOf],
    ] as const
  ).map(
    ([which, value, of]): Claim => ({
      id: `contest-${which}`,
      says: `On the contest’s layout the ${which} loss is ${value}`,
      recorded: 'confirmed',
      needs: ['contest layout'],
      missing: noContest,
      check(evidence) {
        const total = of(evidence.trace('contest layout'), 'total');
        return {
          holds: total.toFixed(8) === value,
          claimed: value,
          measured: total.toFixed(10),
          because: 'the same program on the document’s own pattern',
        };
      },
    }),
  ),
];
