import { describe, expect, it } from 'vitest';
import { sizeOf, tensor } from '../src/tensor.js';
import { belongsTo } from './support/allure.js';

describe('a tensor', () => {
  belongsTo('harness', 'solver contract', 'tensors');

  it.each([
    [[], 1],
    [[0], 0],
    [[3, 0, 2], 0],
    [[2, 3], 6],
  ])('of shape %j holds %i elements', (shape, size) => {
    expect(sizeOf(shape)).toBe(size);
    expect(tensor(shape, new Float32Array(size)).shape).toEqual(shape);
  });

  it('keeps the data it is given, without a copy', () => {
    const data = Float64Array.of(1, 2);
    expect(tensor([2], data).data).toBe(data);
  });

  it('is refused when its shape does not hold its data', () => {
    expect(() => tensor([2, 2], new Float32Array(3))).toThrow('shape [2,2] does not hold 3 elements');
  });
});
