import { type ArmKind, OPTIMIZER_KINDS } from '../subject.js';
import type { ArmRun, Arms } from './arms.js';

export const SYMPTOMS = ['rises', 'falls', 'stands still', 'leaves the numbers'] as const;
/** What the control's loss does from the state on. */
export type Symptom = (typeof SYMPTOMS)[number];

export const ARM_OUTCOMES = ['removes it', 'better', 'no change', 'worse', 'failed'] as const;
/** What an arm does against its control: it takes the symptom away, or moves the end by more than the noise, or does not. */
export type ArmOutcome = (typeof ARM_OUTCOMES)[number];

export interface RankedArm extends ArmRun {
  /** By how much it ends below its control. */
  readonly effect: number;
  readonly outcome: ArmOutcome;
}

export const BLAMES = ['not the optimizer', 'the optimizer', 'either', 'none'] as const;
/**
 * Where the arms that remove the symptom act: only outside the optimizer, only on it, or both; none where no arm removes it.
 * Where there is no symptom, `none`.
 */
export type Blame = (typeof BLAMES)[number];

export interface Ranking {
  /** The loss that all of them begin at. */
  readonly begin: number;
  /** {@link NOISE} times the largest difference between the ends of the control and its copies: a smaller effect is none. */
  readonly floor: number;
  readonly symptom: Symptom;
  readonly control: ArmRun;
  readonly copies: readonly ArmRun[];
  /** Those that remove the symptom first, then the others, each by their last loss; those without one last. */
  readonly arms: readonly RankedArm[];
  /** Kinds of change of which no arm removes the symptom. */
  readonly without: readonly ArmKind[];
  readonly blame: Blame;
}

/** Of five draws from one normal distribution, the fifth is further than so many ranges of the first four from the first in 3.4 % of all cases; than one, in 19 %. */
const NOISE = 2;
/** A loss that changes by less than this share of itself stands still. */
const STILL = 0.01;
/** It moves all the same if it falls by this share of itself and by so many times the change of a control that stands still. */
const LIVELY = { share: 0.001, times: 10 };

/** Ranks arms by where they end, and says which take away what is wrong with the control. */
export function rank({ control, copies, arms }: Arms, begin: number): Ranking {
  const ends = [control, ...copies].map(({ end }) => end);
  const floor = NOISE * (Math.max(...ends) - Math.min(...ends));
  const symptom = symptomOf(control, begin, floor);
  const ranked = arms
    .map((arm) => ({
      ...arm,
      effect: control.end - arm.end,
      outcome: outcomeOf(arm, { control, begin, floor, symptom }),
    }))
    .sort((a, b) => place(a) - place(b) || order(a.end) - order(b.end));
  const removing = new Set(ranked.filter(({ outcome }) => outcome === 'removes it').map(({ kind }) => kind));
  const tried = new Set(ranked.map(({ kind }) => kind));
  return {
    begin,
    floor,
    symptom,
    control,
    copies,
    arms: ranked,
    without: [...tried].filter((kind) => !removing.has(kind)),
    blame: blameOf(removing),
  };
}

const place = ({ outcome }: RankedArm): number => (outcome === 'removes it' ? 0 : 1);
const order = (end: number): number => (Number.isNaN(end) ? Infinity : end);

function symptomOf({ end }: ArmRun, begin: number, floor: number): Symptom {
  if (!Number.isFinite(end)) return 'leaves the numbers';
  const change = end - begin;
  if (Math.abs(change) <= Math.max(STILL * Math.abs(begin), Number.isFinite(floor) ? floor : 0)) return 'stands still';
  return change > 0 ? 'rises' : 'falls';
}

function outcomeOf(
  arm: ArmRun,
  { control, begin, floor, symptom }: Pick<Ranking, 'control' | 'begin' | 'floor' | 'symptom'>,
): ArmOutcome {
  if (!Number.isFinite(arm.end)) return 'failed';
  if (symptom === 'leaves the numbers') return arm.end <= begin ? 'removes it' : 'better';
  const effect = control.end - arm.end;
  if (!(Math.abs(effect) > floor)) return 'no change';
  if (effect < 0) return 'worse';
  if (symptom === 'rises' && !rises(arm, begin) && (arm.end <= begin || fallsToItsEnd(arm))) return 'removes it';
  if (symptom === 'stands still' && isFreed(arm, ownBegin(arm, begin), control.end - begin, floor)) return 'removes it';
  return 'better';
}

/** What changes the problem may begin at another loss than the control; then it is its own fall that counts. */
const ownBegin = ({ kind, curve }: ArmRun, begin: number): number =>
  (OPTIMIZER_KINDS as readonly ArmKind[]).includes(kind) ? begin : curve.loss[0];

/** Whether a loss falls where its control, which changed by `still`, stands still. */
function isFreed({ end }: ArmRun, begin: number, still: number, floor: number): boolean {
  const lively = Math.max(LIVELY.times * Math.abs(still), LIVELY.share * Math.abs(begin));
  return begin - end > Math.max(floor, Math.min(STILL * Math.abs(begin), lively));
}

/** Whether a loss ever stands above its begin, or its control's. */
const rises = ({ curve }: ArmRun, begin: number): boolean =>
  Math.max(...curve.loss) > (1 + STILL) * Math.max(begin, curve.loss[0]);

/** Whether a loss fell from its begin and has not risen again. */
const fallsToItsEnd = ({ end, best, curve }: ArmRun): boolean =>
  end < (1 - STILL) * curve.loss[0] && end <= (1 + STILL) * best;

function blameOf(removing: ReadonlySet<ArmKind>): Blame {
  if (removing.size === 0) return 'none';
  if (removing.has('asked')) return 'either';
  const descent = [...removing].filter((kind) => (OPTIMIZER_KINDS as readonly ArmKind[]).includes(kind)).length;
  if (descent === 0) return 'not the optimizer';
  return descent === removing.size ? 'the optimizer' : 'either';
}
