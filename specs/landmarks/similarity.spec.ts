import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Similarity, similarityOnto } from '../../src/landmarks/similarity.js';
import { residualsInSpace } from '../../src/landmarks/similarity-in-space.js';
import { belongsTo } from '../support/allure.js';
import { landmarks, turned, turns } from '../support/faces.js';

belongsTo('harness', 'landmarks', 'similarity');

const residual = (points: Float64Array, others: Float64Array, { a, b }: Similarity) => {
  const n = points.length / 2;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const [x, y] = [points[i], points[n + i]];
    const [u, v] = [a[0] * x - a[1] * y + b[0] - others[i], a[0] * y + a[1] * x + b[1] - others[n + i]];
    sum += u * u + v * v;
  }
  return sum;
};

describe('the similarity between two sets of points', () => {
  it('is the one by which the second was made of the first', () => {
    fc.assert(
      fc.property(landmarks(7), turns, (points, turn) => {
        const { a, b } = similarityOnto(points, turned(points, turn));
        const expected = [turn.scale * Math.cos(turn.angle), turn.scale * Math.sin(turn.angle), turn.dx, turn.dy];
        // coordinates reach 2000 px: 1e-9 is some hundred roundings of them
        const off = [...a, ...b].map((value, i) => Math.abs(value - expected[i]));
        expect(Math.max(...off)).toBeLessThan(1e-9);
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('leaves no smaller sum of squares beside it', () => {
    const steps = fc.tuple(...Array.from({ length: 4 }, () => fc.double({ min: -1, max: 1, noNaN: true })));
    fc.assert(
      fc.property(landmarks(7), landmarks(7), steps, (points, others, [p, q, r, s]) => {
        const { a, b } = similarityOnto(points, others);
        const near: Similarity = { a: [a[0] + p / 100, a[1] + q / 100], b: [b[0] + r, b[1] + s] };
        // the slack is what double precision leaves of sums of about 1e5
        expect(residual(points, others, { a, b })).toBeLessThanOrEqual(residual(points, others, near) + 1e-7);
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('takes points that all coincide to the center of the others', () => {
    const others = Float64Array.of(0, 4, 2, 1, 3, 5);
    expect(similarityOnto(new Float64Array(6).fill(9), others)).toEqual({ a: [0, 0], b: [2, 3] });
  });
});

describe('the similarity between two sets of points in space', () => {
  const n = 6;
  const points = fc.float64Array({ minLength: 3 * n, maxLength: 3 * n, min: -100, max: 100, noNaN: true });
  const angle = fc.double({ min: -3, max: 3, noNaN: true });
  const motions = fc.record({
    angles: fc.tuple(angle, angle, angle),
    scale: fc.double({ min: 0.25, max: 4, noNaN: true }),
    shift: fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: -500, max: 500, noNaN: true }))),
  });
  type Motion = typeof motions extends fc.Arbitrary<infer Value> ? Value : never;
  /** Turned about X, Y and Z in this order, then scaled and moved. */
  const moved = (from: Float64Array, { angles, scale, shift }: Motion) => {
    let to = from.slice();
    for (const [axis, turn] of angles.entries()) {
      const [a, b] = [(axis + 1) % 3, (axis + 2) % 3];
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      to = to.map((value, k) => {
        const [at, i] = [Math.floor(k / n), k % n];
        if (at === a) return cos * to[a * n + i] - sin * to[b * n + i];
        return at === b ? sin * to[a * n + i] + cos * to[b * n + i] : value;
      });
    }
    return to.map((value, k) => scale * value + shift[Math.floor(k / n)]);
  };
  const residuals = (from: Float64Array, to: Float64Array) => {
    const found = new Float64Array(n);
    residualsInSpace(from, to, found);
    return found;
  };
  const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  const runs = { seed: 42, numRuns: 300 };

  it('leaves nothing between points and their image', () => {
    fc.assert(
      fc.property(points, motions, (from, motion) => {
        // points nearly on a line say little of the turn about it: half the digits of 100 px are left in the worst case
        expect(Math.max(...residuals(from, moved(from, motion)))).toBeLessThan(1e-5);
      }),
      runs,
    );
  });

  it('leaves the same however the points are turned, scaled and moved before', () => {
    fc.assert(
      fc.property(points, points, motions, (from, to, motion) => {
        // points that nearly coincide have no similarity to speak of
        fc.pre(squares(from.map((value, k) => value - from[Math.floor(k / n) * n])) > 1);
        const [straight, crooked] = [residuals(from, to), residuals(moved(from, motion), to)];
        expect(Math.abs(squares(straight) - squares(crooked))).toBeLessThan(1e-7);
      }),
      runs,
    );
  });

  it('leaves no more than any other', () => {
    fc.assert(
      fc.property(points, points, motions, (from, to, motion) => {
        const other = moved(from, motion);
        const beside = squares(other.map((value, k) => value - to[k]));
        expect(squares(residuals(from, to))).toBeLessThanOrEqual(beside * (1 + 1e-12) + 1e-9);
      }),
      runs,
    );
  });

  it('turns, and never reflects', () => {
    const corner = Float64Array.of(0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0);
    const mirrored = corner.map((value, k) => (k < n ? -value : value));
    expect(squares(residuals(corner, mirrored))).toBeGreaterThan(0.1);
  });
});
