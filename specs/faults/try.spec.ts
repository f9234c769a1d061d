import { expect, it } from 'vitest';
import { GAUSSIAN_FAULTS } from './gaussian/catalogue.js';
import { gaussianScene } from './gaussian/scenes.js';
import { referenceOf, tryFault } from './measure.js';

it('tries', async () => {
  const refs = new Map();
  for (const f of GAUSSIAN_FAULTS) for (const at of [1, 13, 47]) {
    if (!refs.has(f.scene)) refs.set(f.scene, referenceOf(await gaussianScene(f.scene)));
    const t = await tryFault(refs.get(f.scene), f, at);
    if (!t.isIteration || !t.isStage || t.place?.isHidden)
    console.log(f.id, f.place, JSON.stringify(t.place), t.answer.outcome, t.answer.differs, t.answer.stage, t.answer.reason ?? '', t.isIteration && t.isStage ? 'ok' : 'MISS');
  }
  expect(1).toBe(1);
});
