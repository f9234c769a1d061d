import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareLandmarks, type Face, type FaceResult, openLandmarks } from '../../src/landmarks/index.js';
import { attachTable, belongsTo } from '../support/allure.js';
import { faceAt, landmarks, turned, turns } from '../support/faces.js';

belongsTo('harness', 'landmarks', 'comparing');

const golden = (path: string) => fileURLToPath(new URL(`../../golden/clnf/${path}`, import.meta.url));
const resultOf = (name: string) => golden(`cases/${name}/result.csv`);
/** The only face of a golden case, as OpenFace fitted it. */
const fitted = (name: string): Face => {
  const stream = openLandmarks(resultOf(name));
  const face = stream.next() as Face;
  stream.close();
  return face;
};
const summary = readFileSync(golden('summary.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','));
const rendered = summary.filter(([name]) => name.startsWith('r'));
const pair = fc.tuple(landmarks(68), landmarks(68));
const runs = { seed: 42, numRuns: 60 };

describe('landmarks compared', () => {
  it.each(rendered.map(([name, , px, percent]) => [name, Number(px), Number(percent)] as const))(
    'with those that were drawn, in %s, are off by what the golden data say',
    (name, px, percent) => {
      const { truth } = JSON.parse(readFileSync(golden(`cases/${name}/init.json`), 'utf8'));
      const points = [0, 1].flatMap((axis) => Array.from({ length: 68 }, (_, i) => truth.landmarks[2 * i + axis]));
      const { error, nme } = compareLandmarks([faceAt(points)], [fitted(name)]);
      attachTable('error', [
        ['measure', 'golden', 'here'],
        ['px', px, error.px],
        ['% of eyes', percent, 100 * nme],
      ]);
      // the golden figures have three and two decimals
      expect(Math.abs(error.px - px)).toBeLessThanOrEqual(0.0005);
      expect(Math.abs(100 * nme - percent)).toBeLessThanOrEqual(0.005);
    },
  );

  it.each(summary.map(([name]) => name))('with themselves, in %s, are the same', (name) => {
    expect(compareLandmarks(resultOf(name), resultOf(name))).toMatchObject({
      verdict: 'same',
      nme: 0,
      auc: 1,
      failureRate: 0,
      largest: 0,
      mm: 0,
    });
  });

  it('are as far from the one side as from the other, whichever is the reference', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [one, other] = [compareLandmarks([faceAt(a)], [faceAt(b)]), compareLandmarks([faceAt(b)], [faceAt(a)])];
        expect(one.landmarks.map(({ error }) => error.px)).toEqual(other.landmarks.map(({ error }) => error.px));
        expect(one.regions.map(({ error }) => error.px)).toEqual(other.regions.map(({ error }) => error.px));
        expect([one.error.px, one.largest]).toEqual([other.error.px, other.largest]);
      }),
      runs,
    );
  });

  it('have the same errors without similarity, however the candidate is turned, scaled and moved', () => {
    fc.assert(
      fc.property(pair, turns, ([a, b], turn) => {
        const straight = compareLandmarks([faceAt(a)], [faceAt(b)]);
        const crooked = compareLandmarks([faceAt(a)], [faceAt(turned(b, turn))]);
        // 500 px added and taken away again cost about 1e-13 of them
        expect(crooked.aligned.px).toBeCloseTo(straight.aligned.px, 9);
        expect(crooked.withoutSimilarity.auc).toBeCloseTo(straight.withoutSimilarity.auc, 9);
      }),
      runs,
    );
  });

  it('are told to differ by a similarity alone, which is named', () => {
    fc.assert(
      fc.property(landmarks(68), turns, (a, turn) => {
        const { aligned, similarity } = compareLandmarks([faceAt(turned(a, turn))], [faceAt(a)]);
        expect(aligned.px).toBeCloseTo(0, 9);
        expect(similarity.scale).toBeCloseTo(turn.scale, 9);
        expect((similarity.degrees * Math.PI) / 180).toBeCloseTo(turn.angle, 9);
      }),
      runs,
    );
  });

  it('have a normalised error that does not change with the size of the image', () => {
    fc.assert(
      fc.property(pair, turns, ([a, b], turn) => {
        const small = compareLandmarks([faceAt(a)], [faceAt(b)]);
        const large = compareLandmarks([faceAt(turned(a, turn))], [faceAt(turned(b, turn))]);
        expect(large.nme).toBeCloseTo(small.nme, 9);
        expect(large.error.px / small.error.px).toBeCloseTo(turn.scale, 9);
      }),
      runs,
    );
  });

  it('never grow further apart, in the sense of least squares, when the similarity is removed', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const { landmarks: all } = compareLandmarks([faceAt(a)], [faceAt(b)]);
        const sum = (pick: (each: (typeof all)[number]) => number) =>
          all.reduce((total, each) => total + pick(each), 0);
        expect(sum(({ aligned }) => aligned.px * aligned.px)).toBeLessThanOrEqual(
          sum(({ error }) => error.px * error.px),
        );
      }),
      runs,
    );
  });

  it('are counted region by region, so that the regions make up the whole', () => {
    const { regions, error } = compareLandmarks([fitted('r1_frontal')], [fitted('r5_border')]);
    expect(regions.map(({ name, landmarks: count }) => [name, count])).toEqual([
      ['jaw', 17],
      ['brows', 10],
      ['nose', 9],
      ['eyes', 12],
      ['mouth', 20],
    ]);
    const whole = regions.reduce((sum, region) => sum + region.landmarks * region.error.px, 0) / 68;
    expect(whole).toBeCloseTo(error.px, 12);
  });

  it('name the landmark that was moved, and its region', () => {
    const a = fitted('r1_frontal');
    const b = faceAt(a.points);
    b.points[30] += 3;
    b.points[68 + 30] -= 4;
    const { landmarks: all, regions, worst, largest } = compareLandmarks([{ ...a, space: undefined }], [b]);
    expect(all.filter(({ error }) => error.px > 0)).toMatchObject([
      { landmark: 30, region: 'nose', dx: expect.closeTo(3, 9), dy: expect.closeTo(-4, 9) },
    ]);
    expect(regions.filter(({ error }) => error.px > 0).map(({ name }) => name)).toEqual(['nose']);
    expect(worst[0].errors.largest.landmark).toBe(30);
    expect(largest).toBeCloseTo(5, 9);
  });

  it('in space are off by millimetres', () => {
    const space = Float64Array.from({ length: 9 }, (_, i) => i);
    const moved = space.map((value, i) => value + [2, 3, 6][Math.floor(i / 3)]);
    const points = [0, 10, 0, 0, 0, 10];
    const { mm, alignedMm, verdict } = compareLandmarks(
      [faceAt(points, { space })],
      [faceAt(points, { space: moved })],
    );
    expect({ mm, alignedMm, verdict }).toEqual({ mm: 7, alignedMm: expect.closeTo(0, 12), verdict: 'differs' });
  });

  it('of any number other than 68 have no regions, and are normalised by the box', () => {
    const [a, b] = [faceAt([0, 10, 0, 0, 0, 40]), faceAt([1, 11, 1, 0, 0, 40])];
    expect(compareLandmarks([a], [b])).toMatchObject({ normalizer: 'box', nme: 0.05, regions: [], error: { px: 1 } });
  });
});

