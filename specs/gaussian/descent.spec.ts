import { describe, expect, it } from 'vitest';
import { descent } from '../../src/gaussian/descent.js';
import { groupsOf, trainedGroups } from '../../src/gaussian/groups.js';
import { parseGaussianSettings } from '../../src/gaussian/settings.js';
import type { Settings } from '../../src/settings.js';
import { belongsTo } from '../support/allure.js';

belongsTo('gaussian', 'descent');

const GROUPS = ['position', 'scale', 'color'];

function descentOf(given: Settings) {
  const settings = { schedule_start: 0, schedule_end: 10_000, ...parseGaussianSettings(given) };
  return descent(settings, trainedGroups(groupsOf(settings), settings.freeze));
}
const ones = () => ({
  position: new Float32Array(2).fill(1),
  scale: new Float32Array(2).fill(1),
  color: new Float32Array(3).fill(1),
});

const zeros = (params: Readonly<Record<string, Float32Array>>) =>
  Object.fromEntries(Object.entries(params).map(([name, { length }]) => [`m.${name}`, new Float32Array(length)]));

describe('the moments', () => {
  it.each([
    ['adam', 'm.position v.position m.scale v.scale m.color v.color'],
    ['adamw', 'm.position v.position m.scale v.scale m.color v.color'],
    ['sgd', 'm.position m.scale m.color'],
    ['adan', GROUPS.map((group) => `m.${group} d.${group} v.${group} previous.${group}`).join(' ')],
    ['momentum', 'm.position m.scale m.color'],
    ['nesterov', 'm.position m.scale m.color'],
  ])('of %s are %s', (optimizer, names) => {
    expect(descentOf({ optimizer }).moments.join(' ')).toBe(names);
  });

  it('are kept of trained groups only', () => {
    expect(descentOf({ freeze: 'scale,color' }).moments).toEqual(['m.position', 'v.position']);
  });
});

describe('the rates', () => {
  it("are each group's own where they are set", () => {
    const params = ones();
    const settings = { optimizer: 'sgd', lr: 0.5, 'lr.scale': 0.25, 'lr.color': 0 };
    descentOf(settings).update(params, ones(), zeros(params), 1, 1);
    expect(params).toEqual({
      position: Float32Array.of(0.5, 0.5),
      scale: Float32Array.of(0.75, 0.75),
      color: Float32Array.of(1, 1, 1),
    });
  });

  it('of the scales hold for Cholesky factors', () => {
    const params = {
      position: Float32Array.of(1, 1),
      cholesky: Float32Array.of(1, 1, 1),
      color: Float32Array.of(1, 1, 1),
    };
    const gradient = structuredClone(params);
    descentOf({ covariance: 'cholesky', optimizer: 'sgd', lr: 0, 'lr.scale': 0.25 }).update(
      params,
      gradient,
      zeros(params),
      1,
      1,
    );
    expect(params.cholesky).toEqual(Float32Array.of(0.75, 0.75, 0.75));
    expect(params.position).toEqual(Float32Array.of(1, 1));
  });

  it.each([
    ['constant', {}, 9000, 0.001],
    ['step', { schedule_start: 1500 }, 1499, 0.001],
    ['step', { schedule_start: 1500 }, 2500, 0.00025],
    ['exponential', { schedule_start: 1500 }, 5750, 0.0001],
    ['exponential', { schedule_start: 1500, schedule_end: 2000 }, 3000, 0.00001],
    ['cosine', {}, 5000, 0.00055],
    ['cosine', { schedule_end: 500 }, 500, 0.0001],
    ['cosine', { schedule_end: 500, lr_min: 0 }, 250, 0.0005],
    ['restarts', { restart_period: 100 }, 200, 0.001],
    ['constant', { warmup: 100 }, 25, 0.00025],
  ])('follow the schedule: %s %j at %i', (schedule, settings, iteration, rate) => {
    const { rate: at } = descentOf({ schedule, ...settings });
    // a rate in single precision, of at most four roundings
    expect(Math.abs(at(iteration) / rate - 1)).toBeLessThan(2.5e-7);
    expect(Math.fround(at(iteration))).toBe(at(iteration));
  });

  it('of a group follow the same schedule', () => {
    const params = ones();
    descentOf({ optimizer: 'sgd', 'lr.scale': 0.5, schedule: 'step' }).update(params, ones(), zeros(params), 1, 500);
    expect(params.scale).toEqual(Float32Array.of(0.75, 0.75));
  });
});

describe('clipping', () => {
  const gradient = () => ({
    position: Float32Array.of(3, 0),
    scale: Float32Array.of(0, 4),
    color: Float32Array.of(0, 0, 12),
  });

  it('reports the norm over all groups, of before', () => {
    expect(descentOf({}).clip(gradient())).toBe(13);
    expect(descentOf({ clip_norm: 1, clip_value: 1 }).clip(gradient())).toBe(13);
  });

  it('shortens to a norm, by one factor', () => {
    const clipped = gradient();
    descentOf({ clip_norm: 6.5 }).clip(clipped);
    expect(clipped).toEqual({
      position: Float32Array.of(1.5, 0),
      scale: Float32Array.of(0, 2),
      color: Float32Array.of(0, 0, 6),
    });
  });

  it('cuts entries off, and then shortens what is left', () => {
    const clipped = gradient();
    descentOf({ clip_value: 3.5 }).clip(clipped);
    expect(clipped.color).toEqual(Float32Array.of(0, 0, 3.5));
    expect(clipped.scale).toEqual(Float32Array.of(0, 3.5));
    const both = gradient();
    descentOf({ clip_value: 4, clip_norm: 1 }).clip(both);
    expect(Math.hypot(...both.position, ...both.scale, ...both.color)).toBeCloseTo(1, 6);
    expect(both.scale[1]).toBe(both.color[2]);
  });

  it('leaves frozen groups alone', () => {
    const { clip } = descentOf({ freeze: 'color', clip_norm: 1 });
    const arrays = gradient();
    expect(clip(arrays)).toBe(5);
    expect(arrays.color).toEqual(Float32Array.of(0, 0, 12));
  });
});
