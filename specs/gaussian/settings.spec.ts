import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { gaussian, gaussianSettings, parseGaussianSettings } from '../../src/gaussian/index.js';
import type { Settings } from '../../src/settings.js';
import { belongsTo } from '../support/allure.js';
import { prepareGaussian } from '../support/gaussian.js';

belongsTo('gaussian', 'settings');

describe('the settings', () => {
  it('are the reference program where nothing is said', () => {
    expect(parseGaussianSettings({})).toMatchObject({
      image: 'test',
      size: 64,
      gaussians: 50,
      seed: 42,
      renderer: 'normalized',
      eps: 0,
      cutoff: 12.25,
      covariance: 'axis',
      gradient: 'l2',
      precision: 'f32',
      optimizer: 'adam',
      lr: 0.001,
      adam_eps: 1e-8,
      bias_correction: true,
      schedule: 'constant',
      min_scale: 0.001,
      max_scale: 0.5,
    });
    expect(gaussian.iterations).toBe(10_000);
  });

  it('come from a command line as text', () => {
    const text = { eps: '1e-2', gaussians: '7', bias_correction: 'false', freeze: 'scale,color' };
    expect(parseGaussianSettings(text)).toEqual(
      parseGaussianSettings({ eps: 0.01, gaussians: 7, bias_correction: false, freeze: 'scale,color' }),
    );
  });

  it('that a run records prepare the same run again', async () => {
    const { settings } = await prepareGaussian({ schedule: 'cosine', 'lr.scale': 0.002, freeze: 'color' });
    expect(settings).toMatchObject({ schedule_start: 0, schedule_end: 10_000, 'lr.scale': 0.002 });
    expect((await prepareGaussian(settings)).settings).toEqual(settings);
  });

  it('are all described', () => {
    for (const [name, schema] of Object.entries(gaussianSettings.shape)) {
      expect(schema.description, name).toMatch(/\w{3}/);
    }
  });

  it.each<[Settings, string]>([
    [{ gausians: 5 }, 'setting gausians: not known; expected one of image, size, '],
    [{ gaussians: 0 }, 'setting gaussians=0: expected a whole number from 1 to 100000'],
    [{ gaussians: 2.5 }, 'setting gaussians=2.5: expected a whole number from 1 to 100000'],
    [{ gaussians: '' }, 'setting gaussians: expected a value'],
    [{ size: 8 }, 'setting size=8: expected a whole number from 9 to 2048'],
    [{ lr: 'fast' }, 'setting lr=fast: expected a number from 0 to 10'],
    [{ lr: 'Infinity' }, 'setting lr=Infinity: expected a number from 0 to 10'],
    [{ lr: Number.NaN }, 'setting lr=NaN: expected a number from 0 to 10'],
    [{ cutoff: 0 }, 'setting cutoff=0: expected a number from 0.01 to 1000'],
    [{ beta1: 1 }, 'setting beta1=1: expected a number from 0 to 0.999999'],
    [{ renderer: 'average' }, 'setting renderer=average: expected one of normalized, softmax, sum'],
    [{ freeze: 'opacity' }, 'setting freeze=opacity: expected a comma-separated list of position, scale, '],
    [{ bias_correction: 'perhaps' }, 'setting bias_correction=perhaps: expected true or false'],
  ])('%j are refused: %s', (given, message) => {
    expect(() => parseGaussianSettings(given)).toThrow(InputError);
    expect(() => parseGaussianSettings(given)).toThrow(message);
  });

  it.each<[Settings, string]>([
    [{ min_scale: 0.6 }, 'setting min_scale=0.6: expected at most max_scale, 0.5'],
    [{ freeze: 'rotation' }, 'setting freeze=rotation: no group rotation; expected some of position, scale, color'],
    [{ schedule: 'cosine', lr_min: 0.01 }, 'schedule: minimum is 0.01, expected a number from 0 to 0.001'],
    [{ schedule: 'exponential', schedule_end: 5, schedule_start: 5 }, 'schedule: end is 5, expected'],
  ])('%j are refused together: %s', async (given, message) => {
    await expect(prepareGaussian(given)).rejects.toThrow(InputError);
    await expect(prepareGaussian(given)).rejects.toThrow(message);
  });
});

describe('a fork', () => {
  const parent = { lr: 0.001, schedule: 'cosine', schedule_start: 0, schedule_end: 100, reset: 'moments' };

  it('keeps what is not changed, but resets only once', () => {
    expect(gaussian.fork(parent, { lr: 0.1 })).toEqual({
      lr: 0.1,
      schedule: 'cosine',
      schedule_start: 0,
      schedule_end: 100,
    });
  });

  it('takes a new schedule from where it begins', () => {
    expect(gaussian.fork(parent, { schedule: 'step', reset: 'moments,t' })).toEqual({
      lr: 0.001,
      schedule: 'step',
      reset: 'moments,t',
    });
  });
});
