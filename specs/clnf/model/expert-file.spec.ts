import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatExperts, parseExperts } from '../../../src/clnf/model/expert-file.js';
import { belongsTo } from '../../support/allure.js';
import { goldenPath } from '../../support/clnf.js';
import { experts, SMALLEST } from '../../support/clnf-models.js';

belongsTo('clnf', 'model files', 'patch experts');

const bytes = formatExperts(SMALLEST.experts);
/** The bytes with a number changed. */
const withInt = (at: number, value: number) => {
  const copy = Uint8Array.from(bytes);
  new DataView(copy.buffer).setInt32(at, value, true);
  return copy;
};
const withDouble = (at: number, value: number) => {
  const copy = Uint8Array.from(bytes);
  new DataView(copy.buffer).setFloat64(at, value, true);
  return copy;
};
const parse = (content: Uint8Array, points = 2) => parseExperts(content, 'ccnf.txt', points);

describe('patch experts', () => {
  it.each(['ccnf_0.25.txt', 'ccnf_0.35.txt', 'ccnf_0.5.txt'])(
    'of %s are written with the bytes that were read',
    (name) => {
      const file = readFileSync(goldenPath(`model/${name}`));
      expect(file.equals(formatExperts(parseExperts(file, name, 68)))).toBe(true);
    },
  );

  it('of any landmarks, views, windows and neurons come back as they were, and as the same bytes', () => {
    fc.assert(
      fc.property(experts, ({ points, ...content }) => {
        const file = formatExperts(content);
        const read = parse(file, points);
        expect(read).toEqual(content);
        expect(Buffer.from(file).equals(formatExperts(read))).toBe(true);
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it('are read from anywhere in a larger buffer', () => {
    fc.assert(
      fc.property(experts, fc.integer({ min: 1, max: 9 }), ({ points, ...content }, offset) => {
        const file = formatExperts(content);
        const larger = new Uint8Array(file.length + 20);
        larger.set(file, offset);
        expect(parse(larger.subarray(offset, offset + file.length), points)).toEqual(content);
      }),
      { seed: 42, numRuns: 30 },
    );
  });

  it('that break off anywhere are refused, with the byte and what was expected', () => {
    const messages = Array.from({ length: bytes.length }, (_, length) => {
      try {
        parse(bytes.subarray(0, length));
      } catch (error) {
        return String(error);
      }
      return `${length} bytes were taken for the whole file`;
    });
    const odd = messages.filter((text, length) => {
      const [, at, size, has] =
        /ccnf\.txt: truncated: expected .+ at byte (\d+), (\d+) bytes; the file has (\d+)$/.exec(text) ?? [];
      return !(Number(at) <= length && Number(at) + Number(size) > length && Number(has) === length);
    });
    expect(odd).toEqual([]);
  });

  it('of random bytes are refused, or read, but never stop the program', () => {
    const someBytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 })).map(([at, value]) => {
        const copy = Uint8Array.from(bytes);
        copy[at] = value;
        return copy;
      }),
    );
    fc.assert(
      fc.property(someBytes, (content) => {
        try {
          parse(content);
        } catch (error) {
          if ((error as Error).name !== 'InputError') throw error;
        }
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  // the smallest file: scale at 0, views at 8, a centre at 12, visibility at 48, windows at 68, a patch at 72, a neuron at 88
  const bad: [string, Uint8Array, RegExp][] = [
    [
      'that are text',
      Buffer.from('PDM pdm_68.txt\nPatchesCCNF ccnf.txt\n'),
      /: byte 0: expected a scale, above 0 and at most 100 px\/mm; /,
    ],
    ['without scale', withDouble(0, 0), /: byte 0: expected a scale, above 0 and at most 100 px\/mm; found 0$/],
    [
      'of a scale that is not finite',
      withDouble(0, Number.NaN),
      /: byte 0: expected the scale, a finite number; found NaN$/,
    ],
    ['without views', withInt(8, 0), /: byte 8: expected at least one view; found 0$/],
    ['of negative views', withInt(8, -1), /: byte 8: expected the number of views, 0 to 1000; found -1$/],
    ['of a billion views', withInt(8, 1e9), /: byte 8: expected the number of views, 0 to 1000; found 1000000000$/],
    [
      'whose centers are floats',
      withInt(20, 5),
      /: byte 12: expected a view's center, 3 x 1 of type 6; found 3 x 1 of type 5$/,
    ],
    [
      'of another number of landmarks',
      withInt(48, 3),
      /: byte 48: expected .* landmarks, 2 x 1 of type 4; found 3 x 1 of type 4$/,
    ],
    ['of a million windows', withInt(68, 1e6), /: byte 68: expected the number of windows, 0 to 100; found 1000000$/],
    ['whose patches are none', withInt(72, 4), /: byte 72: expected 5, the start of a patch; found 4$/],
    ['of patches a mile wide', withInt(76, 1e6), /: byte 76: expected the width of a patch, 0 to 63; found 1000000$/],
    [
      'of a billion neurons',
      withInt(84, 1e9),
      /: byte 84: expected the number of neurons, 0 to 1000; found 1000000000$/,
    ],
    ['whose neurons are none', withInt(88, 3), /: byte 88: expected 2, the start of a neuron; found 3$/],
    [
      'that look at gradients',
      withInt(92, 1),
      /: byte 92: expected 0, the type of a neuron that looks at gray values; found 1$/,
    ],
    [
      'whose norm is infinite',
      withDouble(96, 1 / 0),
      /: byte 96: expected a neuron's norm, a finite number; found Infinity$/,
    ],
    [
      'of weights of another size',
      withInt(120, 2),
      /: byte 120: expected a neuron's weights, 1 x 1 of type 5; found 2 x 1 /,
    ],
    [
      'with a byte too many',
      Buffer.concat([bytes, Buffer.of(0)]),
      /: 1 bytes follow byte \d+; expected its end there$/,
    ],
  ];
  it.each(bad)('%s are refused', (_, content, message) => {
    expect(() => parse(content)).toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringMatching(message) }),
    );
  });
});