describe('faces', () => {
  const points = [0, 10, 0, 0, 0, 10];
  const at = (frame: number, more: Partial<Face> = {}) => faceAt(points, { frame, ...more });
  const reference = [at(1), at(2), at(3), at(4, { success: false }), at(5, { success: false }), at(7), at(8), at(9)];
  const candidate = [at(1), at(3, { success: false }), at(4), at(5, { success: false }), at(6), at(7, { face: 1 })];

  it('that one side lacks are told by what became of them', () => {
    const seen: Partial<FaceResult>[] = [];
    const { faces, verdict, failureRate, nme } = compareLandmarks(reference, candidate, {
      onFace: ({ state, frame, face }) => seen.push({ state, frame, face }),
    });
    const one = (from: number, to = from) => ({ count: to - from + 1, first: [{ from, to }], more: false });
    expect(faces).toEqual({
      compared: 1,
      neither: 1,
      missing: {
        count: 4,
        first: [
          { from: 2, to: 2 },
          { from: 7, to: 9 },
        ],
        more: false,
      },
      lost: one(3),
      extra: one(6, 7),
      gained: one(4),
    });
    // of the six that the reference has, one was found
    expect({ verdict, failureRate, nme }).toEqual({ verdict: 'differs', failureRate: 5 / 6, nme: 0 });
    expect(seen.map(({ state, frame }) => `${frame} ${state}`)).toEqual([
      ...['1 compared', '2 missing', '3 lost', '4 gained', '5 neither', '6 extra'],
      ...['7 missing', '7 extra', '8 missing', '9 missing'],
    ]);
  });

  it('that are missing here and there are counted, and the first of them named', () => {
    const many = Array.from({ length: 101 }, (_, i) => at(i));
    const { missing } = compareLandmarks(
      many,
      many.filter((_, i) => i % 2 === 0),
    ).faces;
    expect(missing).toMatchObject({ count: 50, more: true });
    expect(missing.first).toHaveLength(20);
  });

  it('with the largest errors are named, worst first', () => {
    const errors = [3, 1, 4, 1, 5, 9, 2, 6];
    const all = errors.map((_, frame) => at(frame));
    const moved = errors.map((error, frame) => at(frame, { points: Float64Array.of(error, 10, 0, 0, 0, 10) }));
    const named = (worst: number) => compareLandmarks(all, moved, { worst }).worst.map(({ frame }) => frame);
    expect(named(3)).toEqual([5, 7, 4]);
    expect(named(100)).toEqual([5, 7, 4, 2, 0, 6, 1, 3]);
    expect(named(0)).toEqual([]);
  });

  it.each([
    ['nothing but the same', {}, 'differs'],
    ['5 px', { absolute: 5 }, 'within'],
    ['less than 5 px', { absolute: 4.99 }, 'differs'],
    ['an NME of a sixth', { nme: 1 / 6 + 1e-12 }, 'within'],
    ['a smaller NME', { nme: 0.16 }, 'differs'],
    ['the NME and not the distance', { absolute: 1, nme: 1 }, 'differs'],
  ])('are in agreement where they are allowed %s', (_, allowed, verdict) => {
    const moved = at(1, { points: Float64Array.of(3, 10, 0, 4, 0, 10) });
    expect(compareLandmarks([at(1)], [moved], allowed).verdict).toBe(verdict);
  });
});

