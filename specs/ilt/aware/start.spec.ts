import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doubles } from '../../../src/ilt/arrays.js';
import { encodeNpy } from '../../../src/ilt/npy.js';
import type { Settings } from '../../../src/settings.js';
import { tensor } from '../../../src/tensor.js';
import { belongsTo } from '../../support/allure.js';
import { randomArray } from '../../support/dense-imaging.js';
import { goldenArray, prepareIlt, runFor } from '../../support/ilt.js';
import { scratch } from '../../support/toy-runs.js';

belongsTo('ilt', 'solvers', 'flare-aware');

const SMALL: Settings = { program: 'v2', size: 64, kernel_count: 2, field: 512, precision: 'f64' };
const startOf = async (changed: Settings = {}) =>
  doubles((await prepareIlt({ ...SMALL, ...changed })).solver.init().values, 'params');

describe('the start of a flare-aware program', () => {
  it('of branch v2 has the target that the original has, with noise of its deviation and of the seed', async () => {
    const params = await startOf({ size: 256, seed: 7 });
    const target = goldenArray('synth256_flare_target.npy').data;
    const noise = params.map((value, i) => value - (2 * target[i] - 1));
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    const deviation = Math.sqrt(noise.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / noise.length);
    // four standard errors of 65,536 deviates
    expect(Math.abs(mean)).toBeLessThan((4 * 0.05) / 256);
    expect(Math.abs(deviation / 0.05 - 1)).toBeLessThan(4 / Math.sqrt(2 * 65_536));
    expect(await startOf({ size: 256, seed: 7 })).toEqual(params);
    expect(await startOf({ size: 256, seed: 8 })).not.toEqual(params);
  });

  it('has no noise on a layout, and none where none is asked for', async () => {
    const values = [...new Set(await startOf({ program: 'main', size: 128 })), ...new Set(await startOf({ noise: 0 }))];
    expect(values.map(Math.abs)).toEqual([1, 1, 1, 1]);
  });

  it('is multiplied as a whole', async () => {
    const [whole, scaled] = [await startOf(), await startOf({ start_scale: 0.25 })];
    expect(scaled).toEqual(whole.map((value) => 0.25 * value));
  });

  it('is that of a file where one is named', async () => {
    const file = join(scratch(), 'start.npy');
    const given = randomArray(64 * 64, 1);
    writeFileSync(file, encodeNpy(tensor([64, 64], given)));
    expect(await startOf({ start: file })).toEqual(given);
  });
});

describe('a checkpoint', () => {
  it('of another precision is gone on from in the own one', async () => {
    const [exact, single] = await Promise.all(['f64', 'f32'].map((precision) => prepareIlt({ ...SMALL, precision })));
    const { state } = runFor(exact, 2);
    const adopted = single.adopt(state, 'there');
    expect(doubles(adopted.values, 'params')).toEqual(
      doubles(state.values, 'params').map((value) => Math.fround(value)),
    );
    expect(adopted.values.t).toBe(2);
    expect(runFor(single, 1, adopted).state.iteration).toBe(3);
  });

  it.each([
    ['another size', { size: 72 }, 'there: params is [72,72]; expected [64,64]'],
    ['no program of masks', {}, 'there: params is not there; expected [64,64]'],
  ])('of %s is refused', async (_, changed, message) => {
    const prepared = await prepareIlt(SMALL);
    const { solver } = await prepareIlt({ ...SMALL, ...changed });
    const state = 'size' in changed ? solver.init() : { iteration: 3, values: { position: 1 } };
    expect(() => prepared.adopt(state, 'there')).toThrow(message);
  });
});
