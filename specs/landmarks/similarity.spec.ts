import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Similarity, similarityOnto } from '../../src/landmarks/similarity.js';
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
