import { describe, expect, it } from 'vitest';
import { backwardModel, lossModel, type Renderer, renderModel } from '../../src/gaussian/model.js';
import { meanSsimModel } from '../../src/gaussian/model-ssim.js';
import { randomGaussians, testImage } from '../../src/gaussian/scene.js';
import { pullback, type ShapeParams, whiten } from '../../src/gaussian/whitening.js';
import { attachTable, belongsTo } from '../support/allure.js';
import { forward } from '../support/finite-difference-gaussian.js';
import { goldenRows, prepareGaussian, rowsOf } from '../support/gaussian.js';
import { scaleGradients } from '../support/scale-gradients.js';
import { distanceTo, relativeError } from '../support/simd-scene.js';

belongsTo('gaussian', 'textbook model');

const FRAME = { width: 15, height: 12 };
const COUNT = 6;
const target = testImage(FRAME);

type Params = Readonly<Record<string, Float64Array>>;
type Covariance = ShapeParams['covariance'];

const { position, scale, color } = randomGaussians(COUNT, 5);
// two to six pixels wide, each of another shape
const wide = Float64Array.from(scale, (s, i) => 0.13 + 2 * s * (i % 2 === 0 ? 1 : 0.6));
const SHAPES: Record<Covariance, Params> = {
  axis: { scale: wide },
  rotation: { scale: wide, rotation: Float64Array.from({ length: COUNT }, (_, i) => 0.4 + 1.3 * i) },
  cholesky: {
    cholesky: Float64Array.from({ length: 3 * COUNT }, (_, i) =>
      i % 3 === 1 ? 0.1 - 0.03 * (i % 7) : wide[2 * Math.floor(i / 3) + (i % 3) / 2],
    ),
  },
};
const paramsOf = (covariance: Covariance): Params => ({
  position: Float64Array.from(position),
  ...SHAPES[covariance],
  color: Float64Array.from(color),
});
const shapesOf = (params: Params, covariance: Covariance) => ({
  position: params.position,
  color: params.color,
  whitening: whiten({ covariance, ...params } as unknown as ShapeParams),
});

/** A quantity of an image, and 3 * width * height times its gradient by the image. */
type Term = (image: Float64Array) => { value: number; gradient: Float64Array };

const drawn = (image: Float64Array) => ({ image, nearest: new Float64Array(image.length / 3) });
const TERMS: Record<string, Term> = {
  l1(image) {
    const gradient = image.map((value, i) => Math.sign(value - target[i]));
    return { value: lossModel(drawn(image), target, 'l2', FRAME).l1, gradient };
  },
  l2(image) {
    const { l2, imageGradient } = lossModel(drawn(image), target, 'l2', FRAME);
    return { value: l2, gradient: imageGradient };
  },
  '0.1 (1 - ssim)'(image) {
    const gradient = new Float64Array(image.length);
    return { value: 0.1 * (1 - meanSsimModel(image, target, FRAME, gradient)), gradient };
  },
  loss(image) {
    const { loss, imageGradient } = lossModel(drawn(image), target, 'full', FRAME);
    return { value: loss, gradient: imageGradient };
  },
};

const RENDERERS: Record<string, Renderer> = {
  'C/W with a cutoff': { renderer: 'normalized', eps: 0, cutoff: 12.25 },
  'C/(W + eps)': { renderer: 'normalized', eps: 0.01, cutoff: 40 },
  softmax: { renderer: 'softmax', eps: 0, cutoff: 12.25 },
  sum: { renderer: 'sum', eps: 0, cutoff: 12.25 },
};

