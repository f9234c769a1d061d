import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../src/clnf/model/byte-reader.js';
import { ByteWriter } from '../../../src/clnf/model/byte-writer.js';
import { ELEMENTS, type Matrix, readMatrix, writeMatrix } from '../../../src/clnf/model/matrix.js';
import { formatMatrices, parseMatrices } from '../../../src/clnf/model/text-matrix.js';
import { belongsTo } from '../../support/allure.js';

belongsTo('clnf', 'model files', 'matrices');

const sides = fc.record({ rows: fc.integer({ min: 0, max: 6 }), columns: fc.integer({ min: 0, max: 6 }) });
const elements = {
  0: (size: number) => fc.uint8Array({ minLength: size, maxLength: size }),
  4: (size: number) => fc.int32Array({ minLength: size, maxLength: size }),
  5: (size: number) => fc.float32Array({ minLength: size, maxLength: size, noNaN: true, noDefaultInfinity: true }),
  6: (size: number) => fc.float64Array({ minLength: size, maxLength: size, noNaN: true, noDefaultInfinity: true }),
};
const matrices: fc.Arbitrary<Matrix> = fc
  .tuple(sides, fc.constantFrom(0, 4, 5, 6))
  .chain(([{ rows, columns }, type]) =>
    elements[type as keyof typeof elements](rows * columns).map((data) => ({ rows, columns, type, data }) as Matrix),
  );
const parse = (text: string) => parseMatrices(text, 'matrix.txt');
const runs = { seed: 42, numRuns: 100 };

describe('a matrix in binary', () => {
  it('of any type comes back as it was', () => {
    fc.assert(
      fc.property(matrices, (matrix) => {
        const reader = new ByteReader(writeMatrix(new ByteWriter(), matrix).bytes(), 'matrix');
        expect(readMatrix(reader, 'a matrix')).toEqual(matrix);
        reader.end();
      }),
      runs,
    );
  });

  it.each([
    [
      'of more than memory holds',
      [65536, 65536, 6],
      /: byte 0: expected at most 16777216 elements of a matrix; found 4294967296$/,
    ],
    ['of negative rows', [-1, 1, 6], /: byte 0: expected the number of rows of a matrix, 0 to 16777216; found -1$/],
    ['of an unknown type', [1, 1, 2], /: byte 8: expected an element type of a matrix, 0, 4, 5 or 6; found 2$/],
    ['that breaks off', [1000, 1000, 6], /: truncated: expected a matrix at byte 12, 8000000 bytes; the file has 12$/],
  ])('%s is refused', (_, header, message) => {
    const reader = new ByteReader(new ByteWriter().i32(...header).bytes(), 'matrix');
    expect(() => readMatrix(reader, 'a matrix')).toThrow(message);
  });
});

describe('matrices in text', () => {
  it('of any type come back as they were, comments included', () => {
    fc.assert(
      fc.property(fc.array(matrices, { maxLength: 4 }), (all) => {
        const content = all.map((matrix, i) => ({
          ...matrix,
          comments: i % 2 ? [] : [`# matrix ${i}`],
          decimals: undefined,
        }));
        const text = formatMatrices(content);
        expect(parse(text).map(({ decimals, ...matrix }) => ({ ...matrix, decimals: undefined }))).toEqual(content);
        expect(formatMatrices(parse(text))).toBe(text);
      }),
      runs,
    );
  });

  it('whose numbers all have the same digits behind the point keep every byte', () => {
    const digits = fc.integer({ min: 1, max: 9 });
    const values = fc.float64Array({ minLength: 6, maxLength: 6, min: -1e5, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(values, digits, (data, decimals) => {
        const text = formatMatrices([{ rows: 2, columns: 3, type: 6, data, comments: ['# some'], decimals }]);
        expect(formatMatrices(parse(text))).toBe(text);
      }),
      runs,
    );
  });

  it('may have empty lines, and lines that begin with a blank or #, before a matrix only', () => {
    const [matrix] = parse('\n   ignored\n# kept\n\n2 1\n5\n1.5\n2\n');
    expect(matrix).toMatchObject({ rows: 2, columns: 1, comments: ['# kept'], data: Float32Array.of(1.5, 2) });
    expect(() => parse('1 2 6\n1\n# in between\n2\n')).toThrow(
      /line 3, byte 8: expected number 2 of 2 of type 6; found #$/,
    );
  });

  const bad: [string, string, RegExp][] = [
    ['breaks off in its size', '3\n', /line 2, byte 2: truncated: expected a number of columns$/],
    ['breaks off in its numbers', '1\n2\n6\n1\n', /line 5, byte 8: truncated: expected number 2 of 2 of type 6$/],
    ['claims more than the file has', '9000000 1 6\n1\n', /truncated: expected 9000000 x 1 numbers$/],
    ['claims more than memory has', '99999999 99999999 6\n', /expected a number of rows; found 99999999$/],
    ['has half a row', '1.5 1 6\n1\n', /line 1, byte 0: expected a number of rows; found 1\.5$/],
    ['has a type that is not known', '1 1 2\n1\n', /byte 4: expected an element type, 0, 4, 5 or 6; found 2$/],
    ['has words for numbers', '1 1 6\none\n', /line 2, byte 6: expected number 1 of 1 of type 6; found one$/],
    ['has NaN for a number', '1 1 6\nnan\n', /expected number 1 of 1 of type 6; found nan$/],
    ['has a fraction among integers', '1 1 4\n1.5\n', /expected number 1 of 1 of type 4; found 1\.5$/],
    ['has a byte over 255', '1 1 0\n256\n', /expected number 1 of 1 of type 0; found 256$/],
    ['has a float out of range', '1 1 5\n1e300\n', /expected number 1 of 1 of type 5; found 1e300$/],
    ['is a picture', '\x89PNG\r\n\x1a\n', /expected a number of rows; found .PNG$/],
  ];
  it.each(bad)('are refused where one %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringMatching(message) }),
    );
  });

  it('are of the types that OpenFace has', () => {
    expect(Object.values(ELEMENTS).map(({ name }) => name)).toEqual(['u8', 'i32', 'f32', 'f64']);
  });
});
