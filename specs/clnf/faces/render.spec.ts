import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { POINTS } from '../../../src/clnf/faces/design.js';
import { randomFace } from '../../../src/clnf/faces/look.js';
import { renderFace } from '../../../src/clnf/faces/render.js';
import { HELD_OUT } from '../../../src/clnf/faces/scene.js';
import { shapeModel } from '../../../src/clnf/faces/shape-model.js';
import { mirrored, rounded } from '../../../src/clnf/faces/training-faces.js';
import { landmarksOf } from '../../../src/clnf/shape.js';
import { decodePng, encodePng } from '../../../src/image/png.js';
import { attachImage, belongsTo } from '../../support/allure.js';
import { type CaseName, goldenCase, goldenPath, worst } from '../../support/clnf.js';
import { GOLDEN_FACES, goldenFace } from '../../support/golden-faces.js';

belongsTo('clnf', 'rendered faces', 'renderer');

const small = { ...HELD_OUT, face: [60, 80] } as const;

describe('a rendered face', () => {
  it.each(Object.keys(GOLDEN_FACES))('is the picture of %s pixel by pixel, with its landmarks', (name) => {
    const { width, height, gray, landmarks } = renderFace(goldenFace(name));
    const data = rounded(gray);
    attachImage(name, encodePng({ width, height, channels: 1, data }));
    const golden = decodePng(readFileSync(goldenPath(`cases/${name}/input.png`)), name);
    expect([golden.width, golden.height]).toEqual([width, height]);
    expect(
      worst(
        data,
        golden.data.map((value) => Math.round(255 * value)),
      ),
    ).toBe(0);
    const { init } = goldenCase(name as CaseName);
    const drawn = Array.from({ length: 2 * POINTS }, (_, i) => landmarks[(i % 2) * POINTS + (i >> 1)]);
    // the golden data have four digits behind the point
    expect(worst(drawn, init.truth?.landmarks ?? [])).toBeLessThanOrEqual(0.00005 + 1e-12);
  });

  it('is the same whatever was drawn before it', () => {
    const first = renderFace(randomFace(5, small));
    renderFace(randomFace(6, small));
    expect(renderFace(randomFace(5, small))).toEqual(first);
    expect(renderFace(randomFace(6, small)).gray).not.toEqual(first.gray);
  });

  it('has the landmarks of its parameters, all of them inside the image', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const face = randomFace(seed, HELD_OUT);
      const landmarks = landmarksOf(shapeModel().pdm, face.params);
      const outside = landmarks.filter(
        (value, i) => !(value > 0 && value < (i < POINTS ? face.width : face.height) - 1),
      );
      expect([...outside]).toEqual([]);
    }
    const face = randomFace(7, small);
    expect(renderFace(face).landmarks).toEqual(landmarksOf(shapeModel().pdm, face.params));
  });

  it('moves with its parameters by whole pixels, landmarks and all', () => {
    const face = randomFace(8, small);
    const { params, width, height } = face;
    const moved = renderFace({ ...face, params: params.map((value, i) => value + (i === 4 ? 9 : i === 5 ? -4 : 0)) });
    const { landmarks } = renderFace(face);
    const shift = landmarks.map((value, i) => moved.landmarks[i] - value - (i < POINTS ? 9 : -4));
    expect(worst(shift, new Float64Array(2 * POINTS))).toBeLessThan(1e-12);
    expect([moved.width, moved.height]).toEqual([width, height]);
  });

  it('has gray values of an 8-bit image, in a wide range', () => {
    for (let seed = 20; seed < 24; seed++) {
      const { gray } = renderFace(randomFace(seed, small));
      const [low, high] = [Math.min(...gray), Math.max(...gray)];
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(255);
      expect(high - low).toBeGreaterThan(50);
    }
  });

  it('in a mirror twice is the face itself', () => {
    const { width, height, gray, landmarks } = renderFace(randomFace(9, small));
    const face = { width, height, gray: rounded(gray), landmarks, params: new Float64Array(26), isMirrored: false };
    const twice = mirrored(mirrored(face));
    expect(twice.gray).toEqual(face.gray);
    expect(worst(twice.landmarks, landmarks)).toBeLessThan(1e-12);
    // the left corner of the left eye is the right corner of the right one, seen from behind
    expect(mirrored(face).landmarks[36]).toBe(width - 1 - landmarks[45]);
  });
});
