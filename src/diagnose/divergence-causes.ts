import type { ScalarTable } from '../trace/index.js';
import type { Reason } from './causes.js';
import { percent, short } from './print.js';
import { roleOf } from './roles.js';
import type { Judgment } from './verdict.js';

/** The share of a rise that has to fall into the steps in which something else gets worse as well. */
const EXPLAINED = 0.9;

/** What the curve and the columns say of a divergence's cause; nothing is a possible answer. */
export function divergenceCauses({ growth }: Judgment, loss: Float64Array, table: ScalarTable): Reason[] {
  const reasons: Reason[] = [];
  if (growth !== undefined)
    reasons.push({
      cause: 'growing oscillation',
      because: `it swings more and more, ${short(growth.factor)} times as far at the end as at its calmest`,
    });
  for (const column of table.columns.filter((name) => roleOf(name) === 'coverage')) {
    const because = explains(column, table.values[column], loss);
    if (because !== undefined) return [...reasons, { cause: 'not the optimizer', because }];
  }
  return reasons;
}

/** Whether the loss rises, from its best row on, only in the steps in which the column rises too. */
function explains(column: string, values: Float64Array, loss: Float64Array): string | undefined {
  const best = loss.reduce((low, value, i) => (value < loss[low] ? i : low), 0);
  const change = { rising: 0, standing: 0, falling: 0 };
  for (let i = best + 1; i < loss.length; i++) {
    const step = values[i] - values[i - 1];
    change[step > 0 ? 'rising' : step < 0 ? 'falling' : 'standing'] += loss[i] - loss[i - 1];
  }
  const rise = loss[loss.length - 1] - loss[best];
  if (!(rise > 0) || !(change.rising > EXPLAINED * rise) || change.standing > (1 - EXPLAINED) * rise) return undefined;
  return (
    `from its best row on, the loss changes by ${short(change.rising)} in the steps in which ${column} rises, by ` +
    `${short(change.standing)} where it stands and by ${short(change.falling)} where it falls: ${percent(Math.min(1, change.rising / rise))} ` +
    `of the rise comes with ${column}, so look at what is drawn before the optimizer`
  );
}
