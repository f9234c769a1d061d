import type { Finding } from './bisect.js';
import { look } from './look.js';
import { type Border, type Sides, searchFree } from './search.js';

/** Two iterations that the reference recorded, between which the candidate leaves it. */
export interface Block extends Border {
  readonly differs: number;
}

/** Finds the iteration in a block, and its stage. */
export async function within(sides: Sides, block: Block): Promise<Finding> {
  const { reference, candidate } = sides;
  const { agrees, differs } = block;
  const able = candidate.isFree ? candidate : ((await candidate.freed?.(agrees, differs)) ?? candidate);
  const freed = { ...sides, candidate: able };
  if (differs === agrees + 1) return step(freed, block);
  const whole = { outcome: 'found' as const, agrees, differs, value: block.found[0], ended: block.ended };
  const unknown = (side: string): Finding => ({
    ...whole,
    reason: `the ${side} did not record what lies between, and is not made again by this program`,
  });
  if (!able.isFree) return unknown('candidate');
  if (!(await reference.makes(agrees, differs))) return unknown('reference');
  const between = Array.from({ length: differs - agrees + 1 }, (_, i) => agrees + i);
  const found = await searchFree(freed, 'within', between, await reference.state(agrees));
  return found.differs === undefined
    ? { ...whole, reason: CHANGED }
    : step(freed, { ...found, differs: found.differs });
}

const CHANGED = 'the candidate did not differ again from the same state: it is not deterministic';

/** What the one step of a block shows; where that is nothing, what differs behind it has accumulated before it. */
async function step(sides: Sides, { agrees, differs, found, ended }: Block): Promise<Finding> {
  const seen = await look(sides, differs);
  return seen.outcome === 'none' ? { outcome: 'accumulates', agrees, differs, value: found[0], ended } : seen;
}
