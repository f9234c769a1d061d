import type { Outcome } from './drive.js';

/**
 * How a run ended, in one sentence, and how its last loss compares with its best: without judging why. Losses that are
 * annealed are not compared.
 */
export function summarize({ status, reason, state, best, last }: Outcome, isAnnealed = false): string {
  const ended = `${status} at iteration ${state.iteration}${reason === undefined ? '' : ` (${reason})`}`;
  if (best === undefined || last === undefined) return `${ended}; no loss was measured`;
  const loss = `loss ${last.loss.toFixed(6)}`;
  if (isAnnealed) return `${ended}: ${loss}, annealed on the way`;
  if (best.iteration === last.iteration) return `${ended}: ${loss}, its best`;
  if (last.loss === best.loss) return `${ended}: ${loss}, its best since iteration ${best.iteration}`;
  const times = last.loss / best.loss;
  const worse =
    times >= 2 ? `${times.toFixed(2)} times its best` : `${((times - 1) * 100).toPrecision(3)} % above its best`;
  return `${ended}: ${loss} is ${worse}, ${best.loss.toFixed(6)} at iteration ${best.iteration}: worse than at its best`;
}
