import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { clamp, clamped, type Group, groupsOf, trainedGroups } from '../../src/gaussian/groups.js';
import { belongsTo } from '../support/allure.js';

belongsTo('gaussian', 'parameters', 'groups');

const bounds = { min_scale: 0.001, max_scale: 0.5 };
const group = (covariance: 'axis' | 'rotation' | 'cholesky', name: string) =>
  groupsOf({ covariance, ...bounds }).find((each) => each.name === name) as Group;

describe('the groups', () => {
  it.each([
    ['axis', 'position 2, scale 2, color 3'],
    ['rotation', 'position 2, scale 2, rotation 1, color 3'],
    ['cholesky', 'position 2, cholesky 3, color 3'],
  ] as const)('of %s are %s', (covariance, list) => {
    const groups = groupsOf({ covariance, ...bounds });
    expect(groups.map(({ name, width }) => `${name} ${width}`).join(', ')).toBe(list);
  });

  it.each([
    ['axis', undefined, 'position, scale, color'],
    ['axis', 'scale', 'position, color'],
    ['rotation', 'rotation,color', 'position, scale'],
    ['cholesky', 'scale', 'position, color'],
    ['axis', 'position,scale,color', ''],
  ] as const)('of %s that are trained with freeze=%s are %s', (covariance, freeze, list) => {
    const trained = trainedGroups(groupsOf({ covariance, ...bounds }), freeze);
    expect(trained.map(({ name }) => name).join(', ')).toBe(list);
  });

  it('that do not exist cannot be frozen', () => {
    expect(() => trainedGroups(groupsOf({ covariance: 'axis', ...bounds }), 'color,rotation')).toThrow(
      new InputError('setting freeze=color,rotation: no group rotation; expected some of position, scale, color'),
    );
  });
});

describe('a clamp', () => {
  it.each([
    ['position', 'axis', [-0.1, 0.5, 1.1, -0, 1, 0.999], [0, 0.5, 1, -0, 1, 0.999], 4],
    ['color', 'axis', [-1e-9, 0.5, 2], [0, 0.5, 1], 2],
    ['scale', 'axis', [0.0005, 0.6, 0.001, 0.5], [0.001, 0.5, 0.001, 0.5], 4],
    ['cholesky', 'cholesky', [0.0005, -0.7, 0.6, 0.2, 0.7, 0.3], [0.001, -0.5, 0.5, 0.2, 0.5, 0.3], 4],
    ['rotation', 'rotation', [-100, 100], [-100, 100], 0],
  ] as const)('of %s (%s) puts %j to %j, %i of them at an end', (name, covariance, before, after, ends) => {
    for (const Floats of [Float32Array, Float64Array]) {
      const values = Floats.from(before);
      clamp(values, group(covariance, name));
      expect(values).toEqual(Floats.from(after));
      expect(clamped(values, group(covariance, name))).toBe(ends);
    }
  });

  it('in single precision ends at the float nearest to the bound, which is above 0.001', () => {
    const scale = group('axis', 'scale');
    const values = Float32Array.of(0.0009999999, 0.001);
    clamp(values, scale);
    expect(Array.from(values)).toEqual([Math.fround(0.001), Math.fround(0.001)]);
    expect(Math.fround(0.001)).toBeGreaterThan(0.001);
    expect(clamped(Float32Array.of(0.001, 0.0010000001), scale)).toBe(2);
    expect(clamped(Float32Array.of(0.0010000002), scale)).toBe(0);
  });

  it('leaves NaN for the run to find', () => {
    const values = Float32Array.of(Number.NaN, 2);
    clamp(values, group('axis', 'position'));
    expect(values).toEqual(Float32Array.of(Number.NaN, 1));
  });
});
