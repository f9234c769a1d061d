import { describe, expect, it } from 'vitest';
import { attachTable, belongsTo } from '../../support/allure.js';
import { namedAt, tableOf } from './faults-table.js';
import { CLNF_SCENES, clnfScene } from './scenes.js';

belongsTo('clnf', 'parity with OpenFace', 'faults of a port');

describe('the faults of golden/clnf/faults.csv, held to the C++ stage by stage', () => {
  // the case in which most of them show; golden-table.full.ts has the others
  it('are named at the stage and the iteration given there: r4_yaw_switch', async () => {
    const scene = await clnfScene('turned');
    const rows = tableOf(CLNF_SCENES.turned[0]);
    expect(rows).toHaveLength(29);
    const found = rows.map(({ fault }) => ({ fault, ...namedAt(scene, fault) }));
    attachTable('r4_yaw_switch', [
      ['fault', 'iteration', 'stage', 'named at', 'named stage'],
      ...rows.map(({ fault, iteration, stage }, i) => [fault, iteration, stage, found[i].iteration, found[i].stage]),
    ]);
    expect(found).toEqual(rows);
  });
});
