import type { Diagnosis } from '../../../src/diagnose/index.js';
import type { Claim } from '../../../src/findings/finding.js';
import { historicalPsf } from '../../../src/ilt/flare/psf.js';
import { FLAT, fallOf, firstOf, lastOf } from './changes.js';

const moves = (id: string, experiment: string, says: string, because: string): Claim => ({
  id,
  says,
  recorded: 'confirmed',
  needs: ['baseline', experiment],
  check(evidence) {
    const [base, arm] = [evidence.trace('baseline'), evidence.trace(experiment)];
    const of = (column: string) => Math.abs(fallOf(arm, column));
    const column = of('flare_reg') > of('total') ? 'flare_reg' : 'total';
    return {
      holds: of(column) > 20 * FLAT,
      claimed: 'it moves',
      measured: `${column} falls by ${fallOf(arm, column).toFixed(1)} %, where it fell by ${fallOf(base, column).toFixed(3)} %`,
      because,
    };
  },
});

/** Why it is flat: our own claims. */
export const cause: readonly Claim[] = [
  {
    id: 'saturated',
    says: 'Every pixel starts, and stays, in the flat part of the mask’s sigmoid',
    recorded: 'confirmed',
    needs: ['baseline'],
    check(evidence) {
      const least = Math.min(...evidence.trace('baseline').column('saturated'));
      return {
        holds: least === 1,
        claimed: 'every pixel',
        measured: `${(100 * least).toFixed(0)} % at least`,
        because: 'where |P| = 1 and the slope is 10, M (1 - M) is 4.5e-5',
      };
    },
  },
  {
    id: 'eps-dominates',
    says: 'Adam’s eps is hundreds of times larger than what it is added to',
    recorded: 'confirmed',
    needs: ['baseline'],
    check(evidence) {
      const ratios = evidence.trace('baseline').column('eps_ratio');
      const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
      return {
        holds: low > 100,
        claimed: 'hundreds of times',
        measured: `${low.toFixed(0)} to ${high.toFixed(0)} times`,
        because: 'the update is then rate / eps times the gradient: gradient descent, and slower than the rate says',
      };
    },
  },
  {
    id: 'diagnosed-frozen',
    says: 'The rows alone show that it is frozen, by saturation and by eps',
    recorded: 'confirmed',
    needs: ['diagnosis'],
    check(evidence) {
      const { verdict, causes } = evidence.measured<Diagnosis>('diagnosis');
      const names = causes.map((each) => each.cause);
      return {
        holds: verdict === 'flat' && names.includes('frozen: eps') && names.includes('frozen: saturation'),
        claimed: 'frozen',
        measured: `${verdict}; ${names.join(', ')}`,
        because: 'plumbline diagnose was told nothing of the subject',
      };
    },
  },
  {
    id: 'diagnosed-vacuous',
    says: 'The binary error cannot fail in this run, and says nothing',
    recorded: 'confirmed',
    needs: ['diagnosis'],
    check(evidence) {
      const { vacuous } = evidence.measured<Diagnosis>('diagnosis');
      return {
        holds: vacuous.includes('binary_error'),
        claimed: 'vacuous',
        measured: vacuous.join(', '),
        because: 'it is perfect before the first iteration',
      };
    },
  },
  moves(
    'frees-eps',
    'Adam eps 1e-16',
    'A smaller eps alone makes it move',
    'the same start, gradient and rate: frozen, not converged',
  ),
  moves(
    'frees-start',
    'start at a tenth',
    'A start outside the flat part makes it move',
    'a tenth of the start has the same signs and a gradient',
  ),
  moves(
    'frees-slope',
    'mask slope 4',
    'A gentler sigmoid makes it move',
    'less saturated, so that the gradient is above eps',
  ),
  moves(
    'frees-lens',
    'with a lens',
    'A lens makes it move',
    'a blurred image differs from its target, so that there is an error to descend on',
  ),
  {
    id: 'starts-frozen',
    says: 'The runs that do move start frozen, too',
    recorded: 'confirmed',
    needs: ['synthetic'],
    check(evidence) {
      const trace = evidence.trace('synthetic');
      const [first, total, norms] = [firstOf(trace, 'total'), trace.column('total'), trace.column('grad_norm')];
      const within = total.findIndex((value) => value < 0.99 * first);
      return {
        holds: within > 5 && norms[within] > 50 * norms[0],
        claimed: 'frozen',
        measured: `the loss is within 1 % of its start for ${within} iterations, while the gradient grows ${(norms[within] / norms[0]).toFixed(0)} times`,
        because: 'the parameters have to crawl out of the flat part first',
      };
    },
  },
  {
    id: 'thawed-start',
    says: 'From three tenths of the start it gets as far and further, without the wait',
    recorded: 'confirmed',
    needs: ['synthetic', 'synthetic, from 0.3'],
    check(evidence) {
      const [as, from] = ['synthetic', 'synthetic, from 0.3'].map((name) => evidence.trace(name));
      return {
        holds: lastOf(from, 'total') < lastOf(as, 'total') && from.at('total', 6) < as.at('total', 15),
        claimed: 'sooner, further',
        measured: `${from.at('total', 6).toFixed(4)} after five updates, ${lastOf(from, 'total').toFixed(5)} at the end; as it was ${as.at('total', 15).toFixed(4)} after fourteen, ${lastOf(as, 'total').toFixed(5)}`,
        because: 'nothing of the problem was changed, only where the search begins',
      };
    },
  },
  ...(
    [
      ['main', '0.6931'],
      ['v2', '0.9626'],
    ] as const
  ).map(
    ([branch, claimed]): Claim => ({
      id: `delta-psf-${branch}`,
      says: `The flare of branch ${branch} leaves ${claimed} of the light where it is`,
      recorded: 'confirmed',
      needs: [],
      check() {
        const kernel = historicalPsf(branch);
        const center = kernel[(kernel.length - 1) / 2];
        return {
          holds: center.toFixed(4) === claimed,
          claimed,
          measured: center.toFixed(6),
          because: 'one sample of a kernel made for micrometers is used for one pixel: almost no flare is modeled',
        };
      },
    }),
  ),
];
