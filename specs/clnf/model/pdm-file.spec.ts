import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DECIMALS } from '../../../src/clnf/faces/shape-model.js';
import { formatPdm, parsePdm } from '../../../src/clnf/model/pdm-file.js';
import { formatMatrices, parseMatrices } from '../../../src/clnf/model/text-matrix.js';
import { belongsTo } from '../../support/allure.js';
import { goldenPath } from '../../support/clnf.js';
import { pdms, SMALLEST } from '../../support/clnf-models.js';

belongsTo('clnf', 'model files', 'point distribution model');

const shipped = readFileSync(goldenPath('model/pdm_68.txt'), 'latin1');

describe('a point distribution model', () => {
  it('of the built-in model is written with the bytes that were read', () => {
    expect(formatMatrices(parseMatrices(shipped, 'pdm_68.txt')) === shipped).toBe(true);
    expect(formatPdm(parsePdm(shipped, 'pdm_68.txt'), DECIMALS) === shipped).toBe(true);
  });

  it('of any points and modes comes back bit for bit', () => {
    fc.assert(
      fc.property(pdms, (pdm) => {
        expect(parsePdm(formatPdm(pdm), 'pdm.txt')).toEqual(pdm);
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  const text = formatPdm(SMALLEST.pdm);
  const [mean, basis, variances] = parseMatrices(text, 'pdm.txt');
  const of = (...matrices: (typeof mean)[]) => formatMatrices(matrices);
  const bad: [string, string, RegExp][] = [
    ['nothing', '', /^pdm\.txt: 0 matrices; expected 3: the mean, the basis and the variances$/],
    ['two matrices', of(mean, basis), /^pdm\.txt: 2 matrices; expected 3/],
    [
      'a mean that is a row',
      of({ ...mean, rows: 1, columns: 6 }, basis, variances),
      /the mean is 1 x 6; expected 3n x 1$/,
    ],
    [
      'a mean in the plane',
      of({ ...mean, rows: 4, data: mean.data.slice(0, 4) }, basis, variances),
      /the mean is 4 x 1; expected 3n x 1$/,
    ],
    [
      'a mean without points',
      of({ ...mean, rows: 0, data: new Float64Array(0) }, basis, variances),
      /the mean is 0 x 1; expected 3n x 1$/,
    ],
    [
      'modes of other points',
      of(mean, { ...basis, rows: 3, columns: 2 }, variances),
      /the basis is 3 x 2; expected 6 x m$/,
    ],
    [
      'more variances than modes',
      of(mean, basis, { ...variances, columns: 2, data: Float64Array.of(1, 1) }),
      /the variances is 1 x 2; expected 1 x 1$/,
    ],
    [
      'a variance of zero',
      of(mean, basis, { ...variances, data: Float64Array.of(0) }),
      /variance 0 is 0; expected a number above 0$/,
    ],
    [
      'a negative variance',
      of(mean, basis, { ...variances, data: Float64Array.of(-1) }),
      /variance 0 is -1; expected a number above 0$/,
    ],
  ];
  it.each(bad)('with %s is refused', (_, content, message) => {
    expect(() => parsePdm(content, 'pdm.txt')).toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringMatching(message) }),
    );
  });

  it('that breaks off in any word is refused', () => {
    const words = [...text.matchAll(/\S+/g)].slice(1).map(({ index }) => text.slice(0, index));
    const taken = words.filter((part) => {
      try {
        return parsePdm(part, 'pdm.txt') !== undefined;
      } catch (error) {
        return (error as Error).name !== 'InputError';
      }
    });
    expect(taken).toEqual([]);
  });
});
