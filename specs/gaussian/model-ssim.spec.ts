import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanSsimModel } from '../../src/gaussian/model-ssim.js';
import { meanSsim, windowCount } from '../../src/gaussian/strict-ssim.js';
import { belongsTo } from '../support/allure.js';
import { frames } from '../support/gaussian-arbitraries.js';

belongsTo('gaussian', 'textbook model', 'SSIM');

const images = frames.chain((frame) => {
  const values = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 61, maxLength: 61 });
  // 61 values, repeated: no period that windows of 8 or rows of 9 to 40 pixels share
  const image = values.map((few) =>
    Float32Array.from({ length: frame.width * frame.height * 3 }, (_, i) => few[i % 61]),
  );
  return fc.record({ frame: fc.constant(frame), a: image, b: image });
});

describe('the mean SSIM in double precision', () => {
  it('is 1 for equal images, and the same both ways round', () => {
    const law = fc.property(images, ({ frame, a, b }) => {
      expect(meanSsimModel(a, a, frame)).toBeCloseTo(1, 14);
      expect(meanSsimModel(a, b, frame)).toBeCloseTo(meanSsimModel(b, a, frame), 14);
      expect(meanSsimModel(a, b, frame)).toBeLessThanOrEqual(1 + 1e-14);
    });
    fc.assert(law, { seed: 42, numRuns: 20 });
  });

  it('agrees with the strict one', () => {
    const law = fc.property(images, ({ frame, a, b }) => {
      // single precision: variances of at least C2 = 9e-4 are sums of 64 terms rounded at 6e-8, and so are the windows
      expect(Math.abs(meanSsim(a, b, frame) - meanSsimModel(a, b, frame))).toBeLessThan(2e-5);
    });
    fc.assert(law, { seed: 42, numRuns: 20 });
  });

  it('has the closed form of two flat images', () => {
    const frame = { width: 9, height: 9 };
    const flat = (value: number) => new Float64Array(9 * 9 * 3).fill(value);
    // (2ab + C1) / (a^2 + b^2 + C1); the contrast term is C2 / C2
    expect(meanSsimModel(flat(0.25), flat(0.75), frame)).toBeCloseTo((0.375 + 1e-4) / (0.625 + 1e-4), 12);
  });

  it('leaves the last row and column out of every window, as the reference program does', () => {
    const frame = { width: 9, height: 9 };
    expect(windowCount(frame)).toBe(3);
    const a = new Float64Array(9 * 9 * 3).fill(0.5);
    const b = a.slice();
    for (let i = 0; i < 9; i++) b.fill(1, (9 * i + 8) * 3, (9 * i + 9) * 3).fill(1, (72 + i) * 3, (73 + i) * 3);
    const gradient = new Float64Array(a.length);
    expect(meanSsimModel(a, b, frame, gradient)).toBe(1);
    expect(gradient.every((value) => Math.abs(value) < 1e-12)).toBe(true);
  });

  it('adds its gradient to what is there', () => {
    const frame = { width: 10, height: 9 };
    const [{ a, b }] = fc.sample(
      fc.record({
        a: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 270, maxLength: 270 }),
        b: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 270, maxLength: 270 }),
      }),
      { seed: 42, numRuns: 1 },
    );
    const alone = new Float64Array(270);
    meanSsimModel(a, b, frame, alone);
    const added = new Float64Array(270).fill(2);
    meanSsimModel(a, b, frame, added);
    expect(Array.from(added)).toEqual(Array.from(alone, (value) => expect.closeTo(value + 2, 12)));
    expect(alone.some((value) => Math.abs(value) > 1e-3)).toBe(true);
  });
});
