import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectQuality, STEPS } from '../../src/landmarks/quality.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'landmarks', 'quality');

const collect = (errors: readonly number[], lost = 0, threshold = 0.08) => {
  const quality = collectQuality(threshold);
  for (const error of errors) quality.add(error);
  for (let i = 0; i < lost; i++) quality.lose();
  return quality.result();
};
const someErrors = fc.array(fc.double({ min: 0, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 30 });
const someLost = fc.integer({ min: 0, max: 5 });

describe('the quality of landmarks', () => {
  it.each([
    ['without any error', [0, 0], 0, { nme: 0, auc: 1, failureRate: 0 }],
    ['halfway to the threshold', [0.04], 0, { nme: 0.04, auc: 0.5, failureRate: 0 }],
    ['just at the threshold', [0.08], 0, { nme: 0.08, auc: 0, failureRate: 0 }],
    ['beyond it for one of two', [0.1, 0], 0, { nme: 0.05, auc: 0.5, failureRate: 0.5 }],
    ['with one of two faces lost', [0], 1, { nme: 0, auc: 0.5, failureRate: 0.5 }],
  ])('%s', (_, errors, lost, expected) => {
    expect(collect(errors, lost)).toMatchObject(expected);
  });

  it('has the area under the cumulative distribution, integrated from face to face', () => {
    fc.assert(
      fc.property(someErrors, someLost, (errors, lost) => {
        const sorted = [...errors].filter((error) => error <= 0.08).sort((a, b) => a - b);
        const all = errors.length + lost;
        // the distribution is a step function: between two errors that follow one another it is constant
        const area = sorted.reduce((sum, error, i) => sum + ((sorted[i + 1] ?? 0.08) - error) * (i + 1), 0) / all;
        expect(collect(errors, lost).auc).toBeCloseTo(area / 0.08, 12);
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('has a curve that counts the faces up to each of its steps', () => {
    fc.assert(
      fc.property(someErrors, someLost, (errors, lost) => {
        const { curve, failureRate } = collect(errors, lost);
        expect(curve).toHaveLength(STEPS + 1);
        expect(curve[STEPS]).toBeCloseTo(1 - failureRate, 12);
        const upTo = (limit: number) => errors.filter((error) => error <= limit).length / (errors.length + lost);
        const isRight = (share: number, i: number) => {
          const at = (0.08 * i) / STEPS;
          // an error a rounding away from a step may be counted on either side of it
          return share >= upTo(at * (1 - 1e-12)) - 1e-12 && share <= upTo(at * (1 + 1e-12)) + 1e-12;
        };
        expect(curve.every(isRight)).toBe(true);
      }),
      { seed: 42, numRuns: 100 },
    );
  });
});
