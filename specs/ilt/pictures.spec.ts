import { describe, expect, it } from 'vitest';
import type { Figure, MapFigure } from '../../src/figure.js';
import { drawFigure } from '../../src/report/figures/draw.js';
import type { Settings } from '../../src/settings.js';
import { attachCurve, belongsTo } from '../support/allure.js';
import { prepareIlt, runFor } from '../support/ilt.js';

belongsTo('ilt', 'subject', 'pictures');

const RECIPE = ['target', 'mask', 'aerial', 'contours', 'pv-band', 'energy'];
const PROGRAMS: [string, Settings, string[]][] = [
  ['multilevel', { size: 128, pixel: 8, kernel_count: 4 }, RECIPE],
  ['simple', { program: 'simple', size: 128, pixel: 8, kernel_count: 4 }, RECIPE],
  [
    'v2',
    { program: 'v2', size: 64, kernel_count: 4, field: 512 },
    [...RECIPE, 'mask-values', 'mask-error', 'mask-histogram', 'own-aerial', 'S', 'w', 'alpha'],
  ],
];

describe.each(PROGRAMS)('the pictures of %s', (_, settings, names) => {
  it('show what a lithographer looks for, with a scale bar on every map', async () => {
    const prepared = await prepareIlt(settings);
    const { state } = runFor(prepared, 2);
    const pictures = prepared.pictures(state) as Record<string, Figure>;
    expect(Object.keys(pictures).sort()).toEqual([...names].sort());
    for (const [name, figure] of Object.entries(pictures)) {
      const svg = drawFigure(figure);
      attachCurve(name, svg);
      expect(svg).toMatch(/^<svg/);
      if (figure.kind === 'map') expect(figure.pixel).toEqual({ size: settings.pixel ?? 1, unit: 'nm' });
    }
  });

  it('have the contours of all three corners over the target, each where its dose crosses the threshold', async () => {
    const prepared = await prepareIlt(settings);
    const pictures = prepared.pictures(runFor(prepared, 1).state) as Record<string, MapFigure>;
    const { overlays = [], part } = pictures.contours;
    expect(overlays.map(({ name }) => name)).toEqual(['dose 1.02', 'dose 0.98, defocus', 'nominal']);
    const levels = overlays.map((overlay) => (overlay.kind === 'contour' ? overlay.level : Number.NaN));
    expect(levels[0]).toBeCloseTo(0.225 / (1.02 * 1.02), 12);
    expect(levels[1]).toBeCloseTo(0.225 / (0.98 * 0.98), 12);
    expect(levels[2]).toBe(0.225);
    const { width, height } = part as NonNullable<MapFigure['part']>;
    expect(Math.min(width, height)).toBeGreaterThan(10);
  });
});
