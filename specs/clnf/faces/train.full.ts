import { beforeAll, describe, expect, it } from 'vitest';
import { defaultModel } from '../../../src/clnf/default-model.js';
import { FRONT, SCALES, SIDE } from '../../../src/clnf/faces/recipe.js';
import { frontFaces, trainPatch } from '../../../src/clnf/faces/train.js';
import { type TrainingFace, trainingFaces } from '../../../src/clnf/faces/training-faces.js';
import { belongsTo } from '../../support/allure.js';

belongsTo('clnf', 'rendered faces', 'training');

// scripts/clnf-model.mjs trains all of them, which takes several minutes more
const [CHIN, LIP_CORNER] = [8, 48];

describe('the recipe gives the shipped patch experts, bit for bit:', () => {
  let front: TrainingFace[];
  let side: TrainingFace[];
  beforeAll(() => {
    front = trainingFaces(FRONT, 0, FRONT.count);
    side = trainingFaces(SIDE, 0, SIDE.count);
  }, 900_000);

  it.each(SCALES.map((recipe, i) => [recipe.scale, i] as const))('at %d pixels a millimetre', (_, i) => {
    const [middle, , own] = defaultModel().scales[i].views;
    expect(trainPatch(frontFaces(SCALES[i], front), CHIN, SCALES[i], 'front')).toEqual(middle.patches[CHIN]);
    expect(trainPatch(side, LIP_CORNER, SCALES[i], 'side')).toEqual(own.patches[LIP_CORNER]);
  });
});
