import { compareValues } from '../parity/index.js';
import type { Finding } from './bisect.js';
import type { Stepped } from './program.js';
import { type Border, dyadic, type Sides, searchFree } from './search.js';
import { type StageAnswer, stagesInOrder, stagesOneByOne } from './stages.js';

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
  const whole = { outcome: 'found' as const, agrees, differs, value: block.found[0] };
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

/** What one step from the reference's own state shows. */
function step(sides: Sides, { agrees, differs, found, ended }: Block): Promise<Finding> {
  const { reference, candidate, options, store, onProbe } = sides;
  return store.probe(`step-${differs}`, async (): Promise<Finding> => {
    onProbe(1);
    const stepped = await candidate.step(await reference.state(agrees));
    const unknown = { outcome: 'found' as const, agrees, differs, value: found[0], ended };
    if (typeof stepped === 'string') return { ...unknown, ...(await failed(sides, differs)), ended: stepped };
    const after = await reference.state(differs);
    const place = { of: 'state', iteration: differs };
    const compared = compareValues(after.values, stepped.state.values, place, { rules: options.rules });
    const value = compared.find(({ verdict }) => verdict === 'differs');
    if (value === undefined) return { ...unknown, outcome: 'accumulates' };
    const stages = await stagesOf(sides, differs, async () => stepped);
    if (stages === undefined) return { ...unknown, value, reason: 'the reference has no stages of this step' };
    if (stages.compared.length === 0) return { ...unknown, value, reason: 'the two have no stage in common' };
    const [born] = stages.differing;
    return { ...unknown, stage: born?.stage ?? 'state', value: born?.found[0] ?? value, stages };
  });
}

/** The stage of a step that fails, or that differs before it. */
async function failed(sides: Sides, iteration: number): Promise<Partial<Finding>> {
  const stages = await stagesOf(sides, iteration, async () => '');
  const born = stages?.differing[0];
  return born === undefined ? {} : { stage: born.stage, value: born.found[0], stages };
}

/** What the stages of a step say; undefined where the reference has none of it, or the candidate does not show it. */
async function stagesOf(
  sides: Sides,
  iteration: number,
  stepped: () => Promise<Stepped | string>,
): Promise<StageAnswer | undefined> {
  const { reference, candidate } = sides;
  const expected = await reference.stages(iteration);
  if (expected === undefined) return undefined;
  if (candidate.stages !== undefined)
    return stagesOneByOne(sides, candidate.stages, await reference.state(iteration - 1), expected);
  const step = await stepped();
  return typeof step === 'string' ? undefined : stagesInOrder(sides, step, expected);
}

/**
 * The first step in which a stage gives something else though no state ever does, since what it gives is only measured, or
 * used by nobody. The last step is looked at first, and that what is seen there is seen from some step on is taken for granted.
 */
export async function searchHidden(sides: Sides, points: readonly number[]): Promise<Finding | undefined> {
  const { reference, candidate, store, onProbe } = sides;
  // all stages of a step count as one probe
  const silent = { ...sides, onProbe: () => {} };
  const look = (iteration: number) =>
    store.probe(`hidden-${iteration}`, async () => {
      onProbe(1);
      const stepped = async () => candidate.step(await reference.state(iteration - 1));
      return (await stagesOf(silent, iteration, stepped)) ?? null;
    });
  let [low, high] = [points[0], points.at(-1) as number];
  let stages = await look(high);
  if (stages === null || stages.differing.length === 0) return undefined;
  while (high - low > 1) {
    const middle = dyadic(low, high);
    const found = await look(middle);
    if (found !== null && found.differing.length > 0) [high, stages] = [middle, found];
    else low = middle;
  }
  const [{ stage, found }] = stages.differing;
  return { outcome: 'found', agrees: low, differs: high, stage, value: found[0], stages, isHidden: true };
}
