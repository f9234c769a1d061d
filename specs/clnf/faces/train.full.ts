import { beforeAll, describe, expect, it } from 'vitest';
import { defaultModel } from '../../../src/clnf/default-model.js';
import { SCALES, SIDE } from '../../../src/clnf/faces/recipe.js';
import { trainPatch } from '../../../src/clnf/faces/train.js';
import { type TrainingFace, trainingFaces } from '../../../src/clnf/faces/training-faces.js';
import { belongsTo } from '../../support/allure.js';

belongsTo('clnf', 'rendered faces', 'training');

// one landmark of the view from a side; all others of all views, four minutes of work, are for scripts/clnf-model.mjs
const LIP_CORNER = 48;

describe('the recipe gives the shipped patch experts, bit for bit:', () => {
  let side: TrainingFace[];
  beforeAll(() => {
    side = trainingFaces(SIDE, 0, SIDE.count);
  }, 900_000);

  it.each(SCALES.map((recipe, i) => [recipe.scale, i] as const))('at %d pixels a millimetre', (_, i) => {
    const { patches } = defaultModel().scales[i].views[2];
    expect(trainPatch(side, LIP_CORNER, SCALES[i], 'side')).toEqual(patches[LIP_CORNER]);
  });
});
