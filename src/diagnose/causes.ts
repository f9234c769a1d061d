import type { ScalarTable } from '../trace/index.js';
import { BORDER } from './censoring.js';
import { divergenceCauses } from './divergence-causes.js';
import { type Norms, normsOf, start } from './norms.js';
import type { Cause } from './outcome.js';
import { percent, short } from './print.js';
import type { Judgment } from './verdict.js';

/** A cause, and what in the columns speaks for it. */
export interface Reason {
  readonly cause: Cause;
  readonly because: string;
}

/** Why a run ended as it did, and which column or experiment would tell where the columns cannot. */
export interface Causation {
  readonly causes: readonly Reason[];
  readonly decides: readonly string[];
}

/** A gradient that fell to this share of its start is small; one that kept this share has not fallen. */
const SMALL = 0.05;
const KEPT = 0.5;
/** A share of the parameters, or of the rows, that is most of them. */
const MOST = 0.5;
/** Updates this much smaller than rate times gradient were cut; this much larger were divided by something tiny. */
const CUT = 0.3;
const DIVIDED = 1000;
/** Adam's updates are about the rate a parameter; far below it, eps rules the denominator. */
const FAR_BELOW_RATE = 0.05;
/** Steps of this share of the largest have died away. */
const SETTLED = 0.2;
/** Steps that do less than this share of what a straight way down would have no direction. */
const AIMLESS = 0.3;

const PROBE = 'plumbline probe on a checkpoint (whether a step downhill still lowers the loss)';

/** What would decide why a run stands still: the columns that it lacks, and a probe. */
function decidingFor({ gradient, update, rate, saturated, eps, clipped }: Norms): string[] {
  const shares = Object.entries({ saturated, eps_share: eps, clipped }).filter(([, course]) => course === undefined);
  return [
    ...(gradient ? [] : ['a column grad_norm (zero: no gradient arrives; small against its start: solved)']),
    ...(update && rate
      ? []
      : ['columns update_norm and learning_rate (updates far from rate times gradient: clipped, or ruled by eps)']),
    ...(shares.length === 0
      ? []
      : [`columns ${shares.map(([name]) => name).join(', ')} (what holds the parameters back)`]),
    PROBE,
  ];
}

/** The causes of a verdict; `values` are the loss. */
export function causesOf(judgment: Judgment, values: Float64Array, quantum: number, table: ScalarTable): Causation {
  const norms = normsOf(table);
  const blinded = sightCauses(judgment, norms);
  if (blinded.length > 0) return { causes: blinded, decides: [] };
  switch (judgment.verdict) {
    case 'flat': {
      const causes = flatnessCauses(judgment, values, quantum, norms);
      if (causes.length > 0) return { causes, decides: [] };
      const because = 'the columns do not tell what keeps it from moving';
      return { causes: [{ cause: 'undecided', because }], decides: decidingFor(norms) };
    }
    case 'converged':
    case 'plateau': {
      const causes = [...held(norms), ...solved(norms)].slice(0, 2);
      return { causes, decides: causes.length > 0 || norms.gradient ? [] : [decidingFor(norms)[0], PROBE] };
    }
    case 'diverged':
      return { causes: divergenceCauses(judgment, values, table), decides: [] };
    default:
      return { causes: [], decides: [] };
  }
}

function flatnessCauses(judgment: Judgment, values: Float64Array, quantum: number, norms: Norms): Reason[] {
  const reasons = held(norms);
  if (reasons.length > 0) return reasons;
  const isLate = beginsLate(judgment);
  const rules = [
    () => solved(norms),
    () => tooSlow(norms, values),
    () => (isLate ? rerun(judgment, values, norms) : []),
    () => bestAtStart(judgment, values),
    () => quantised(judgment, values, quantum),
    () => rerun(judgment, values, norms),
  ];
  for (const rule of rules) {
    const found = rule();
    if (found.length > 0) return found;
  }
  return [];
}

