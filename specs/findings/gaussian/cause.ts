import { printed } from '../../../src/findings/checks.js';
import type { Claim } from '../../../src/findings/finding.js';

const needs = ['baseline'];

/** What the document did not look at: our own claims. */
export const cause: readonly Claim[] = [
  {
    id: 'covered-until-763',
    says: 'Every pixel is covered from iteration 126 to 762, and from 763 on some are not',
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const uncovered = evidence.trace('baseline').column('uncovered');
      const whole = uncovered.slice(125, 762).every((count) => count === 0);
      const later = uncovered.slice(762).every((count) => count > 0);
      return {
        holds: whole && later,
        claimed: '126 to 762',
        measured: `first ${uncovered.indexOf(0) + 1}, last ${uncovered.lastIndexOf(0) + 1}`,
        because: 'the loss begins to rise 746 iterations after the first hole opens for good',
      };
    },
  },
  {
    id: 'covered-error-falls',
    says: 'While the loss rises fourfold, the error of the covered pixels goes on falling',
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const trace = evidence.trace('baseline');
      const [a, b] = [trace.at('l2_covered', 1500), trace.at('l2_covered', 10_000)];
      const [c, d] = [trace.at('l2_uncovered', 1500), trace.at('l2_uncovered', 10_000)];
      return {
        holds: b < a && d > c,
        claimed: 'falls',
        measured: `${a.toPrecision(3)} to ${b.toPrecision(3)}; of the uncovered ${c.toPrecision(3)} to ${d.toPrecision(3)}`,
        because: 'the optimizer does what it is asked to; nothing asks for the uncovered pixels',
      };
    },
  },
  {
    id: 'psnr-988',
    says: 'The best PSNR, 21.49 dB, is reached at iteration 988, long before the best loss',
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const psnr = evidence.trace('baseline').column('psnr');
      const at = psnr.reduce((most, value, i) => (value > psnr[most] ? i : most), 0);
      const verdict = printed('21.49', psnr[at], `at iteration ${at + 1}`, ' dB');
      return { ...verdict, holds: verdict.holds && at + 1 === 988 };
    },
  },
  {
    id: 'rise-is-coverage',
    says: 'From 1500 to 3000 the whole rise of the loss is in steps that lose coverage',
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const trace = evidence.trace('baseline');
      const [loss, uncovered] = [trace.column('loss'), trace.column('uncovered')];
      const sums = { lost: 0, gained: 0, same: 0 };
      for (let i = 1500; i < 3000; i++) {
        const change = uncovered[i] - uncovered[i - 1];
        sums[change > 0 ? 'lost' : change < 0 ? 'gained' : 'same'] += loss[i] - loss[i - 1];
      }
      return {
        holds: sums.lost > 0 && sums.gained < 0 && sums.same < 0,
        claimed: 'all of it',
        measured: `${sums.lost.toFixed(4)} where pixels are lost, ${sums.gained.toFixed(4)} where they are won, ${sums.same.toFixed(4)} elsewhere`,
        because: 'where coverage stays as it is, the loss falls',
      };
    },
  },
];
