import { describe, expect, it } from 'vitest';
import { rasterize } from '../../../src/ilt/layout/index.js';
import { differing } from '../../../src/ilt/metrics/index.js';
import { belongsTo } from '../../support/allure.js';
import { contestLayout, openIlt, openIltArray, unpackBits } from '../../support/openilt.js';

belongsTo('ilt', 'layouts', 'contest');

const area = (raster: Uint8Array) => raster.reduce((sum, value) => sum + value, 0);

describe("the contest's layouts", () => {
  it.for([
    [1, 218902],
    [2, 172224],
    [3, 217432],
    [4, 84037],
    [5, 285988],
    [6, 290100],
    [7, 232224],
    [8, 130238],
    [9, 322122],
    [10, 104004],
  ])('M1_test%i covers as many pixels as by OpenCV, %i', ([number, pixels], context) => {
    const folder = openIlt(context);
    expect(area(rasterize(contestLayout(folder, number), 2048))).toBe(pixels);
  });

  it.for([1, 2])('M1_test%i is pixel by pixel what OpenILT drew', (number, context) => {
    const folder = openIlt(context);
    const { data } = openIltArray(folder, `M1_test${number}_target_packbits.npy`);
    expect(differing(rasterize(contestLayout(folder, number), 2048), unpackBits(data))).toBe(0);
  });

  it('M1_test1 has, half-open, the area that the contest scores it by', (context) => {
    const folder = openIlt(context);
    expect(area(rasterize(contestLayout(folder, 1), 2048, 'half-open'))).toBe(215344);
  });

  it('larger than its field is cut off on all sides as by the flare-aware program', (context) => {
    const folder = openIlt(context);
    const target = openIltArray(folder, 'bench512_seed_target.npy');
    expect(target.shape).toEqual([512, 512]);
    expect(differing(rasterize(contestLayout(folder, 1, 512), 512), target.data)).toBe(0);
  });
});
