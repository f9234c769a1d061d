import { describe, expect, it } from 'vitest';
import { withFault } from '../../src/bisect/index.js';
import { attachCurve, attachTable, belongsTo } from '../support/allure.js';
import type { KnownFault } from './fault.js';
import { onsetOf, type Reference, referenceOf, tryFault } from './measure.js';
import { figureOf, type Measured, pageOf, ratesOf } from './report.js';
import { caughtBy, ROOMS, type Room, runTo } from './rooms.js';
import { VARIATIONS } from './variations.js';

belongsTo('harness', 'faults', 'all of them');

/** How often each fault is switched on, each time at another iteration. A landmark fit takes a second to bisect. */
const TURNS = { gaussian: 4, ilt: 2, clnf: 1 };

async function measure(room: Room, known: KnownFault, reference: Reference): Promise<Measured> {
  const { scene } = reference;
  const trials = [];
  for (let turn = 0; turn < TURNS[room.subject]; turn++) {
    trials.push(await tryFault(reference, known, onsetOf(known.id, turn, room.latest)));
  }
  const from = known.place === 'state' ? Math.ceil(room.latest / 2) : 1;
  const end = runTo(withFault(scene.solver, known.put(scene, from)), room.longest ?? scene.iterations);
  const right = reference.states[reference.states.length - 1];
  return { room, known, caught: await caughtBy(room, known), trials, effect: room.apart(scene, right, end) };
}

const rows: Measured[] = [];
const alarms = new Map<string, [count: number, raised: number]>();

describe.each(ROOMS)('the faults of $subject', (room) => {
  it('are all caught by the suite, and named by bisect to the iteration and the stage', async () => {
    const references = new Map<string, Reference>();
    for (const known of room.faults) {
      const reference = references.get(known.scene) ?? referenceOf(await room.scene(known.scene));
      references.set(known.scene, reference);
      rows.push(await measure(room, known, reference));
    }
    const own = rows.filter((row) => row.room === room);
    attachTable(room.subject, [
      ['fault', 'stage', 'caught by', 'effect, %'],
      ...own.map(({ known, caught, effect }) => [known.id, known.place, caught ?? '', effect]),
    ]);
    const seen = own.filter(({ known }) => known.unseen === undefined);
    expect(seen.filter(({ caught }) => caught === undefined).map(({ known }) => known.id)).toEqual([]);
    const missed = seen.flatMap(({ known, trials }) =>
      trials.filter(({ isIteration, isStage }) => !isIteration || !isStage).map(({ at }) => `${known.id} at ${at}`),
    );
    expect(missed).toEqual([]);
  });

  it('that are said to be the same to the last bit are so', () => {
    for (const { known, caught, trials } of rows.filter((row) => row.room === room)) {
      if (known.unseen === undefined) continue;
      expect(caught, known.id).toBeUndefined();
      for (const { place, answer } of trials) expect([place, answer.outcome]).toEqual([undefined, 'none']);
    }
  });
});

describe('at least 200 variations that are no fault', () => {
  it.each([...new Set(VARIATIONS.map(({ kind }) => kind))])('raise no alarm: %s', async (kind) => {
    const raised: string[] = [];
    const some = VARIATIONS.filter((variation) => variation.kind === kind);
    for (const { name, alarm } of some) {
      const problem = await alarm();
      if (problem !== undefined) raised.push(`${name}: ${problem}`);
    }
    alarms.set(kind, [some.length, raised.length]);
    expect(raised).toEqual([]);
  });

  it('are at least 200', () => expect(VARIATIONS.length).toBeGreaterThanOrEqual(200));
});

it('is what docs/faults.md says and shows', async () => {
  const { faults, caught, trials, stage, iteration } = ratesOf(rows);
  expect([caught, stage, iteration]).toEqual([faults, trials, trials]);
  const [page, figure] = [pageOf(rows, alarms), figureOf(rows)];
  attachCurve('effects', figure);
  attachTable('rates', [
    ['faults', 'caught', 'trials', 'exact stage', 'exact iteration'],
    [faults, caught, trials, stage, iteration],
  ]);
  await expect(figure).toMatchFileSnapshot('../../docs/faults.svg');
  await expect(page).toMatchFileSnapshot('../../docs/faults.md');
});
