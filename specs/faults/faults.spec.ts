import { describe, expect, it } from 'vitest';
import { attachTable, belongsTo } from '../support/allure.js';
import type { KnownFault } from './fault.js';
import { onsetOf, type Reference, referenceOf, tryFault } from './measure.js';
import { caughtBy, ROOMS, type Room } from './rooms.js';

belongsTo('harness', 'faults', 'one of each stage');

/** The first fault of each stage; faults.full.ts has all of them. */
const firstOfEach = (room: Room): KnownFault[] => [
  ...new Map(
    room.faults
      .filter(({ unseen }) => unseen === undefined)
      .toReversed()
      .map((known) => [known.place, known]),
  ).values(),
];

/** How many of them are bisected here; faults.full.ts bisects all. */
const TRIED = 4;

describe.each(ROOMS)('$subject', (room) => {
  // these are the checks that a fault is held to, in every program and setting that some fault is shown in
  it('passes every check of the suite when nothing is wrong', async () => {
    for (const name of new Set(room.faults.map(({ scene }) => scene))) {
      for (const check of room.suite(undefined, name)) expect(await check(), name).toEqual([]);
    }
  });

  it('does not pass them with a fault in any stage', async () => {
    const rows = [];
    for (const known of firstOfEach(room)) rows.push([known.id, known.place, (await caughtBy(room, known)) ?? '']);
    attachTable('caught by the suite', [['fault', 'stage', 'check'], ...rows]);
    expect(rows.filter(([, , check]) => check === '')).toEqual([]);
  });

  it('has every fault found by bisect, in its very iteration and stage', async () => {
    const rows = [];
    const references = new Map<string, Reference>();
    for (const known of firstOfEach(room).slice(0, TRIED)) {
      const reference = references.get(known.scene) ?? referenceOf(await room.scene(known.scene));
      references.set(known.scene, reference);
      const { at, place, answer } = await tryFault(reference, known, onsetOf(known.id, 0, room.latest));
      rows.push({ id: known.id, at, place, found: { iteration: answer.differs, stage: answer.stage } });
    }
    expect(rows.length).toBeGreaterThan(3);
    for (const { id, at, place, found } of rows) {
      expect(place, `${id} at ${at}`).toBeDefined();
      expect(found, `${id} at ${at}`).toEqual({ iteration: place?.iteration, stage: place?.stage });
    }
  });
});
