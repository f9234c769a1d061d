import { describe, expect, it } from 'vitest';
import { compareStages, compareValues, EXACT, parseRules, type Rule, toleranceFor } from '../../src/parity/index.js';
import type { Values } from '../../src/solver.js';
import { tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'compare', 'tolerances');

const rule = (pattern: string, more: Partial<Rule> = {}): Rule => ({ for: pattern, reason: 'for this spec', ...more });

describe('a rule', () => {
  it.each([
    ['state/position', 'state/position', true],
    ['state/position', 'state/positions', false],
    ['*', 'scalars/loss', true],
    ['state/*', 'state/m.scale', true],
    ['state/*', 'scalars/loss', false],
    ['backward/gradient.*', 'backward/gradient.scale', true],
    ['*/loss', 'scalars/loss', true],
    ['*a*b*', 'xaxbx', true],
    ['*a*b*', 'xbxax', false],
    ['ab*ba', 'aba', false],
    ['.', 'x', false],
  ])('%s fits %s: %s', (pattern, name, fits) => {
    expect(toleranceFor([rule(pattern)], name) !== EXACT).toBe(fits);
  });

  it('holds before those behind it', () => {
    const rules = [rule('state/v.*', { ulps: 1 }), rule('state/*', { ulps: 2 })];
    expect(toleranceFor(rules, 'state/v.scale').ulps).toBe(1);
    expect(toleranceFor(rules, 'state/scale').ulps).toBe(2);
    expect(toleranceFor(rules, 'loss/loss')).toBe(EXACT);
  });
});

const read = (text: string) => parseRules(new TextEncoder().encode(text), 'rules.json');

describe('a file of rules', () => {
  it('is read as it stands', () => {
    const rules = [
      rule('render/*', { absolute: 1e-6 }),
      rule('*', { ulps: 4, band: { tensor: 'distance', at: 3, within: 1e-6 } }),
    ];
    expect(read(JSON.stringify(rules))).toEqual(rules);
  });

  it.each([
    ['no JSON', 'rules', 'rules.json: not valid JSON; expected an array of rules'],
    ['no array', '{}', /^rules\.json: .*array/],
    ['a rule without a reason', '[{"for":"*","ulps":1}]', /^rules\.json: 0\.reason: /],
    ['an empty reason', '[{"for":"*","ulps":1,"reason":" "}]', /^rules\.json: 0\.reason: why this tolerance is right$/],
    ['a negative size', '[{"for":"*","absolute":-1,"reason":"x"}]', /^rules\.json: 0\.absolute: /],
    ['a size that is text', '[{"for":"*","ulps":"1","reason":"x"}]', /^rules\.json: 0\.ulps: /],
    ['a name that is not known', '[{"for":"*","atol":1,"reason":"x"}]', /^rules\.json: 0: .*atol/],
    [
      'a band without its middle',
      '[{"for":"*","reason":"x","band":{"tensor":"d","within":1}}]',
      /^rules\.json: 0\.band\.at: /,
    ],
  ])('that has %s is refused', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

const values = (distance: number[], image: number[]): Values => ({
  distance: tensor([distance.length], Float64Array.from(distance)),
  image: tensor([distance.length, image.length / distance.length], Float64Array.from(image)),
});

describe('a band about a discontinuity', () => {
  const band = { tensor: 'distance', at: 3, within: 0.01 };
  const compare = (allowed: Rule['band'], candidate: number[]) =>
    compareValues(
      values([1, 2.995, 3.005, 4], [1, 1, 1, 1, 1, 1, 1, 1]),
      values([1, 2.995, 3.005, 4], candidate),
      { of: 'render' },
      { rules: [rule('render/image', { band: allowed, absolute: 1e-9 })] },
    )[1];

  it('excuses any difference of the elements within it, and counts them', () => {
    expect(compare(band, [1, 1, 0, 0, 0, 1, 1, 1])).toMatchObject({ verdict: 'within', over: 0, banded: 3 });
  });

  it('excuses nothing outside', () => {
    expect(compare(band, [1, 1, 0, 0, 0, 1, 1, 0])).toMatchObject({
      verdict: 'differs',
      over: 1,
      banded: 3,
      first: { index: [3, 1] },
      largest: { absolute: 1 },
    });
  });

  it.each([
    ['whose tensor is not there', { ...band, tensor: 'depth' }, 'band of render/image: no tensor "depth" beside it'],
    ['whose tensor is of another shape', { ...band, tensor: 'image' }, undefined],
  ])('%s', (_, other, message) => {
    const run = () => compare(other, [1, 1, 0, 0, 0, 1, 1, 1]);
    if (message === undefined) expect(run().banded).toBe(0);
    else expect(run).toThrow(message);
  });

  it('is refused where its tensor does not lead the shape of what it excuses', () => {
    const one = { distance: tensor([3], new Float64Array(3)), image: tensor([2], new Float64Array(2)) };
    const rules = [rule('*/image', { band })];
    expect(() =>
      compareValues(one, { ...one, image: tensor([2], Float64Array.of(0, 1)) }, { of: 'render' }, { rules }),
    ).toThrow('band of render/image: [3] of "distance" does not lead its shape [2]');
  });
});

describe('values by name', () => {
  it('that one side lacks are differences', () => {
    const found = compareValues({ a: 1, b: 2 }, { b: 2, c: 3 }, { of: 'state' });
    expect(found.map(({ name, verdict, problem }) => [name, verdict, problem])).toEqual([
      ['state/a', 'differs', 'the candidate has none'],
      ['state/b', 'same', undefined],
      ['state/c', 'differs', 'the reference has none'],
    ]);
  });

  it('of nothing in common are an error', () => {
    expect(() => compareValues({ a: 1 }, { b: 1 }, { of: 'state' })).toThrow('state: nothing in common: a against b');
    expect(() => compareValues({}, {}, { of: 'state' })).toThrow('state: nothing in common: nothing against nothing');
    expect(() => compareStages({ render: { a: 1 } }, { draw: { a: 1 } }, 1)).toThrow(
      'stages: nothing in common: render against draw',
    );
  });

  it('called like a property of every object are values like others', () => {
    const own = { constructor: 1, toString: 2 } as unknown as Values;
    expect(
      compareValues(own, { a: 1, constructor: 1 } as unknown as Values, { of: 'state' }).map(({ verdict }) => verdict),
    ).toEqual(['same', 'differs', 'differs']);
  });

  it('of stages that one side lacks are differences', () => {
    const found = compareStages({ render: { a: 1 }, loss: { b: 1 } }, { render: { a: 1 }, extra: { c: 1 } }, 1);
    expect(found.map(({ name, problem }) => [name, problem])).toEqual([
      ['render/a', undefined],
      ['loss', 'the candidate has no such stage'],
      ['extra', 'the reference has no such stage'],
    ]);
  });
});