/** What holds the parameters in place, by the columns that say so, or by the size of the updates. */
function held({ gradient, update, rate, eps, epsIsRatio, saturated, clipped }: Norms): Reason[] {
  const reasons: Reason[] = [];
  if (gradient?.all.every((norm) => norm === 0)) {
    return [{ cause: 'frozen: zero gradient', because: `${gradient.name} is 0 in every row: no gradient arrives` }];
  }
  if (saturated && saturated.end > MOST)
    reasons.push({
      cause: 'frozen: saturation',
      because: `${percent(saturated.end)} of the parameters are saturated (${saturated.name})`,
    });
  if (eps && eps.end > (epsIsRatio ? 1 : MOST)) {
    const because = epsIsRatio
      ? `eps is ${short(eps.end)} times sqrt(v) (${eps.name}): the updates are a multiple of the gradient, not of its sign`
      : `eps is above sqrt(v) for ${percent(eps.end)} of the parameters (${eps.name})`;
    reasons.push({ cause: 'frozen: eps', because });
  }
  if (clipped && clipped.end > MOST)
    reasons.push({
      cause: 'frozen: clipping',
      because: `the gradient is clipped in most rows (${clipped.name}), to less than it takes to move`,
    });
  if (reasons.length > 0 || !gradient || !update || !rate) return reasons;
  const ratio = update.end / (rate.end * gradient.end);
  if (ratio < CUT) {
    const because = `the updates are ${short(ratio)} times rate x gradient: something cuts the gradient before the step`;
    return [{ cause: 'frozen: clipping', because }];
  }
  if (ratio > DIVIDED && update.end < FAR_BELOW_RATE * rate.end) {
    const because = `the updates are rate x gradient x ${short(ratio)}, yet only ${short(update.end / rate.end)} of the rate: eps rules Adam's denominator`;
    return [{ cause: 'frozen: eps', because }];
  }
  return [];
}

/** Steps that have died away although what they are worked out from lies largely beyond its border: no optimizer mends that. */
function sightCauses({ verdict }: Judgment, { update, border }: Norms): Reason[] {
  if (!border || !(border.end >= BORDER) || verdict === 'non-finite') return [];
  if (update && !(update.end <= SETTLED * update.largest)) return [];
  const because = `${percent(border.end)} of the measurements lie at the border of what can be seen (${border.name}) to the end${update ? `, while the steps died away to ${percent(update.end / update.largest)} of their largest` : ''}: more iterations, or other ones, do not mend what is measured`;
  return [{ cause: 'not the optimizer', because }];
}

function solved({ gradient }: Norms): Reason[] {
  if (!gradient || !(gradient.end <= SMALL * gradient.start)) return [];
  const because = `${gradient.name} fell to ${percent(gradient.end / gradient.start)} of its start: nothing is left to gain here`;
  return [{ cause: 'solved', because }];
}

/** Steps that go straight down, a gradient that stays, and next to no way made. */
function tooSlow({ gradient, update, rate, expected }: Norms, values: Float64Array): Reason[] {
  if (!gradient || !update || expected === undefined || !(gradient.end > KEPT * gradient.start)) return [];
  const done = values[0] - values[values.length - 1];
  if (!(done > AIMLESS * expected)) return [];
  const because = `every step goes downhill, but in all they lower the loss by ${short(done)}, and ${gradient.name} is still ${percent(gradient.end / gradient.start)} of its start${rate ? ` (${rate.name} ${short(rate.end)})` : ''}`;
  return [{ cause: 'rate too small', because }];
}

function bestAtStart({ scatter }: Judgment, values: Float64Array): Reason[] {
  const first = values[0];
  const above = values.filter((value) => value > first).length;
  const rest = start(
    values
      .slice()
      .sort()
      .subarray(values.length >> 1),
  );
  if (above < 0.97 * (values.length - 1) || !(rest > first) || (values.length < 100 && rest - first < scatter))
    return [];
  const because = `no row is below the first, ${short(first)}: the run began at its best and wandered from there`;
  return [{ cause: 'best already at the start', because }];
}

function quantised({ size }: Judgment, values: Float64Array, quantum: number): Reason[] {
  const [low, high] = values.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  if (!(quantum > 1e-6 * size) || high - low > 3.5 * quantum) return [];
  const because = `the log prints steps of ${short(quantum)}, and all values lie within ${Math.round((high - low) / quantum)} of them: a change below ${percent(quantum / size)} cannot be seen`;
  return [{ cause: 'quantised log', because }];
}

/** Steps of a size that would move it if they had a direction, from a state that had its level already. */
function rerun(judgment: Judgment, values: Float64Array, { gradient, update, expected }: Norms): Reason[] {
  if (!gradient || !update || expected === undefined || !(update.end > 0)) return [];
  const done = values[0] - values[values.length - 1];
  if (done > AIMLESS * expected) return [];
  const late = beginsLate(judgment) ? `, and the log begins at iteration ${judgment.view.iterations[0]}` : '';
  const because = `the steps would lower the loss by ${short(expected)} if they had a direction, and changed it by ${short(-done)}: they are noise about a level that was reached before${late}`;
  return [{ cause: 're-run of a converged state', because }];
}

/** Whether more iterations lie before the log than in it. */
const beginsLate = ({ view: { iterations } }: Judgment): boolean =>
  iterations[0] > iterations[iterations.length - 1] - iterations[0];
