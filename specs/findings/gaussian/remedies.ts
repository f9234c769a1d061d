import type { Claim } from '../../../src/findings/finding.js';
import { REPAIRS } from './experiments.js';
import { escapes } from './hypotheses.js';

const remedy = (id: string, says: string, where: string, experiment: string, because: string): Claim => ({
  id,
  says,
  where,
  recorded: 'refuted',
  needs: ['baseline', experiment],
  check: (evidence) => escapes(evidence, experiment, because),
});

const late = 'the holes of 1500 are there already, and open further at any rate';

/** Every experiment that the document asks for, carried out from the checkpoint that it names. */
export const remedies: readonly Claim[] = [
  remedy('half-rate', 'Half the learning rate from 1500 prevents it', 'Experiment 1', 'lr halved', late),
  remedy(
    'exponential-decay',
    'Exponential decay of the rate from 1500 prevents it',
    'Experiment 1',
    'exponential decay',
    late,
  ),
  remedy(
    'step-decay',
    'Halving the rate every 500 iterations prevents it',
    'Experiment 1',
    'halved every 500',
    'slower, not absent',
  ),
  {
    id: 'early-stopping',
    says: 'Stopping after 100 iterations without a smaller loss keeps the fit near its best',
    where: 'Experiment 2',
    recorded: 'confirmed',
    needs: ['baseline', 'early stop'],
    check(evidence) {
      const stopped = evidence.trace('early stop');
      const end = stopped.last();
      const best = evidence.trace('baseline').best();
      return {
        holds: stopped.status === 'stopped' && end.loss < 1.1 * best.loss,
        claimed: 'near its best',
        measured: `stopped at ${end.iteration} with ${end.loss.toFixed(6)}`,
        because: `it ends the run, and mends nothing: ${end.uncovered} pixels are uncovered by then`,
      };
    },
  },
  {
    id: 'clip-at-1',
    says: 'Clipping the gradient to a norm of 1.0 prevents it',
    where: 'Experiment 3',
    recorded: 'refuted',
    needs: ['baseline', 'clipped at 1'],
    check(evidence) {
      const [arm, control] = ['clipped at 1', 'baseline'].map((name) => evidence.trace(name).last());
      const largest = evidence
        .trace('baseline')
        .column('grad_norm')
        .slice(1500)
        .reduce((a, b) => Math.max(a, b));
      return {
        ...escapes(
          evidence,
          'clipped at 1',
          `the norm never exceeds ${largest.toPrecision(2)}, so nothing is ever clipped`,
        ),
        measured: arm.loss === control.loss ? `the control's own end, ${arm.loss}` : `${arm.loss}`,
      };
    },
  },
  remedy(
    'clip-below-the-norm',
    'Clipping the gradient to a norm that does bite prevents it',
    'Experiment 3',
    'clipped at 0.001',
    'Adam divides by the size of the gradient, and clipping with it',
  ),
  remedy('reset-moments', "A fresh optimizer's moments prevent it", 'Experiment 4', 'moments reset', late),
  remedy(
    'reset-moments-and-t',
    'A fresh optimizer altogether prevents it',
    'Experiment 4',
    'moments and t reset',
    late,
  ),
  {
    id: 'adam-specific',
    says: 'The divergence is specific to Adam',
    where: 'Experiment 5',
    recorded: 'refuted',
    needs: ['baseline', 'SGD with momentum, lr 0.1'],
    check(evidence) {
      const arm = evidence.trace('SGD with momentum, lr 0.1');
      const { holds, ...others } = escapes(
        evidence,
        'SGD with momentum, lr 0.1',
        'gradient descent with momentum loses its pixels, too, once it moves as fast',
      );
      return { ...others, claimed: 'Adam alone', holds: holds && arm.last().uncovered === 0 };
    },
  },
  {
    id: 'sgd-still',
    says: 'With SGD at the same rate the loss stays low',
    where: 'Experiment 5',
    recorded: 'confirmed',
    needs: ['baseline', 'SGD'],
    check: (evidence) => escapes(evidence, 'SGD', "it hardly moves: at this rate a step is a thousandth of Adam's"),
  },
  remedy('cosine-from-1500', 'A cosine schedule from 1500 prevents it', 'Proposed Solution', 'cosine from 1500', late),
  remedy(
    'cosine-from-0',
    'A cosine schedule from the start prevents it',
    'Proposed Solution',
    'cosine from 0',
    'pixels are lost from 763 on, at nearly the full rate',
  ),
  {
    id: 'cosine-reduces',
    says: 'By iteration 1500 the cosine schedule has already reduced the rate',
    where: 'Proposed Solution',
    recorded: 'confirmed',
    needs: ['cosine from 0'],
    check(evidence) {
      const rate = evidence.trace('cosine from 0').at('learning_rate', 1500);
      return { holds: rate < 0.001, claimed: 'below 0.001', measured: rate.toPrecision(4), because: 'by five percent' };
    },
  },
  ...(['N = 45', 'N = 55'] as const).map(
    (name): Claim => ({
      id: `diverges-${name.slice(4)}`,
      says: `${name} with the same settings will diverge as well`,
      where: 'Immediate Action Items',
      recorded: 'confirmed',
      needs: [name],
      check(evidence) {
        const trace = evidence.trace(name);
        const [best, end] = [trace.best(), trace.last()];
        return {
          holds: end.loss > 1.5 * best.loss,
          claimed: 'diverges',
          measured: `${best.loss.toFixed(6)} at ${best.iteration}, ${end.loss.toFixed(6)} at ${end.iteration}`,
          because: `${end.uncovered} pixels are uncovered at the end`,
        };
      },
    }),
  ),
  {
    id: 'checkpoint-resumes',
    says: 'The checkpoint system works perfectly: iteration 1500 can be gone on from',
    where: 'What This Tells Us',
    recorded: 'confirmed',
    needs: ['baseline', 'control'],
    check(evidence) {
      const [control, whole] = ['control', 'baseline'].map((name) => evidence.trace(name).last());
      return {
        holds: control.loss === whole.loss,
        claimed: 'the same run',
        measured: `${control.loss} and ${whole.loss} at 10,000`,
        because: 'a run resumed at 1500 without a change ends with the same bits',
      };
    },
  },
  ...REPAIRS.map(
    (name): Claim => ({
      id: name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, ''),
      says: `Same optimizer, same rate, ${name}: it does not diverge`,
      recorded: 'confirmed',
      needs: ['baseline', name],
      check: (evidence) => escapes(evidence, name, 'no pixel can fall out of the gradient, or none shrinks that far'),
    }),
  ),
];
