import { beforeAll, describe, expect, it } from 'vitest';
import { defaultModel } from '../../../src/clnf/default-model.js';
import { biasCorrection } from '../../../src/clnf/faces/bias-correction.js';
import { FRONT, RATIOS, SCALES } from '../../../src/clnf/faces/recipe.js';
import { smoothingComponentsOf } from '../../../src/clnf/faces/smoothing-components.js';
import { trainPatch } from '../../../src/clnf/faces/train.js';
import { type TrainingFace, trainingFaces } from '../../../src/clnf/faces/training-faces.js';
import type { Patch } from '../../../src/clnf/model/model.js';
import { belongsTo } from '../../support/allure.js';
import { worst } from '../../support/clnf.js';

belongsTo('clnf', 'rendered faces', 'training');

const NOSE_TIP = 30;

describe('training', () => {
  let faces: TrainingFace[];
  let patch: Patch;
  beforeAll(() => {
    faces = trainingFaces(FRONT, 0, 24);
    patch = trainPatch(faces, NOSE_TIP, SCALES[0], 'front');
  });

  it('gives the same patch expert of the same faces, bit for bit', () => {
    expect(trainPatch(faces, NOSE_TIP, SCALES[0], 'front')).toEqual(patch);
  });

  it('gives neurons with weights of mean 0 and length 1, that together find the landmark', () => {
    expect(patch.neurons).toHaveLength(5);
    for (const { weights, alpha, norm } of patch.neurons) {
      // single precision leaves 121 roundings of 6e-8 of weights below 1
      expect(Math.abs(weights.reduce((sum, weight) => sum + weight, 0))).toBeLessThan(1e-6);
      expect(Math.abs(weights.reduce((sum, weight) => sum + weight * weight, 0) - 1)).toBeLessThan(1e-6);
      expect(Math.min(alpha, norm)).toBeGreaterThan(0);
    }
    // a map of noise has a correlation of about 0 with the bell that it should be, the shipped experts 0.25 to 0.9
    expect(patch.confidence).toBeGreaterThan(0.25);
  });

  it('weighs the smoothing by one of the choices of the recipe, beside the sum of the alphas', () => {
    const alphas = patch.neurons.reduce((sum, { alpha }) => sum + alpha, 0);
    const ratios = [...patch.betas].map((beta) => beta / alphas);
    expect(RATIOS.some((choice) => worst(ratios, choice) < 1e-12)).toBe(true);
  });
});

describe('smoothing components', () => {
  it.each([7, 9, 11, 15])('of window %i are those of the shipped model', (window) => {
    const shipped = defaultModel().scales[2].smoothing.find((each) => each.window === window);
    expect(smoothingComponentsOf(window)).toEqual(shipped?.components);
  });

  it.each([3, 7])('of window %i are symmetric, and the Laplacians leave an even map as it is', (window) => {
    const cells = window * window;
    for (const [c, matrix] of smoothingComponentsOf(window).entries()) {
      expect(matrix.every((value, i) => value === matrix[(i % cells) * cells + Math.floor(i / cells)])).toBe(true);
      const rows = Array.from({ length: cells }, (_, row) => matrix.slice(row * cells, (row + 1) * cells));
      const sums = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
      if (c < 2) expect(sums.every((sum) => sum === 0)).toBe(true);
      else expect(sums.every((sum) => sum >= 0)).toBe(true);
    }
  });
});

describe('the bias correction of Adam', () => {
  it('is 1 - decay^step but for the last digit', () => {
    for (const decay of [0.9, 0.999] as const) {
      let power = 1;
      for (let step = 1; step <= 3600; step++) {
        power *= decay;
        // 3600 products have an error of up to 3600 roundings; near step 1 the power is itself near 1
        if (Math.abs(biasCorrection(decay, step) - (1 - power)) > 3600 * 2 ** -53) throw new Error(`${decay}, ${step}`);
      }
    }
    expect(biasCorrection(0.9, 1)).toBe(1 - 0.9);
  });
});
