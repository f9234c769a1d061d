import type { Claim } from '../../../src/findings/finding.js';
import type { Trace } from '../../../src/findings/trace.js';
import type { Tensor } from '../../../src/tensor.js';
import { FLAT, fallOf, firstOf, lastOf } from './changes.js';
import { ARMS } from './experiments.js';

const NOTHING_LEFT = 'The Optimizer Has Nothing Left to Do';
const WHEN_FLAT = "When You'll See Flat Curves";
const WHEN_MOVING = 'When You Will See Change';
const YOUR_RUN = 'What Your Run Tells You';

const startOf = (trace: Trace): number[] => Array.from((trace.state(0).values.params as Tensor<Float32Array>).data);

/** Why the document says it is flat, and what it says would not be. */
export const reasons: readonly Claim[] = [
  {
    id: 'starts-at-target',
    says: 'The start is set from the target, 2 T - 1',
    where: NOTHING_LEFT,
    recorded: 'confirmed',
    needs: ['baseline'],
    check(evidence) {
      const params = startOf(evidence.trace('baseline'));
      const others = params.filter((value) => Math.abs(value) !== 1).length;
      return {
        holds: others === 0,
        claimed: '2 T - 1',
        measured: `${params.length - others} of ${params.length} parameters are -1 or 1`,
        because: 'read from the state before the first iteration',
      };
    },
  },
  {
    id: 'small-noise',
    says: 'The initialization adds small noise',
    where: NOTHING_LEFT,
    recorded: 'refuted',
    needs: ['baseline'],
    check(evidence) {
      const values = new Set(startOf(evidence.trace('baseline')));
      return {
        holds: values.size > 2,
        claimed: 'noise',
        measured: `${values.size} different numbers: ${[...values].sort().join(', ')}`,
        because: 'there is none on the benchmark; the synthetic pattern of the other branch has it',
      };
    },
  },
  {
    id: 'start-is-good',
    says: 'The start is already so good that nothing is left to improve',
    where: NOTHING_LEFT,
    recorded: 'refuted',
    needs: ['baseline', 'Adam eps 1e-16'],
    check(evidence) {
      const [base, freed] = [evidence.trace('baseline'), evidence.trace('Adam eps 1e-16')];
      const [before, after] = [lastOf(base, 'flare_reg'), lastOf(freed, 'flare_reg')];
      return {
        holds: after > 0.99 * before,
        claimed: 'nothing left',
        measured: `flare_reg ${before.toPrecision(4)} as it was, ${after.toPrecision(4)} with Adam's eps at 1e-16; total ${lastOf(base, 'total').toPrecision(5)}, ${lastOf(freed, 'total').toPrecision(5)}`,
        because:
          'the same start, rate and iterations, and one constant smaller: a third of the term is still to be had',
      };
    },
  },
  {
    id: 'reaches-minimum',
    says: 'After a few steps the optimizer reaches a minimum',
    where: NOTHING_LEFT,
    recorded: 'refuted',
    needs: ['baseline'],
    check(evidence) {
      const total = evidence.trace('baseline').column('total');
      const n = total.length;
      const [early, late] = [total[1] - total[10], total[n - 10] - total[n - 1]];
      return {
        holds: late < early / 10,
        claimed: 'a minimum',
        measured: `the loss falls by ${early.toExponential(1)} in nine early iterations and by ${late.toExponential(1)} in the last nine`,
        because: 'it is still on the same slope, and at no minimum',
      };
    },
  },
  {
    id: 'converged',
    says: 'That nothing changes means that the run has converged',
    where: 'Summary',
    recorded: 'refuted',
    needs: ['baseline', ...ARMS],
    check(evidence) {
      const moving = ARMS.filter((name) => Math.abs(fallOf(evidence.trace(name))) > FLAT);
      return {
        holds: moving.length === 0,
        claimed: 'converged',
        measured: `${moving.length} of ${ARMS.length} arms move: ${moving.join(', ')}`,
        because: 'what has converged does not go on when one constant of the optimizer is changed',
      };
    },
  },
  {
    id: 'stationary',
    says: 'The solver is at a stationary point',
    where: YOUR_RUN,
    recorded: 'refuted',
    needs: ['baseline'],
    check(evidence) {
      const trace = evidence.trace('baseline');
      // dL/dP = theta M (1 - M) dL/dM, and M (1 - M) is 4.54e-5 at |P| = 1, theta = 10
      const shrunk = 10 * 4.54e-5;
      const norm = lastOf(trace, 'grad_norm') / shrunk;
      return {
        holds: norm < 1e-8,
        claimed: 'a gradient of about 0',
        measured: `${norm.toExponential(1)} by the mask, ${lastOf(trace, 'grad_norm').toExponential(1)} by its parameters`,
        because: 'the sigmoid of the mask is flat where it starts and makes the gradient 2200 times smaller',
      };
    },
  },
  {
    id: 'success',
    says: 'In terms of the binary pattern, the optimization has succeeded',
    where: YOUR_RUN,
    recorded: 'refuted',
    needs: ['baseline', 'synthetic'],
    check(evidence) {
      const start = firstOf(evidence.trace('baseline'), 'binary_error');
      const synthetic = evidence.trace('synthetic');
      return {
        holds: start > 0,
        claimed: 'success',
        measured: `${start} before the first iteration; on the synthetic pattern it grows to ${lastOf(synthetic, 'binary_error')} while wrongly printed pixels fall from ${firstOf(synthetic, 'misprinted')} to ${lastOf(synthetic, 'misprinted')}`,
        because:
          'it measures the distance from doing nothing: it is 0 for the target itself and must grow when something is done',
      };
    },
  },
  {
    id: 'near-target-is-flat',
    says: 'Curves are flat where the start is close to the target',
    where: WHEN_FLAT,
    recorded: 'refuted',
    needs: ['synthetic'],
    check(evidence) {
      const trace = evidence.trace('synthetic');
      return {
        holds: firstOf(trace, 'binary_error') > 0 || fallOf(trace) < FLAT,
        claimed: 'flat',
        measured: `${firstOf(trace, 'binary_error')} pixels from the target, and the loss falls by ${fallOf(trace).toFixed(0)} %`,
        because: 'the synthetic runs that move start at the target, too',
      };
    },
  },
  {
    id: 'small-rate',
    says: 'It is flat because the learning rate is small',
    where: WHEN_FLAT,
    recorded: 'refuted',
    needs: ['baseline', 'lr 1'],
    check(evidence) {
      const trace = evidence.trace('lr 1');
      return {
        holds: Math.abs(fallOf(trace)) > FLAT,
        claimed: 'moves at a larger rate',
        measured: `at ten times the rate the loss falls by ${fallOf(trace).toFixed(3)} %`,
        because: 'a step is 1/300 of the rate, whatever the rate: eps stands in place of the gradient’s size',
      };
    },
  },
  {
    id: 'rerun-converged',
    says: 'A run that goes on from where it had converged is flat',
    where: WHEN_FLAT,
    recorded: 'confirmed',
    needs: ['synthetic, 120 iterations'],
    check(evidence) {
      const trace = evidence.trace('synthetic, 120 iterations');
      const [whole, rest] = [fallOf(trace), 100 * (1 - lastOf(trace, 'total') / trace.at('total', 100))];
      return {
        holds: rest < 1,
        claimed: 'flat',
        measured: `${rest.toFixed(2)} % in its last 20 iterations, ${whole.toFixed(0)} % in all`,
        because: 'true of a run that had moved first; this one never did',
      };
    },
  },
  {
    id: 'synthetic-moves',
    says: 'On the synthetic pattern the loss falls and its changes are not 0',
    where: WHEN_MOVING,
    recorded: 'confirmed',
    needs: ['synthetic'],
    check(evidence) {
      const trace = evidence.trace('synthetic');
      const change = lastOf(trace, 'total') - firstOf(trace, 'total');
      return {
        holds: change < -5e-5,
        claimed: 'falls',
        measured: `${firstOf(trace, 'total').toFixed(5)} to ${lastOf(trace, 'total').toFixed(5)}`,
        because: 'another branch of the program, with a blur for a lens: there is something to correct',
      };
    },
  },
  {
    id: 'perturbed-start',
    says: 'It moves there because the initial parameters are perturbed',
    where: WHEN_MOVING,
    recorded: 'refuted',
    needs: ['synthetic', 'synthetic, no noise'],
    check(evidence) {
      const [noisy, plain] = [fallOf(evidence.trace('synthetic')), fallOf(evidence.trace('synthetic, no noise'))];
      return {
        holds: plain < noisy / 2,
        claimed: 'because of the noise',
        measured: `by ${noisy.toFixed(0)} % with the noise and by ${plain.toFixed(0)} % without`,
        because: 'without it the loss falls further',
      };
    },
  },
  {
    id: 'compare-mu',
    says: 'Runs with and without the flare term end with different metrics',
    where: WHEN_MOVING,
    recorded: 'confirmed',
    needs: ['synthetic', 'synthetic, mu 0'],
    check(evidence) {
      const [a, b] = ['synthetic', 'synthetic, mu 0'].map((name) => evidence.trace(name).last());
      return {
        holds: a.binary_error !== b.binary_error && a.weighted_l2 !== b.weighted_l2,
        claimed: 'different',
        measured: `weighted_l2 ${a.weighted_l2.toFixed(5)} and ${b.weighted_l2.toFixed(5)}, binary error ${a.binary_error} and ${b.binary_error}`,
        because: 'their totals cannot be compared: they are of different functions',
      };
    },
  },
  {
    id: 'larger-mu',
    says: 'With a larger flare weight the curves move more',
    where: WHEN_MOVING,
    recorded: 'confirmed',
    needs: ['baseline', 'mu 1'],
    check(evidence) {
      const [base, larger] = ['baseline', 'mu 1'].map((name) => fallOf(evidence.trace(name)));
      return {
        holds: larger > 10 * base,
        claimed: 'more',
        measured: `by ${base.toFixed(3)} % with mu 0.01, by ${larger.toFixed(1)} % with mu 1`,
        because: 'a hundred times the weight lifts the gradient over eps, after which Adam works as it should',
      };
    },
  },
  {
    id: 'harder-target',
    says: 'With a harder target the curves move more',
    where: WHEN_MOVING,
    recorded: 'refuted',
    needs: ['baseline', 'dense lines'],
    check(evidence) {
      const [base, harder] = ['baseline', 'dense lines'].map((name) => fallOf(evidence.trace(name)));
      return {
        holds: harder > FLAT,
        claimed: 'more',
        measured: `by ${harder.toFixed(3)} % on dense lines, by ${base.toFixed(3)} % on the layout`,
        because: 'this branch has no lens: its image is its mask, and no target is hard',
      };
    },
  },
  {
    id: 'plotting-works',
    says: 'Code and plotting work: they show what the run did',
    where: YOUR_RUN,
    recorded: 'confirmed',
    needs: ['baseline'],
    check(evidence) {
      const { status } = evidence.trace('baseline');
      return {
        holds: status === 'finished',
        claimed: 'they do',
        measured: `the run ${status}, with every number finite`,
        because: 'the numbers were right; what was read from them was not',
      };
    },
  },
];
