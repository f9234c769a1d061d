import { expect, it } from 'vitest';
import { ILT_FAULTS } from './ilt/catalogue.js';
import { ILT_SCENES, iltScene } from './ilt/scenes.js';
import { referenceOf, tryFault } from './measure.js';

it('tries', async () => {
  const refs = new Map();
  console.log(ILT_FAULTS.length);
  for (const s of Object.keys(ILT_SCENES)) {
    const t0 = performance.now();
    const r = await referenceOf(iltScene(s));
    refs.set(s, r);
    let st = r.scene.solver.init();
    const L = [];
    while (st.iteration < r.scene.iterations) {
      const x = r.scene.solver.step(st);
      st = x.state;
      L.push(x.scalars.loss.toPrecision(4));
    }
    console.log(s, (performance.now() - t0).toFixed(0), L.join(' '));
  }
  for (const f of ILT_FAULTS)
    for (const at of [5]) {
      const t0 = performance.now();
      try {
        const t = await tryFault(refs.get(f.scene), f, at);
        console.log(
          f.id,
          f.place,
          at,
          JSON.stringify(t.place),
          t.answer.outcome,
          t.answer.differs,
          t.answer.stage,
          t.answer.reason ?? '',
          t.isIteration && t.isStage ? 'ok' : 'MISS',
          (performance.now() - t0).toFixed(0),
        );
      } catch (e) {
        console.log(f.id, 'ERROR', (e as Error).message);
      }
    }
  expect(1).toBe(1);
});
