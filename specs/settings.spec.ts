import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InputError } from '../src/errors.js';
import { integer, oneOf, parseSettings, real, type Settings, someOf, yesOrNo } from '../src/settings.js';
import { belongsTo } from './support/allure.js';

belongsTo('harness', 'settings');

const schema = z.object({
  count: integer(1, 100).default(5),
  rate: real(0, 1).optional(),
  fast: yesOrNo().default(false),
  rule: oneOf('adam', 'sgd').default('adam'),
  freeze: someOf('scale', 'color').optional(),
});

describe('settings that are taken', () => {
  it.each<[string, Settings, object]>([
    ['none: the defaults', {}, { count: 5, fast: false, rule: 'adam' }],
    [
      'text as a command line gives it',
      { count: '7', rate: '1e-3', fast: 'true' },
      { count: 7, rate: 0.001, fast: true },
    ],
    [
      'typed values as run.json gives them',
      { count: 7, rate: 0.001, fast: true },
      { count: 7, rate: 0.001, fast: true },
    ],
    ['the bounds themselves', { count: 100, rate: 0 }, { count: 100, rate: 0 }],
    ['none: back to the default, or to nothing', { count: 'none', rate: 'none' }, { count: 5 }],
    ['a list', { freeze: 'color,scale' }, { freeze: 'color,scale' }],
  ])('%s', (_, given, expected) => {
    expect(parseSettings(schema, given)).toEqual({ count: 5, fast: false, rule: 'adam', ...expected });
  });

  it('come out the same when they go in again', () => {
    const once = parseSettings(schema, { count: '7', rate: '0.1', rule: 'sgd', freeze: 'scale' });
    expect(parseSettings(schema, once as Settings)).toEqual(once);
  });
});

describe('settings that are refused', () => {
  const names = 'expected one of count, rate, fast, rule, freeze';
  const longNumber = '9'.repeat(5000);
  it.each<[string, Settings, string]>([
    ['an unknown name', { cuont: 1 }, `setting cuont: not known; ${names}`],
    ['a name that every object has', { constructor: 1 }, `setting constructor: not known; ${names}`],
    ['the name __proto__', { ['__proto__']: 1 }, `setting __proto__: not known; ${names}`],
    ['a very long name', { ['n'.repeat(5000)]: 1 }, `setting ${'n'.repeat(80)}…: not known; ${names}`],
    ['an empty value', { count: ' ' }, 'setting count: expected a value'],
    ['a fraction', { count: '1.5' }, 'setting count=1.5: expected a whole number from 1 to 100'],
    ['too small a number', { count: 0 }, 'setting count=0: expected a whole number from 1 to 100'],
    [
      'a very long number',
      { count: longNumber },
      `setting count=${'9'.repeat(80)}…: expected a whole number from 1 to 100`,
    ],
    ['text for a number', { rate: 'abc' }, 'setting rate=abc: expected a number from 0 to 1'],
    ['NaN', { rate: 'NaN' }, 'setting rate=NaN: expected a number from 0 to 1'],
    ['Infinity', { rate: 'Infinity' }, 'setting rate=Infinity: expected a number from 0 to 1'],
    ['a number below its bound', { rate: -1 }, 'setting rate=-1: expected a number from 0 to 1'],
    ['neither true nor false', { fast: 'maybe' }, 'setting fast=maybe: expected true or false'],
    ['an unknown choice', { rule: 'toString' }, 'setting rule=toString: expected one of adam, sgd'],
    [
      'an unknown member',
      { freeze: 'scale,size' },
      'setting freeze=scale,size: expected a comma-separated list of scale, color',
    ],
    ['a value of two lines', { rate: '1\n2' }, 'setting rate=1 2: expected a number from 0 to 1'],
  ])('%s', (_, given, message) => {
    expect(() => parseSettings(schema, given)).toThrow(new InputError(message));
  });
});
