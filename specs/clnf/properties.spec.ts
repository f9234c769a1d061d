import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultModel } from '../../src/clnf/default-model.js';
import { jacobian } from '../../src/clnf/jacobian.js';
import { anglesOf, product, rotationOf, smallRotation } from '../../src/clnf/rotation.js';
import { landmarksOf } from '../../src/clnf/shape.js';
import { fromBox, fromLandmarks } from '../../src/clnf/start.js';
import { updated } from '../../src/clnf/update.js';
import { type Raster, toRaster } from '../../src/image/image.js';
import { decodePng, encodePng } from '../../src/image/png.js';
import { readRegularFile } from '../../src/run/index.js';
import type { Settings } from '../../src/settings.js';
import { belongsTo } from '../support/allure.js';
import {
  caseSettings,
  farthest,
  goldenCase,
  landmarkRows,
  landmarksOfRow,
  lastState,
  prepareClnf,
  worst,
} from '../support/clnf.js';
import { mirroredLandmarks, writeMirroredModel } from '../support/clnf-mirror.js';

belongsTo('clnf', 'fit', 'properties');

const seeded = { seed: 42, numRuns: 100 };
const angle = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
const { pdm } = defaultModel();

/** Any pose and shape within what a fit may come to. */
const params = fc
  .record({
    s: fc.double({ min: 0.3, max: 4, noNaN: true }),
    angles: fc.tuple(angle(1), angle(1), angle(1)),
    place: fc.tuple(angle(500), angle(500)),
    modes: fc.array(angle(2), { minLength: pdm.modes, maxLength: pdm.modes }),
  })
  .map(({ s, angles, place, modes }) =>
    Float64Array.from([s, ...angles, ...place, ...modes.map((q, j) => q * Math.sqrt(pdm.variances[j]))]),
  );

describe('the Jacobian', () => {
  it('has the derivatives of the landmarks by each parameter', () => {
    const step = 1e-5;
    const visible = new Uint8Array(pdm.points).fill(1);
    fc.assert(
      fc.property(params, fc.integer({ min: 0, max: 5 + pdm.modes }), (at, k) => {
        const columns = 6 + pdm.modes;
        const column = jacobian(pdm, at, visible, false).filter((_, i) => i % columns === k);
        const moved = (by: number) =>
          landmarksOf(
            pdm,
            updated(
              at,
              Float64Array.from({ length: columns }, (_, i) => (i === k ? by : 0)),
            ),
          );
        const [before, after] = [moved(-step), moved(step)];
        const differences = after.map((value, i) => (value - before[i]) / (2 * step));
        // a central difference is off by the third derivative times step^2, and by rounding of 500 px over the step
        expect(worst(column, differences)).toBeLessThan(1e-5);
      }),
      seeded,
    );
  });

  it('of a rigid step has the first six of its columns', () => {
    const visible = Uint8Array.from({ length: pdm.points }, (_, i) => (i % 3 === 0 ? 0 : 1));
    fc.assert(
      fc.property(params, (at) => {
        const columns = 6 + pdm.modes;
        const whole = jacobian(pdm, at, visible, false).filter((_, i) => i % columns < 6);
        expect(worst(jacobian(pdm, at, visible, true), whole)).toBe(0);
        expect(whole.filter((_, i) => Math.floor(i / 6) % 3 === 0 && i < 6 * pdm.points).every((d) => d === 0)).toBe(
          true,
        );
      }),
      { ...seeded, numRuns: 10 },
    );
  });
});

describe('a rotation', () => {
  it('comes back from its matrix', () => {
    fc.assert(
      fc.property(angle(1.5), angle(1.5), angle(1.5), (rx, ry, rz) => {
        const r = rotationOf(rx, ry, rz);
        const again = rotationOf(...anglesOf(r));
        // the sine of ry is near 1 at the ends, where its inverse halves the digits
        expect(worst(again, r)).toBeLessThan(1e-7);
      }),
      seeded,
    );
  });

  it('by a small step is the orthonormal matrix nearest to I + [w]x', () => {
    fc.assert(
      fc.property(angle(2), angle(2), angle(2), (x, y, z) => {
        const q = smallRotation(x, y, z);
        const transposed = Float64Array.of(q[0], q[3], q[6], q[1], q[4], q[7], q[2], q[5], q[8]);
        expect(worst(product(q, transposed), rotationOf(0, 0, 0))).toBeLessThan(1e-14);
        // a polar factor: q' (I + [w]x) is symmetric, and positive definite as its determinant and trace are positive
        const s = product(transposed, Float64Array.of(1, -z, y, z, 1, -x, -y, x, 1));
        expect(worst([s[1], s[2], s[5]], [s[3], s[6], s[7]])).toBeLessThan(1e-14);
        expect(s[0] + s[4] + s[8]).toBeGreaterThan(1);
      }),
      seeded,
    );
  });
});

describe('a start', () => {
  it('from a box fills it', () => {
    fc.assert(
      fc.property(angle(300), angle(300), fc.double({ min: 10, max: 400, noNaN: true }), (x, y, width) => {
        const shape = landmarksOf(pdm, fromBox(pdm, { x, y, width, height: width }));
        const [xs, ys] = [shape.subarray(0, 68), shape.subarray(68)].map((v) => [Math.min(...v), Math.max(...v)]);
        // as wide and high together as the box, and in its middle
        expect(xs[0] + xs[1]).toBeCloseTo(2 * x + width, 8);
        expect(ys[0] + ys[1]).toBeCloseTo(2 * y + width, 8);
        const [w, h] = [xs[1] - xs[0], ys[1] - ys[0]];
        expect(Math.min(w, h)).toBeLessThanOrEqual(width * 1.0001);
        expect(Math.max(w, h)).toBeGreaterThanOrEqual(width * 0.9999);
      }),
      seeded,
    );
  });

  it('from landmarks comes back to them', () => {
    fc.assert(
      fc.property(params, (at) => {
        const mild = at.map((value, i) => (i === 1 || i === 2 || i === 3 ? 0.3 * value : i > 5 ? 0.5 * value : value));
        const landmarks = landmarksOf(pdm, mild);
        // the prior draws the modes towards the mean: by a hundredth of the face, 142 mm wide
        expect(farthest(landmarksOf(pdm, fromLandmarks(pdm, landmarks)), landmarks)).toBeLessThan(0.01 * 142 * mild[0]);
      }),
      { ...seeded, numRuns: 20 },
    );
  });
});

