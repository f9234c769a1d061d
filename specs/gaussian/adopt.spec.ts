import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import type { Settings } from '../../src/settings.js';
import type { State } from '../../src/solver.js';
import { type Tensor, tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';
import { goldenState, prepareGaussian, rowsOf } from '../support/gaussian.js';

belongsTo('gaussian', 'resume', 'adopt');

const golden = goldenState(1000);
const data = (state: State, name: string) => (state.values[name] as Tensor).data;
const adopted = async (settings: Settings, state = golden) => (await prepareGaussian(settings)).adopt(state, 'a.json');
const GROUPS = ['position', 'scale', 'color'];

describe("a checkpoint's moments", () => {
  it('go on for the same optimizer', async () => {
    const state = await adopted({});
    expect(state.iteration).toBe(1000);
    expect(state.values.t).toBe(1000);
    expect(Object.keys(state.values).sort()).toEqual(Object.keys(golden.values).sort());
    for (const name of Object.keys(state.values)) expect(state.values[name], name).toEqual(golden.values[name]);
  });

  it.each(['momentum', 'nesterov'])('m goes on as the velocity of %s, and v is left out', async (optimizer) => {
    const state = await adopted({ optimizer });
    for (const group of GROUPS) {
      expect(data(state, `m.${group}`)).toEqual(data(golden, `m.${group}`));
      expect(state.values).not.toHaveProperty([`v.${group}`]);
    }
  });

  it('start at zero where the optimizer before had none', async () => {
    const plain = await adopted({ optimizer: 'sgd' });
    for (const group of GROUPS) expect(plain.values).not.toHaveProperty([`v.${group}`]);
    const state = await adopted({ optimizer: 'adam' }, plain);
    for (const group of GROUPS) {
      expect(data(state, `v.${group}`)).toEqual(new Float32Array(data(golden, group).length));
      expect(data(state, group)).toEqual(data(golden, group));
    }
  });

  it('of a frozen group are left out, and start at zero when it is trained again', async () => {
    const frozen = await adopted({ freeze: 'scale' });
    expect(Object.keys(frozen.values)).not.toContain('m.scale');
    expect(Object.keys(frozen.values)).toContain('scale');
    const thawed = await adopted({}, frozen);
    expect(data(thawed, 'm.scale')).toEqual(new Float32Array(100));
    expect(data(thawed, 'm.color')).toEqual(data(golden, 'm.color'));
  });

  it.each([
    ['moments', 1000],
    ['moments,t', 0],
  ])('are zero after reset=%s, and t is %i', async (reset, t) => {
    const state = await adopted({ reset });
    expect(state.values.t).toBe(t);
    for (const group of GROUPS) {
      for (const moment of ['m', 'v']) {
        expect(data(state, `${moment}.${group}`)).toEqual(new Float32Array(data(golden, group).length));
      }
      expect(data(state, group)).toEqual(data(golden, group));
    }
  });
});

describe('another precision', () => {
  it('keeps every value on the way to double and back', async () => {
    const double = await adopted({ precision: 'f64' });
    for (const [name, value] of Object.entries(double.values)) {
      if (typeof value !== 'number') expect(value.data, name).toBeInstanceOf(Float64Array);
    }
    expect(await adopted({}, double)).toEqual(golden);
  });

  it('goes on from there with a loss that differs by rounding alone', async () => {
    const [single, double] = await Promise.all([prepareGaussian(), prepareGaussian({ precision: 'f64' })]);
    const [a, b] = [single, double].map((each) => rowsOf(each, each.adopt(golden, 'a.json'), 1001).get(1001)?.loss);
    // one evaluation in single precision, whose SSIM is a sum of 9408 roundings
    expect(Math.abs((a as number) / (b as number) - 1)).toBeLessThan(1e-5);
  });
});

describe('a state of another problem', () => {
  const without = (name: string): State => {
    const { [name]: _, ...values } = golden.values;
    return { ...golden, values };
  };
  const having = (name: string, value: State['values'][string]): State => ({
    ...golden,
    values: { ...golden.values, [name]: value },
  });

  it.each<[string, Settings, State, string]>([
    ['another N', { gaussians: 49 }, golden, 'position is Float32Array [50,2]; expected floats [49,2]'],
    ['another covariance', { covariance: 'cholesky' }, golden, 'no tensor cholesky; expected one of shape [50,3]'],
    ['no rotation', { covariance: 'rotation' }, golden, 'no tensor rotation; expected one of shape [50,1]'],
    ['no color', {}, without('color'), 'no tensor color; expected one of shape [50,3]'],
    ['a number for a tensor', {}, having('color', 1), 'no tensor color; expected one of shape [50,3]'],
    [
      'another shape of a moment',
      {},
      having('m.color', tensor([3, 50], new Float32Array(150))),
      'm.color is Float32Array [3,50]; expected floats [50,3]',
    ],
    [
      'integers',
      {},
      having('scale', tensor([50, 2], new Int32Array(100))),
      'scale is Int32Array [50,2]; expected floats [50,2]',
    ],
    ['no t', {}, without('t'), 't is undefined; expected the number of updates that the optimizer has done'],
    ['half a t', {}, having('t', 0.5), 't is 0.5; expected the number of updates that the optimizer has done'],
    ['a negative t', {}, having('t', -1), 't is -1; expected the number of updates that the optimizer has done'],
  ])('is refused: %s', async (_, settings, state, message) => {
    const { adopt } = await prepareGaussian(settings);
    expect(() => adopt(state, 'a.json')).toThrow(new InputError(`a.json: ${message}`));
  });
});