describe('faces cannot be compared', () => {
  const points = [0, 10, 0, 0, 0, 10];
  const one = [faceAt(points)];
  it.each([
    ['where there are none', one, [], /^the candidate: no faces; expected at least one$/],
    [
      'of other landmarks',
      one,
      [faceAt([0, 1, 0, 1])],
      /^the candidate: 2 landmarks; expected 3, as in the reference$/,
    ],
    [
      'of landmarks that change',
      one,
      [...one, faceAt([0, 1], { frame: 1 })],
      /^the candidate: face 2 of 2: other landmarks; /,
    ],
    [
      'with a landmark that is not finite',
      one,
      [faceAt([Number.NaN, ...points.slice(1)])],
      /face 1 of 1: a landmark that is no number/,
    ],
    [
      'in descending order',
      one,
      [faceAt(points, { frame: 2 }), ...one],
      /frame 0, face 0 after frame 2, face 0; expected ascending/,
    ],
    [
      'given twice',
      one,
      [...one, ...one],
      /^the candidate: face 2 of 2: frame 0, face 0 after frame 0, face 0; expected asc/,
    ],
    [
      'without a frame in common',
      one,
      [faceAt(points, { frame: 1 })],
      /^the candidate: no face in common with the reference; exp/,
    ],
    ['none of which is found', one, [faceAt(points, { success: false })], /^the candidate: no face in common with/],
    [
      'with a reference of one point',
      [faceAt([1, 1, 1, 1])],
      [faceAt([1, 1, 1, 1])],
      /^the reference: .* lie on a line; expected a face$/,
    ],
  ])('%s', (_, reference, candidate, message) => {
    expect(() => compareLandmarks(reference, candidate)).toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringMatching(message) }),
    );
  });

  it('with a threshold that no error is below', () => {
    expect(() => compareLandmarks(one, one, { threshold: 0 })).toThrow(RangeError);
  });
});
