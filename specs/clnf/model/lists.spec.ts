import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatList, parseList } from '../../../src/clnf/model/list-file.js';
import { formatMainList, formatModelList, parseMainList, parseModelList } from '../../../src/clnf/model/lists.js';
import { belongsTo } from '../../support/allure.js';
import { goldenPath } from '../../support/clnf.js';

belongsTo('clnf', 'model files', 'lists');

const word = fc.stringMatching(/^[a-z0-9_./-]{1,12}$/);
/** A path may hold blanks, but in the line of a part, and none at its end. */
const path = fc.stringMatching(/^[a-z0-9_./-]( ?[a-z0-9_./-]){0,11}$/);
const index = fc.nat({ max: 10_000 });
const mains = fc.record({
  detector: path,
  parts: fc.array(
    fc.record({ path: word, name: word, pairs: fc.array(fc.tuple(index, index), { minLength: 1, maxLength: 4 }) }),
    { maxLength: 4 },
  ),
});
const models = fc.record({
  pdm: path,
  triangulations: fc.option(path, { nil: undefined }),
  experts: fc.array(path, { minLength: 1, maxLength: 4 }),
});
const runs = { seed: 42, numRuns: 100 };

describe('a list of a model', () => {
  it('comes back as it was, with any parts and scales', () => {
    fc.assert(
      fc.property(mains, models, (main, model) => {
        expect(parseMainList(formatMainList(main), 'main.txt')).toEqual(main);
        expect(parseModelList(formatModelList(model), 'clnf.txt')).toEqual(model);
      }),
      runs,
    );
  });

  it.each([
    ['main_clnf_self68.txt', (text: string) => formatMainList(parseMainList(text, 'main'))],
    ['clnf_self68.txt', (text: string) => formatModelList(parseModelList(text, 'clnf'))],
  ])('of the built-in model, %s, is written with the bytes that were read', (name, again) => {
    const text = readFileSync(goldenPath(`model/${name}`), 'latin1');
    expect(again(text)).toBe(text);
    expect(formatList(parseList(text))).toBe(text);
  });

  it('keeps every byte of lines that mean nothing, whether a newline ends it or not', () => {
    const line = fc.stringMatching(/^[ -~]{0,20}$/);
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.boolean(), (lines, newline, isEnded) => {
        const text = lines.join(newline) + (isEnded ? newline : '');
        expect(formatList(parseList(text))).toBe(text);
      }),
      runs,
    );
  });

  it('may have lines that end as on Windows, and others that mean nothing here', () => {
    const main = 'LandmarkDetector a b.txt\r\nFaceDetConversion haarAlign.txt\r\n\r\nDetectionValidator v.txt';
    expect(parseMainList(main, 'main.txt')).toEqual({ detector: 'a b.txt', parts: [] });
    const model = 'PDM pdm.txt\r\nTriangulations tris.txt\r\nPatchesCCNF p.txt\r\ntoString x\r\n';
    expect(parseModelList(model, 'clnf.txt')).toEqual({
      pdm: 'pdm.txt',
      triangulations: 'tris.txt',
      experts: ['p.txt'],
    });
  });

  const line = 'LandmarkDetector a.txt\n';
  const badMains: [string, string, RegExp][] = [
    ['that is empty', '', /^main\.txt: 0 lines "LandmarkDetector FILE"; expected one$/],
    ['with two detectors', line + line, /^main\.txt: 2 lines "LandmarkDetector FILE"; expected one$/],
    [
      'whose part has no pairs',
      `${line}LandmarkDetector_part b.txt eye\n`,
      /^main\.txt: line 2: expected "LandmarkDetector_part FILE/,
    ],
    ['whose part has half a pair', `${line}LandmarkDetector_part b.txt eye 1 2 3\n`, /^main\.txt: line 2: expected /],
    [
      'whose part has a blank at its end',
      `${line}LandmarkDetector_part b.txt eye 1 2 \n`,
      /line 2: .*no blank at the end$/,
    ],
    ['whose part has words for landmarks', `${line}LandmarkDetector_part b.txt eye 1 two\n`, /^main\.txt: line 2: /],
    ['whose part has a negative landmark', `${line}LandmarkDetector_part b.txt eye 1 -2\n`, /^main\.txt: line 2: /],
    [
      'with a hundred parts',
      line + 'LandmarkDetector_part b.txt eye 1 2\n'.repeat(100),
      /^main\.txt: 100 parts; expected at most 20$/,
    ],
  ];
  it.each(badMains)('%s is refused', (_, text, message) => {
    expect(() => parseMainList(text, 'main.txt')).toThrow(message);
  });

  const badModels: [string, string, RegExp][] = [
    ['without point distribution model', 'PatchesCCNF p.txt\n', /^clnf\.txt: 0 lines "PDM FILE"; expected one$/],
    ['with two of them', 'PDM a\nPDM b\nPatchesCCNF p.txt\n', /^clnf\.txt: 2 lines "PDM FILE"; expected one$/],
    ['without experts', 'PDM a\n', /^clnf\.txt: 0 lines "PatchesCCNF FILE"; expected 1 to 4$/],
    [
      'with five scales',
      `PDM a\n${'PatchesCCNF p\n'.repeat(5)}`,
      /^clnf\.txt: 5 lines "PatchesCCNF FILE"; expected 1 to 4$/,
    ],
    [
      'with convolutional experts',
      'PDM a\nTriangulations t\nPatchesCEN cen_patches_0.25_of.dat\n',
      /^clnf\.txt: line 3: PatchesCEN: convolutional experts \(CEN\) are not supported; expected PatchesCCNF$/,
    ],
    [
      'with support vector experts',
      'PDM a\nPatchesIntensity p\n',
      /^clnf\.txt: line 2: PatchesIntensity: support vector experts/,
    ],
  ];
  it.each(badModels)('%s is refused', (_, text, message) => {
    expect(() => parseModelList(text, 'clnf.txt')).toThrow(message);
  });
});
