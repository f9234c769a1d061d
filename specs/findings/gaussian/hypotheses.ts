import { printed } from '../../../src/findings/checks.js';
import type { Claim, Evidence, Verdict } from '../../../src/findings/finding.js';

/** A loss this far above the best at 1500 counts as diverged: the control ends four times as high, what mends it below. */
export const DIVERGED = 1.5;

const BEST = (evidence: Evidence): number => evidence.trace('baseline').best().loss;

/** Whether an arm escapes what the control runs into, with both ends. */
export function escapes(evidence: Evidence, name: string, because: string): Verdict {
  const arm = evidence.trace(name);
  const control = evidence.trace('baseline').last();
  const end = arm.last();
  return {
    holds: end.loss < DIVERGED * BEST(evidence),
    claimed: 'no divergence',
    measured: `${end.loss.toFixed(6)} at ${end.iteration}`,
    because: `${because}; the control ends at ${control.loss.toFixed(6)}, the best was ${BEST(evidence).toFixed(6)}`,
  };
}

/** `1 - beta^t`, Adam's correction for moments that start at zero (Kingma and Ba, 2015, algorithm 1). */
const correction = (beta: number, t: number): number => 1 - Math.exp(t * Math.log(beta));

const constant = (id: string, says: string, value: string, beta: number, t: number): Claim => ({
  id,
  says,
  where: 'Hypothesis 1',
  recorded: 'confirmed',
  needs: [],
  check: () => printed(value, correction(beta, t), `1 - ${beta}^${t}`),
});

export const hypotheses: readonly Claim[] = [
  constant('bc1-1600', 'Adam corrects its first moment by 1.0 at t = 1600', '1.0', 0.9, 1600),
  constant('bc2-1600', 'Adam corrects its second moment by 0.798 at t = 1600', '0.798', 0.999, 1600),
  {
    ...constant('bc2-10000', 'Adam corrects its second moment by 0.99995 at t = 10,000', '0.99995', 0.999, 10_000),
    recorded: 'confirmed',
  },
  {
    id: 'bias-correction',
    says: 'The bias correction, as it approaches 1, raises the effective learning rate and brings the divergence about',
    where: 'Hypothesis 1',
    recorded: 'refuted',
    needs: ['baseline', 'no bias correction'],
    check: (evidence) => escapes(evidence, 'no bias correction', 'without any correction it diverges all the same'),
  },
  {
    id: 'momentum-accumulates',
    says: 'Momentum that has built up overwhelms the control of the learning rate',
    where: 'Hypothesis 2',
    recorded: 'refuted',
    needs: ['baseline', 'moments reset'],
    check: (evidence) =>
      escapes(evidence, 'moments reset', 'with all moments set to zero at 1500 it diverges all the same'),
  },
  {
    id: 'first-moment',
    says: 'Without momentum (beta1 = 0) the loss does not rise again',
    where: 'Hypothesis 2',
    recorded: 'refuted',
    needs: ['baseline', 'beta1 = 0'],
    check(evidence) {
      const arm = evidence.trace('beta1 = 0');
      const [best, end] = [arm.best(), arm.last()];
      return {
        holds: end.loss < 1.05 * best.loss,
        claimed: 'no rise',
        measured: `${best.loss.toFixed(6)} at ${best.iteration}, ${end.loss.toFixed(6)} at ${end.iteration}`,
        because: `it rises later and less: ${end.uncovered} pixels are uncovered at the end, ${evidence.trace('baseline').at('uncovered', 1500)} were at 1500`,
      };
    },
  },
  {
    id: 'ssim-minimum',
    says: 'The non-convex SSIM term leads the optimizer into a worse minimum: without it there is no divergence',
    where: 'Hypothesis 3',
    recorded: 'refuted',
    needs: ['baseline', 'full gradient from 0'],
    check(evidence) {
      const full = evidence.trace('full gradient from 0').last();
      const { gradient } = evidence.trace('baseline').settings;
      const verdict = escapes(
        evidence,
        'baseline',
        'a term without a gradient leads nowhere, and with one it ends the same way',
      );
      return {
        ...verdict,
        claimed: 'not without it',
        measured: `${verdict.measured} by the gradient of ${gradient} alone, ${full.loss.toFixed(6)} by that of the whole loss`,
      };
    },
  },
  {
    id: 'near-optimum',
    says: 'It happens near the optimum, where gradients are small',
    where: 'Hypothesis 4',
    recorded: 'confirmed',
    needs: ['baseline'],
    check(evidence) {
      const trace = evidence.trace('baseline');
      const [start, at] = [trace.at('grad_norm', 1), trace.at('grad_norm', 1500)];
      return {
        holds: at < start / 10,
        claimed: 'small',
        measured: `${at.toPrecision(3)} at 1500, ${start.toPrecision(3)} at the start`,
        because: 'small, and yet Adam makes a step of nearly the learning rate of it',
      };
    },
  },
  {
    id: 'rate-too-high',
    says: 'The learning rate is too high near the optimum',
    where: 'Hypothesis 4',
    recorded: 'refuted',
    needs: ['baseline', 'lr halved, 20,000 iterations'],
    check: (evidence) =>
      escapes(evidence, 'lr halved, 20,000 iterations', 'half the rate for twice as long ends the same way'),
  },
  {
    id: 'rate-ten-times-too-high',
    says: 'The learning rate is too high by less than a factor of ten',
    recorded: 'refuted',
    needs: ['baseline', 'lr 0.0001, 100,000 iterations'],
    check: (evidence) =>
      escapes(evidence, 'lr 0.0001, 100,000 iterations', 'a tenth of the rate for ten times as long ends the same way'),
  },
];
