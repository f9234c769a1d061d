import { describe, expect, it } from 'vitest';
import { type Layout, parseGlp, rasterize } from '../../../src/ilt/layout/index.js';
import { edgesOf, epe, probesOf } from '../../../src/ilt/metrics/index.js';
import { belongsTo } from '../../support/allure.js';

belongsTo('ilt', 'metrics', 'edge placement');

const SIZE = 256;
const layout = (...lines: string[]): Layout => parseGlp(lines.join('\n'), 'layout');
const raster = (shapes: Layout) => rasterize(shapes, SIZE, 'half-open');

/** A bar of 60 by 150 with its corner at (100, 50). */
const bar = raster(layout('RECT N M1 100 50 60 150'));

describe('the edges of a target', () => {
  it('are its straight sides from corner to corner, vertical ones first', () => {
    expect(edgesOf(bar, SIZE)).toEqual([
      { direction: 'vertical', at: 100, from: 50, to: 199 },
      { direction: 'vertical', at: 159, from: 50, to: 199 },
      { direction: 'horizontal', at: 50, from: 100, to: 159 },
      { direction: 'horizontal', at: 199, from: 100, to: 159 },
    ]);
  });

  it('end at the border of the field', () => {
    const corner = raster(layout('RECT N M1 0 0 20 30'));
    expect(edgesOf(corner, SIZE).filter(({ at }) => at === 0)).toEqual([
      { direction: 'vertical', at: 0, from: 0, to: 29 },
      { direction: 'horizontal', at: 0, from: 0, to: 19 },
    ]);
  });
});

describe('the probes of a target', () => {
  const probes = probesOf(bar, SIZE);
  const at = (index: number) => [index % SIZE, Math.floor(index / SIZE)];

  it('stand every 40 nm from both ends of a long edge to its middle, and in the middle of a short one', () => {
    // 50 to 199: from the start 90 up to the middle 124, from the end 159 down to it
    expect(probes.filter(({ x }) => x === 100).map(({ y }) => y)).toEqual([90, 159]);
    expect(probes.filter(({ y }) => y === 50).map(({ x }) => x)).toEqual([129]);
    expect(probes).toHaveLength(6);
  });

  it('include the middle once where both ways meet in it', () => {
    const [edge] = [raster(layout('RECT N M1 100 50 60 161'))];
    expect(
      probesOf(edge, SIZE)
        .filter(({ x }) => x === 100)
        .map(({ y }) => y),
    ).toEqual([90, 130, 170]);
  });

  it('look 15 nm to either side, into the shape and out of it', () => {
    const [left, , right] = probes;
    expect([at(left.inner), at(left.outer)]).toEqual([
      [115, 90],
      [85, 90],
    ]);
    expect([at(right.inner), at(right.outer)]).toEqual([
      [144, 90],
      [174, 90],
    ]);
  });

  it('are as far apart in nanometres on coarser pixels', () => {
    const coarse = rasterize(layout('RECT N M1 25 12 15 38'), 64, 'half-open');
    const found = probesOf(coarse, 64, 4);
    expect(found.filter(({ x }) => x === 25).map(({ y }) => y)).toEqual([22, 39]);
    expect(found[0].inner % 64).toBe(25 + 4);
  });

  it('are none where the shape is on both sides or on neither, or its probe points leave the field', () => {
    const line = raster(layout('RECT N M1 100 50 1 150'));
    expect(probesOf(line, SIZE).filter(({ x, y }) => x === 100 && y > 50 && y < 199)).toEqual([]);
    const near = raster(layout('RECT N M1 14 50 60 150'));
    expect(probesOf(near, SIZE).some(({ x }) => x === 14)).toBe(false);
    expect(probesOf(near, SIZE).some(({ x }) => x === 73)).toBe(true);
  });
});

describe('the edge placement error', () => {
  const shifted = (dx: number) => raster(layout(`RECT N M1 ${100 + dx} 50 60 150`));

  it.each([
    ['is 0 for a print as the target is', bar, 0],
    ['is 0 for a print 14 nm to the side', shifted(14), 0],
    ['is 2 on the side that is 15 nm too far out', raster(layout('RECT N M1 85 50 75 150')), 2],
    ['counts inner and outer violations of a print 16 nm to the side', shifted(16), 4],
    ['is one for every probe where nothing prints', new Uint8Array(SIZE * SIZE), 6],
    ['is one for every probe where everything prints', new Uint8Array(SIZE * SIZE).fill(1), 6],
  ])('%s', (_, printed, errors) => {
    expect(epe(probesOf(bar, SIZE), printed)).toBe(errors);
  });
});
