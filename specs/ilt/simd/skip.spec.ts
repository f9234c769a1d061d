import { describe, expect, it } from 'vitest';
import { SimdLevel } from '../../../src/ilt/simd/level.js';
import { darkBound } from '../../../src/ilt/simd/settings.js';
import { belongsTo } from '../../support/allure.js';
import { problem, randomParams, type Sketch } from '../../support/ilt-problems.js';

belongsTo('ilt', 'engines', 'certified skipping');

/** The loss, the gradient by the parameters and the share of samples that were worked out. */
function evaluated(sketch: Sketch) {
  const given = problem(sketch);
  const level = new SimdLevel(given, given.recipe.levels[0], { threads: 1, parts: true });
  level.writeParameters(0, randomParams(given));
  level.drawMask(0, 0);
  level.drawImages();
  const { loss } = level.expose(0);
  const share = level.exposed();
  const { focus, defocus } = level.readImages();
  level.differentiate(0);
  const result = { loss, share, focus, defocus, gradient: level.read('gradient') };
  level.close();
  return result;
}

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const worst = (a: Float32Array, b: Float32Array) => largest(a.map((value, i) => value - b[i]));

describe('leaving out what is certain to stay dark', () => {
  const sketch = { size: 256, simple: { start: 64, count: 128, steepness: 100, skips: true } };

  it('changes no gradient by an image by more than 3e-8 of the largest one, and the loss by as little', () => {
    const [some, all] = [sketch, { ...sketch, simple: { ...sketch.simple, skips: false } }].map(evaluated);
    expect(all.share).toBe(1);
    expect(some.share).toBeLessThan(0.9);
    for (const plane of ['focus', 'defocus'] as const) {
      // the bound is against the largest gradient that there can be, which this image nearly has
      expect(worst(some[plane], all[plane])).toBeLessThan(4e-8 * largest(all[plane]));
    }
    expect(worst(some.gradient, all.gradient)).toBeLessThan(1e-6 * largest(all.gradient));
    expect(Math.abs(some.loss - all.loss)).toBeLessThan(3e-7 * all.loss);
  });

  it('leaves nothing out where the resist is too flat for any intensity to be certain', () => {
    expect(evaluated({ ...sketch, simple: { ...sketch.simple, steepness: 20 } }).share).toBe(1);
  });

  it('follows the threshold, the steepness and the largest dose', () => {
    const process = { threshold: 0.225, doseMax: 1.02, doseMin: 0.98 };
    const bound = darkBound(process, 50);
    // what the certificate says: the square of the error's slope there against the largest, 4/27
    const z = 1 / (1 + Math.exp(50 * (0.225 - 1.02 * 1.02 * bound)));
    expect((z * z * 27) / 4).toBeCloseTo(3e-8, 12);
    expect(darkBound(process, 100)).toBeGreaterThan(bound);
    expect(darkBound({ ...process, doseMax: 1.2 }, 50)).toBeLessThan(bound);
    expect(darkBound({ ...process, threshold: 0.3 }, 50)).toBeGreaterThan(bound);
  });
});
