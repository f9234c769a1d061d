import { describe, expect, it } from 'vitest';
import { presetLength } from '../../../src/ilt/recipe/presets.js';
import { attachTable, belongsTo } from '../../support/allure.js';
import { meanOf, type Quality, qualityOf, qualityTable } from '../../support/ilt-quality.js';

belongsTo('ilt', 'quality', 'generated layouts');

/** No setting was ever chosen on these: the search saw the contest's layouts alone. */
const SEEDS = Array.from({ length: 30 }, (_, i) => 1001 + i);
/** SimpleILT at its best, with Adam, in the same window: its own would cut these layouts off. */
const SIMPLE = { program: 'simple', optimizer: 'adam', window: 768 } as const;
const MULTILEVEL = { program: 'multilevel', flare: 'off', window: 768 } as const;

describe('multi-level ILT on layouts that no setting was chosen on', () => {
  it('prints closer to the layouts than SimpleILT with Adam, and is better by the sum on nine of ten', async () => {
    const found: Record<'simple' | 'multilevel', [string, Quality][]> = { simple: [], multilevel: [] };
    for (const seed of SEEDS) {
      found.simple.push([`seed ${seed}`, await qualityOf({ ...SIMPLE, seed }, 50)]);
      found.multilevel.push([`seed ${seed}`, await qualityOf({ ...MULTILEVEL, seed }, presetLength('default'))]);
    }
    attachTable('SimpleILT', qualityTable(found.simple));
    attachTable('multi-level ILT, default', qualityTable(found.multilevel));
    const [simple, multilevel] = [found.simple, found.multilevel].map((rows) =>
      meanOf(rows.map(([, quality]) => quality)),
    );
    expect(multilevel.l2).toBeLessThan(0.75 * simple.l2);
    expect(multilevel.l2 + multilevel.pvb).toBeLessThan(simple.l2 + simple.pvb);
    expect(multilevel.epe).toBeLessThanOrEqual(simple.epe);
    const sum = ({ l2, pvb }: Quality) => l2 + pvb;
    const better = found.multilevel.filter(([, quality], i) => sum(quality) < sum(found.simple[i][1]));
    expect(better.length).toBeGreaterThanOrEqual(27);
  });
});
