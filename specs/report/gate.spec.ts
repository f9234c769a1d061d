import { describe, expect, it } from 'vitest';
import { judge, parseRules } from '../../src/report/gate.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'report', 'gate');

const suite = { passed: 5, failed: 0, notTriggered: 2, metrics: { 'error, px': 0.03 } };
const failing = (changes: object, rules: Parameters<typeof judge>[1] = {}) =>
  judge({ ...suite, ...changes }, rules).flatMap(({ rule, holds }) => (holds ? [] : [rule]));

describe('the gate', () => {
  it.each([
    ['nothing', {}, {}, []],
    ['a failed test', { failed: 1 }, {}, ['tests failed']],
    ['a suite without a test', { passed: 0 }, {}, ['tests passed']],
    ['too few tests', {}, { leastTests: 6 }, ['tests passed']],
    ['too many that were not triggered', {}, { mostNotTriggered: 1 }, ['tests not triggered']],
    ['a metric above its limit', {}, { metrics: { 'error, px': { most: 0.02 } } }, ['error, px']],
    ['a metric below its limit', {}, { metrics: { 'error, px': { least: 0.04 } } }, ['error, px']],
    ['a metric that nothing measured', {}, { metrics: { 'rate, %': { most: 1 } } }, ['rate, %']],
  ])('is closed by %s', (_, changes, rules, closed) => {
    expect(failing(changes, rules)).toEqual(closed);
  });

  it('lets a metric be absent that is not measured everywhere', () => {
    const [, , judged] = judge(suite, { metrics: { 'rate, %': { most: 1, optional: true } } });
    expect(judged).toEqual({ rule: 'rate, %', value: 'not triggered', limit: 'at most 1', holds: true });
  });

  it.each([
    [{ leastTests: 'many' }, /^package.json: plumbline.gate.leastTests: /],
    [{ leasttests: 1 }, /^package.json: plumbline.gate.: Unrecognized key/],
    [{ metrics: { a: { max: 1 } } }, /^package.json: plumbline.gate.metrics.a: Unrecognized key/],
  ])('does not take the rules %j', (rules, message) => {
    expect(() => parseRules(rules, 'package.json')).toThrow(message);
  });
});
