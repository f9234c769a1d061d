import type { GroupCheck } from './gradient-check.js';
import type { Ranking } from './rank.js';
import type { StepReport } from './step-report.js';

export const CAUSES = [
  'discontinuity',
  'wrong gradient',
  'step too long',
  'frozen by eps',
  'saturated',
  'clamped',
  'not the optimizer',
  'the optimizer',
  'no arm changes it',
] as const;

/** Something that the probe has found, with what it is about and a sentence for people. */
export interface Cause {
  readonly cause: (typeof CAUSES)[number];
  /** The group of parameters, where it is about one. */
  readonly group?: string;
  /** How much of it there is: of a discontinuity, the median jump in units of the objective; of the others, a share or a ratio. */
  readonly size?: number;
  readonly says: string;
}

/** A share of entries from which on a group as a whole is concerned. */
const MOST = 0.5;
/** eps at this share of a root halves an update; well above it the update goes with the gradient alone. */
const EPS_DOMINATES = 1;

/** What the checks name, the largest first in each kind: of the gradient, of the step, of the arms. */
export function causesOf(
  gradient: readonly GroupCheck[],
  step: StepReport | undefined,
  ranking: Ranking | undefined,
): Cause[] {
  const found = [
    ...gradient.flatMap(ofGradient).sort((a, b) => (b.size ?? 0) - (a.size ?? 0)),
    ...(step?.groups.flatMap(ofStep) ?? []),
  ];
  return [...found, ...(ranking === undefined ? [] : ofArms(ranking, found.length === 0))];
}

function ofGradient({ group, verdict, lengths, infinitesimal, real, together }: GroupCheck): Cause[] {
  if (verdict === 'agrees' || verdict === 'at rest') return [];
  const [{ size }] = lengths;
  const errors = `off by ${infinitesimal.toExponential(1)} of itself infinitesimally, by ${real.toPrecision(2)} at the length of the step`;
  const all = `moved all one way by a step, ${together.gradient.toExponential(2)} a unit by the gradient and ${together.quotient.toExponential(2)} in fact`;
  const says = {
    discontinuity: `The objective has jumps within a step of ${group}: its gradient is right and useless at that length (${errors}; ${all}).`,
    'step too long': `The objective bends within a step of ${group}: a shorter one would do as foretold (${errors}).`,
    'wrong gradient': `The gradient of ${group} is not the derivative of the objective (${errors}).`,
  }[verdict];
  return [{ cause: verdict, group, size, says }];
}

function ofStep({ group, eps, slope, clamped }: StepReport['groups'][number]): Cause[] {
  const found: Cause[] = [];
  if (eps !== undefined && eps.below > MOST && eps.eps > EPS_DOMINATES * eps.root) {
    const ratio = eps.eps / eps.root;
    const says = `The optimizer's eps is ${ratio.toPrecision(3)} times the median root of the second moment of ${group}: updates go with the gradient, ${ratio.toPrecision(3)} times smaller than they are meant to be. It is frozen, not converged.`;
    found.push({ cause: 'frozen by eps', group, size: ratio, says });
  }
  if (slope !== undefined && slope.flat > MOST) {
    const says = `${percent(slope.flat)} of ${group} is saturated: the median slope of its squashing function is ${slope.median.toExponential(1)} of the largest, and so is every gradient.`;
    found.push({ cause: 'saturated', group, size: slope.flat, says });
  }
  if (clamped > MOST) {
    found.push({
      cause: 'clamped',
      group,
      size: clamped,
      says: `${percent(clamped)} of ${group} stands at an end of its range.`,
    });
  }
  return found;
}

/** `sound`: whether gradient and step are without a fault. */
function ofArms({ symptom, blame, arms, without }: Ranking, sound: boolean): Cause[] {
  if (symptom === 'falls') return [];
  const removing = arms.filter(({ outcome }) => outcome === 'removes it').map(({ name }) => name);
  if (arms.length === 0) return [];
  if (blame === 'none') {
    const moved = arms.filter(({ outcome }) => outcome === 'better' || outcome === 'worse').length;
    const says = `No arm changes that the loss ${symptom}${moved > 0 ? `, though ${moved} of ${arms.length} change how much` : ''}.`;
    const nothing: Cause = { cause: 'no arm changes it', says };
    if (symptom !== 'stands still' || !sound) return [nothing];
    const done = `The gradient is right and no change of ${without.join(', ')} gets further: the optimizer has arrived where its objective is smallest, and what is wrong, if anything is, lies in the objective.`;
    return [nothing, { cause: 'not the optimizer', says: done }];
  }
  const list = removing.join(', ');
  if (blame === 'not the optimizer') {
    const says = `That the loss ${symptom} is not the optimizer's doing: it is gone with ${list}, and with no change of ${without.join(', ')}.`;
    return [{ cause: 'not the optimizer', says }];
  }
  if (blame === 'the optimizer') {
    return [
      { cause: 'the optimizer', says: `That the loss ${symptom} is the optimizer's doing: it is gone with ${list}.` },
    ];
  }
  return [];
}

const percent = (share: number): string => `${(100 * share).toPrecision(3)} %`;
