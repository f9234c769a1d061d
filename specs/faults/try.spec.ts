import { expect, it } from 'vitest';
import { withFault } from '../../src/bisect/index.js';
import { CLNF_FAULTS } from './clnf/catalogue.js';
import { clnfScene, CLNF_SCENES } from './clnf/scenes.js';
import { departures } from './clnf/golden.js';

it('tries', async () => {
  for (const s of ['frontal', 'turned', 'border']) {
    const scene = await clnfScene(s);
    console.log(s, departures(CLNF_SCENES[s][0], scene.solver, scene.solver, 10));
    for (const f of CLNF_FAULTS) if (f.place !== 'state') {
      const t0 = performance.now();
      const d = departures(CLNF_SCENES[s][0], scene.solver, withFault(scene.solver, f.put(scene, 1)), 2);
      console.log(s, f.id, f.place, (performance.now() - t0).toFixed(0), JSON.stringify(d));
    }
  }
  expect(1).toBe(1);
});
