import type { Claim } from '../../../src/findings/finding.js';

const needs = ['baseline'];
const WHERE = 'Key Observations';

/** How the loss is said to move, and what the gradient is said to be. */
export const behavior: readonly Claim[] = [
  {
    id: 'monotone-decrease',
    says: 'Up to iteration 1500 the loss decreases monotonically',
    where: WHERE,
    recorded: 'refuted',
    needs,
    check(evidence) {
      const loss = evidence.trace('baseline').column('loss').subarray(0, 1500);
      const rises = loss.filter((value, i) => i > 0 && value > loss[i - 1]).length;
      return {
        holds: rises === 0,
        claimed: 'no rise',
        measured: `${rises} rises in 1499 steps`,
        because: 'a log of every hundredth iteration does not show them',
      };
    },
  },
  {
    id: 'monotone-increase',
    says: 'From 1600 to 8000 the loss increases monotonically',
    where: WHERE,
    recorded: 'refuted',
    needs,
    check(evidence) {
      const loss = evidence.trace('baseline').column('loss').subarray(1599, 8000);
      const falls = loss.filter((value, i) => i > 0 && value < loss[i - 1]).length;
      return {
        holds: falls === 0,
        claimed: 'no fall',
        measured: `${falls} falls in ${loss.length - 1} steps`,
        because: 'the loss falls in two steps of five: it climbs in jumps, as pixels are lost, and mends in between',
      };
    },
  },
  {
    id: 'plateau-8000',
    says: 'From 8000 to 9000 the loss stays on a plateau around 0.314',
    where: WHERE,
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const loss = evidence.trace('baseline').column('loss').slice(7999, 9000).sort();
      const [low, high] = [loss[0], loss[loss.length - 1]];
      return {
        // "around": to half a percent
        holds: low > 0.314 * 0.995 && high < 0.314 * 1.005,
        claimed: '0.314',
        measured: `${low.toFixed(4)} to ${high.toFixed(4)}`,
        because: 'little is left to lose: three quarters of the pixels are uncovered',
      };
    },
  },
  {
    id: 'drop-at-end',
    says: 'The loss drops slightly to 0.300 at the end',
    where: WHERE,
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const trace = evidence.trace('baseline');
      const [before, end] = [trace.at('loss', 9000), trace.at('loss', 10_000)];
      return {
        holds: end.toFixed(3) === '0.300' && end < before,
        claimed: '0.300',
        measured: `${end.toFixed(6)}, from ${before.toFixed(6)} at 9000`,
        because: `${trace.at('uncovered', 9000) - trace.at('uncovered', 10_000)} pixels were covered again`,
      };
    },
  },
  {
    id: 'no-nan',
    says: 'No value explodes and none becomes NaN',
    where: WHERE,
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const trace = evidence.trace('baseline');
      const odd = trace.column('loss').filter((value) => !Number.isFinite(value) || value > 1).length;
      return {
        holds: odd === 0 && trace.status === 'finished',
        claimed: 'none',
        measured: `${odd} of ${trace.iterations.length} losses`,
        because: 'an image in [0, 1] cannot have a loss above 1, so this says little of the run',
      };
    },
  },
  {
    id: 'gradient-alive',
    says: 'Gradients can be computed throughout',
    where: WHERE,
    recorded: 'confirmed',
    needs,
    check(evidence) {
      const norms = evidence.trace('baseline').column('grad_norm');
      const dead = norms.filter((norm) => !(norm > 0)).length;
      return {
        holds: dead === 0,
        claimed: 'always',
        measured: `${dead} of ${norms.length} are zero or not a number`,
        because: 'those of the covered pixels: an uncovered pixel has none, whatever its error',
      };
    },
  },
];
