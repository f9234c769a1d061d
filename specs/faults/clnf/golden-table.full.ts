import { expect, it } from 'vitest';
import { belongsTo } from '../../support/allure.js';
import { namedAt, tableOf } from './faults-table.js';
import { CLNF_SCENES, clnfScene } from './scenes.js';

belongsTo('clnf', 'parity with OpenFace', 'faults of a port');

it.each(['frontal', 'border'])('every fault of golden/clnf/faults.csv is named where it says: %s', async (name) => {
  const scene = await clnfScene(name);
  const rows = tableOf(CLNF_SCENES[name][0]);
  expect(rows).toHaveLength(29);
  expect(rows.map(({ fault }) => ({ fault, ...namedAt(scene, fault) }))).toEqual(rows);
});
