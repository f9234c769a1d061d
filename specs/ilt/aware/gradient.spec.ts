import { describe, expect, it } from 'vitest';
import { doubles } from '../../../src/ilt/arrays.js';
import type { Settings } from '../../../src/settings.js';
import { tensor } from '../../../src/tensor.js';
import { belongsTo } from '../../support/allure.js';
import { randomArray } from '../../support/dense-imaging.js';
import { prepareIlt } from '../../support/ilt.js';

belongsTo('ilt', 'solvers', 'flare-aware');

const SIZE = 32;
// a field so small that its kernels fit the tile
const small: Settings = {
  size: SIZE,
  pattern: 'synthetic',
  field: 500,
  kernel_count: 6,
  precision: 'f64',
  noise: 0,
  sensitivity_every: 1000,
};
const MODELS: [string, Settings][] = [
  ['main', { program: 'main' }],
  ['v2', { program: 'v2' }],
  ['v2 with the aerial image by SOCS', { program: 'v2', diffraction: 'socs' }],
  ['main with physical flare', { program: 'main', flare: 'physical', diffraction: 'socs', tis: 0.2 }],
];

/** 2 T - 1 with noise, far from where the sigmoids are flat. */
const params = randomArray(SIZE * SIZE, 5, -0.2, 0.2);

describe.each(MODELS)('the gradient of %s', (_, settings) => {
  it('is that of the loss, by central differences in random directions', async () => {
    const { solver } = await prepareIlt({ ...small, ...settings });
    const start = solver.init();
    const at = (values: Float64Array) => {
      const seen: Record<string, unknown> = {};
      // S is computed in the first step alone: it weighs the loss, and no gradient is to flow through it
      const state = { iteration: 1, values: { ...start.values, params: tensor([SIZE, SIZE], values) } };
      const { scalars } = solver.step(state, (_stage, outputs) => Object.assign(seen, outputs));
      return { loss: scalars.loss, gradient: doubles(seen as never, 'gradient.params') };
    };
    const { gradient } = at(params);
    for (const seed of [1, 2, 3]) {
      const direction = randomArray(SIZE * SIZE, seed);
      const step = 1e-5;
      const moved = (sign: number) => params.map((value, i) => value + sign * step * direction[i]);
      const slope = (at(moved(1)).loss - at(moved(-1)).loss) / (2 * step);
      const expected = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
      expect(Math.abs(slope - expected)).toBeLessThan(1e-8 * Math.abs(expected));
    }
  });
});
