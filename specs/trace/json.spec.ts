import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/trace/json.js';

describe('JSON from others', () => {
  it('what JSON.stringify writes is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        fc.pre(!text.includes('"__proto__"'));
        expect(parseJson(text, 20)).toEqual(JSON.parse(text));
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it.each([
    ['{"a":1,"a":2}', 'key "a" is given twice'],
    ['{"b":{"a":1, "\\u0061" :2}}', 'key "a" is given twice'],
    ['[{"__proto__":1}]', 'key "__proto__" is not allowed'],
    ['{"\\u005f_proto__":1}', 'key "__proto__" is not allowed'],
    ['[[[[1]]]]', 'nested more than 3 deep'],
    ['{"a":', 'not valid JSON'],
    ['"\u001b[31m', 'not valid JSON'],
    ['{"\\x":1}', 'not valid JSON'],
    ['', 'not valid JSON'],
  ])('%j is refused', (text, message) => {
    expect(() => parseJson(text, 3)).toThrow(new SyntaxError(message));
  });

  it('the same key in two objects, and a text that looks like a key, are fine', () => {
    expect(parseJson('[{"a":"a\\":"},{"a":"{["}]', 3)).toEqual([{ a: 'a":' }, { a: '{[' }]);
  });
});
