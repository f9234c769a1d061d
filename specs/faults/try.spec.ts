import { expect, it } from 'vitest';
import { withFault } from '../../src/bisect/index.js';
import { CLNF_FAULTS } from './clnf/catalogue.js';
import { clnfScene, CLNF_SCENES } from './clnf/scenes.js';
import { departures } from './clnf/golden.js';

it('tries', async () => {
  for (const s of ['frontal', 'turned', 'border']) {
    const scene = await clnfScene(s);
    let c0 = process.cpuUsage();
    console.log(s, departures(CLNF_SCENES[s][0], scene.solver, scene.solver, 10));
    console.log(process.cpuUsage(c0));
    for (const f of CLNF_FAULTS) if (f.place !== 'state' && (f.scene === s || /bilin|nosig|unclamped|view/.test(f.id))) {
      c0 = process.cpuUsage();
      const d = departures(CLNF_SCENES[s][0], scene.solver, withFault(scene.solver, f.put(scene, 1)), 1);
      console.log(s, f.id, f.place, (process.cpuUsage(c0).user / 1000).toFixed(0), JSON.stringify(d));
    }
  }
  expect(1).toBe(1);
});
