import { expect, it } from 'vitest';
import { GAUSSIAN_FAULTS } from './gaussian/catalogue.js';
import { gaussianScene } from './gaussian/scenes.js';
import { gaussianSuite } from './gaussian/suite.js';
import { referenceOf, tryFault } from './measure.js';

it('tries', async () => {
  const refs = new Map();
  for (const s of ['reference', 'clipped', 'clipped at 1', 'cosine', 'momentum'])
    console.log(s, await gaussianSuite(undefined, s));
  for (const f of GAUSSIAN_FAULTS) {
    if (!refs.has(f.scene)) refs.set(f.scene, referenceOf(await gaussianScene(f.scene)));
    const t0 = performance.now();
    const t = await tryFault(refs.get(f.scene), f, 23);
    const t1 = performance.now();
    const found = await gaussianSuite(f);
    console.log(
      f.id,
      f.place,
      JSON.stringify(t.place),
      t.answer.outcome,
      t.answer.differs,
      t.answer.stage,
      t.answer.reason ?? '',
      t.isIteration && t.isStage ? 'ok' : 'MISS',
      (t1 - t0).toFixed(0),
      (performance.now() - t1).toFixed(0),
      found.length,
      found[0],
    );
  }
  expect(1).toBe(1);
});