describe('the gradient of the model', () => {
  const cases = Object.keys(RENDERERS).flatMap((renderer) =>
    (['axis', 'rotation', 'cholesky'] as const).flatMap((covariance) =>
      Object.keys(TERMS).map((term) => [term, renderer, covariance] as const),
    ),
  );

  it.each(cases)('of %s agrees with finite differences: %s, %s', (term, name, covariance) => {
    const renderer = RENDERERS[name];
    const params = paramsOf(covariance);
    const shapes = shapesOf(params, covariance);
    // A step of 1e-6 moves a d of at most 40 by 2 sqrt(40) / 0.13 * 1e-6 = 1e-4: no pixel crosses the cutoff within it.
    expect(distanceTo(renderer.cutoff, shapes, { renderer: renderer.renderer, ...FRAME })).toBeGreaterThan(1e-4);
    const rendered = renderModel(shapes, renderer, FRAME);
    const { gradient } = TERMS[term](rendered.image);
    const { sums, color } = backwardModel(shapes, rendered, gradient, renderer, FRAME);
    const analytic: Record<string, Float64Array> = {
      ...pullback({ covariance, ...params } as unknown as ShapeParams, sums),
      color,
    };
    const h = 1e-6;
    for (const [group, values] of Object.entries(params)) {
      const at = (i: number, by: number) =>
        TERMS[term](
          renderModel(shapesOf({ ...params, [group]: values.with(i, values[i] + by) }, covariance), renderer, FRAME)
            .image,
        ).value;
      const differences = values.map((_, i) => (at(i, h) - at(i, -h)) / (2 * h));
      expect(Math.hypot(...differences), group).toBeGreaterThan(1e-4);
      expect(relativeError(analytic[group], differences), group).toBeLessThan(1e-6);
    }
  });
});

describe('the image of the model', () => {
  it.each(['normalized', 'softmax', 'sum'] as const)('is that of the textbook formulas: %s', (renderer) => {
    const settings = { renderer, eps: 0.01, cutoff: 12.25 };
    for (const covariance of ['axis', 'rotation', 'cholesky'] as const) {
      const params = paramsOf(covariance);
      const expected = forward(params, { ...FRAME, ...settings, target, covariance });
      const rendered = renderModel(shapesOf(params, covariance), settings, FRAME);
      for (const map of ['weight', 'nearest', 'image'] as const) {
        // both in double precision; the textbook inverts a covariance, whose condition is at most some tens
        expect(relativeError(rendered[map], expected[map]), map).toBeLessThan(1e-12);
      }
      const terms = lossModel(rendered, target, 'full', FRAME);
      for (const term of ['l1', 'l2', 'ssim', 'loss'] as const) expect(terms[term]).toBeCloseTo(expected[term], 12);
    }
  });
});

describe('the discontinuity', () => {
  it("makes the gradient useless at the length of Adam's step, 0.001", () => {
    const { gradient, difference } = scaleGradients(1500, { renderer: 'normalized', eps: 0, cutoff: 12.25 }, 1e-3);
    attachTable('sum over the scales of dl2/dscale at state 1500', [
      ['gradient', 'difference quotient'],
      [gradient, difference],
    ]);
    // the golden table has 1.03838e-3, from an image rounded to single precision
    expect(Math.abs(gradient - 1.03838e-3)).toBeLessThan(2e-8);
    expect(difference.toExponential(5)).toBe('-3.23053e-1');
  });

  it('is gone with C/(W + 0.01) and a cutoff of 40', () => {
    const { gradient, difference, clamped } = scaleGradients(
      1500,
      { renderer: 'normalized', eps: 0.01, cutoff: 40 },
      1e-3,
    );
    expect(gradient.toFixed(4)).toBe('-0.8843');
    expect((difference + clamped).toFixed(4)).toBe('-0.8840');
  });
});

describe('the reference program in double precision', () => {
  it('has the golden losses, and stays within 1e-5 of single precision, up to iteration 64', async () => {
    const [single, double] = await Promise.all([prepareGaussian(), prepareGaussian({ precision: 'f64' })]);
    expect(double.engine).toBe('strict');
    const golden = goldenRows('experiments/baseline_f64.csv').filter(({ iteration }) => iteration <= 64);
    expect(golden).toHaveLength(7);
    const rows = rowsOf(double, double.solver.init(), 64);
    for (const row of golden) {
      const ours = rows.get(row.iteration);
      for (const column of ['loss', 'l1', 'l2', 'ssim']) {
        // the golden run weights its loss by 0.2f, 0.8f and 0.1f and has single-precision constants in its SSIM
        expect(Math.abs((ours?.[column] as number) / row[column] - 1), column).toBeLessThan(4e-8);
      }
      expect(ours?.uncovered).toBe(row.uncovered);
    }
    for (const [iteration, { loss }] of rowsOf(single, single.solver.init(), 64)) {
      expect(Math.abs(loss / (rows.get(iteration)?.loss as number) - 1), `${iteration}`).toBeLessThan(1e-5);
    }
  });
});
