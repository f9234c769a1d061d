import type { Diagnosis } from '../../../src/diagnose/index.js';
import type { Claim, Evidence } from '../../../src/findings/finding.js';

/** What of the probe's document is looked at. */
export interface Probed {
  readonly gradient: readonly {
    readonly group: string;
    readonly verdict: string;
    readonly infinitesimal: number;
    readonly real: number;
  }[];
  readonly arms: {
    readonly arms: readonly { readonly name: string; readonly outcome: string; readonly end: number | null }[];
    readonly without: readonly string[];
    readonly blame: string;
  };
}

const diagnosis = (evidence: Evidence): Diagnosis => evidence.measured<Diagnosis>('diagnosis');
const probed = (evidence: Evidence): Probed => evidence.measured<Probed>('probe');

/** What the tool says of the run without being told anything of it. */
export const diagnosed: readonly Claim[] = [
  {
    id: 'onset-interval',
    says: 'The divergence starts between iterations 1500 and 1600',
    where: 'Key Observations',
    recorded: 'confirmed',
    needs: ['diagnosis'],
    check(evidence) {
      const { onset } = diagnosis(evidence);
      return {
        holds: onset !== null && onset.lo >= 1500 && onset.hi <= 1600,
        claimed: '1500 to 1600',
        measured:
          onset === null ? 'no onset' : `${onset.lo} to ${onset.hi}, ${(100 * onset.confidence).toFixed(0)} % sure`,
        because: 'from a row of every iteration, as closely as their noise allows',
      };
    },
  },
  {
    id: 'starts-suddenly',
    says: 'The divergence starts suddenly',
    where: 'Key Observations',
    recorded: 'refuted',
    needs: ['diagnosis'],
    check(evidence) {
      const warning = diagnosis(evidence).warnings.find(({ column }) => column === 'uncovered');
      return {
        holds: warning === undefined,
        claimed: 'without warning',
        measured: `uncovered pixels rise from ${warning?.onset.lo} to ${warning?.onset.hi} on, ${warning?.lead} iterations ahead of the loss`,
        because: 'the loss had announced it, in a column that nobody had logged',
      };
    },
  },
  {
    id: 'not-the-optimizer',
    says: 'The rows alone show that the cause is not the optimizer',
    recorded: 'confirmed',
    needs: ['diagnosis'],
    check(evidence) {
      const reason = diagnosis(evidence).causes.find(({ cause }) => cause === 'not the optimizer');
      return {
        holds: reason !== undefined,
        claimed: 'not the optimizer',
        measured: reason?.because ?? 'no such cause',
        because: 'plumbline diagnose was told nothing of the subject',
      };
    },
  },
  {
    id: 'gradient-correct',
    says: 'The gradient computation is correct',
    where: 'What This Tells Us',
    recorded: 'confirmed',
    needs: ['probe'],
    check(evidence) {
      const worst = Math.max(...probed(evidence).gradient.map(({ infinitesimal }) => infinitesimal));
      return {
        holds: worst < 1e-5,
        claimed: 'correct',
        measured: `off by ${worst.toExponential(1)} of itself infinitesimally, in the worst group`,
        because: 'correct it is, and at the length of a step it means nothing',
      };
    },
  },
  {
    id: 'discontinuity',
    says: 'At the length of a real step the gradient of the scales means nothing: the objective jumps',
    recorded: 'confirmed',
    needs: ['probe'],
    check(evidence) {
      const scale = probed(evidence).gradient.find(({ group }) => group === 'scale');
      return {
        holds: scale?.verdict === 'discontinuity',
        claimed: 'a discontinuity',
        measured: `off by ${scale?.infinitesimal.toExponential(1)} of itself infinitesimally, by ${scale?.real.toFixed(1)} at the length of the step`,
        because: 'a pixel that loses its last Gaussian within the step is in no derivative',
      };
    },
  },
  {
    id: 'arms-of-the-optimizer',
    says: 'No change of rate, schedule, clipping or memory removes the divergence',
    recorded: 'confirmed',
    needs: ['probe'],
    check(evidence) {
      const { without, blame } = probed(evidence).arms;
      const wanted = ['rate', 'schedule', 'clipping', 'memory'];
      return {
        holds: wanted.every((kind) => without.includes(kind)) && blame === 'not the optimizer',
        claimed: wanted.join(', '),
        measured: `none of ${without.join(', ')} does; ${blame}`,
        because: 'arms of the default set, each from iteration 1500 with one thing changed',
      };
    },
  },
  {
    id: 'arms-that-remove',
    says: 'Freezing the scales, or another renderer, does remove it, and nothing ranks before them',
    recorded: 'confirmed',
    needs: ['probe'],
    check(evidence) {
      const { arms } = probed(evidence).arms;
      const removing = arms.filter(({ outcome }) => outcome === 'removes it').map(({ name }) => name);
      const first = arms.slice(0, removing.length).map(({ name }) => name);
      return {
        holds:
          removing.includes('freeze=scale') && removing.length > 2 && first.every((name) => removing.includes(name)),
        claimed: 'scales, renderers',
        measured: removing.join(', '),
        because: 'they are the first of the arms by what they change',
      };
    },
  },
];