describe('a fit', () => {
  const name = 'r2_small_noisy';
  const [x, y, width, height] = goldenCase(name).init.bbox;
  const box = (dx = 0, dy = 0) => [x + dx, y + dy, width, height].join();
  /** Sampling at the very positions, as rounding to 1/32 px has an origin and a direction. */
  const settings: Settings = { warp: 'bilinear' };
  let folder: string;
  let picture: Raster;
  const save = (file: string, raster: Raster) => {
    writeFileSync(join(folder, file), encodePng(raster));
    return join(folder, file);
  };
  const landmarksIn = async (changed: Settings, engine: 'strict' | 'simd' = 'strict') => {
    const prepared = await prepareClnf({ ...settings, ...changed }, { engine });
    return landmarksOfRow(landmarkRows(prepared, lastState(prepared))[0]);
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-clnf-'));
    const path = caseSettings(name).image as string;
    const image = toRaster(decodePng(readRegularFile(path), path));
    // even values, so that halves are whole
    picture = { ...image, data: image.data.map((value) => value & ~1) };
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['strict', 'simd'] as const)('moves with the image by whole pixels: %s', async (engine) => {
    const [dx, dy] = [17, 5];
    const moved = drawnInto(picture, dx, dy);
    const [at, there] = await Promise.all([
      landmarksIn({ image: save('still.png', drawnInto(picture, 0, 0)), box: box() }, engine),
      landmarksIn({ image: save('moved.png', moved), box: box(dx, dy) }, engine),
    ]);
    const expected = at.map((value, i) => value + (i < 68 ? dx : dy));
    // landmarks are written to 1e-4 px
    expect(worst(there, expected)).toBeLessThan(2e-4);
  });

  it('of a video follows the face, each frame from the one before', async () => {
    for (const frame of [0, 1, 2]) save(`frame${frame}.png`, drawnInto(picture, 6 * frame, 3 * frame));
    const prepared = await prepareClnf({ image: join(folder, 'frame%d.png'), frames: '0-2', box: box() });
    const rows = landmarkRows(prepared, lastState(prepared));
    expect(rows.map(({ frame, timestamp, success }) => [frame, timestamp, success])).toEqual([
      ['1', '0.000', '1'],
      ['2', '0.033', '1'],
      ['3', '0.067', '1'],
    ]);
    const [first, , third] = rows.map(landmarksOfRow);
    const expected = first.map((value, i) => value + (i < 68 ? 12 : 6));
    // each frame goes on iterating; a face that stays behind would be 13 px off
    expect(farthest(third, expected)).toBeLessThan(2);
  });

  it('starts from landmarks as well as from a box', async () => {
    const image = save('start.png', picture);
    const found = await landmarksIn({ image, box: box() }, 'simd');
    const pairs = Array.from({ length: 136 }, (_, i) => found[(i >> 1) + 68 * (i & 1)]);
    const start = join(folder, 'start.json');
    writeFileSync(start, JSON.stringify({ landmarks: pairs }));
    expect(farthest(await landmarksIn({ image, start }, 'simd'), found)).toBeLessThan(1);
  });

  it('does not see a gain and an offset of the gray values', async () => {
    const dimmed = { ...picture, data: picture.data.map((value) => value / 2 + 60) };
    // the face's surroundings, in which areas of interest lie, are within the image, so that the zeros outside do not count
    const [bright, dim] = await Promise.all([
      landmarksIn({ image: save('bright.png', picture), box: box() }),
      landmarksIn({ image: save('dim.png', dimmed), box: box() }),
    ]);
    expect(worst(dim, bright)).toBeLessThan(2e-4);
  });

  it('of the mirrored image by the mirrored model is mirrored', async () => {
    const columns = picture.width;
    const mirrored = {
      ...picture,
      data: picture.data.map((_, i) => picture.data[i - (i % columns) + columns - 1 - (i % columns)]),
    };
    const model = writeMirroredModel(folder);
    const [right, left] = await Promise.all([
      landmarksIn({ image: save('right.png', picture), box: box() }),
      landmarksIn({
        image: save('left.png', mirrored),
        box: [columns - 1 - x - width, y, width, height].join(),
        model,
      }),
    ]);
    // kernels' centres halfway between two tables' steps are rounded up on either side
    expect(farthest(left, mirroredLandmarks(right, columns))).toBeLessThan(0.05);
  });
});

/** A picture on a larger black ground, which is what lies outside an image. */
function drawnInto({ width, height, channels, data }: Raster, x: number, y: number): Raster {
  const [columns, rows] = [width + 40, height + 20];
  const canvas = new Uint8Array(columns * rows * channels);
  for (let row = 0; row < height; row++) {
    const line = data.subarray(row * width * channels, (row + 1) * width * channels);
    canvas.set(line, ((row + y) * columns + x) * channels);
  }
  return { ...({ channels } as Raster), width: columns, height: rows, data: canvas };
}
