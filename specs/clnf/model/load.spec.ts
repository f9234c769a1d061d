import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultModel } from '../../../src/clnf/default-model.js';
import { formatExperts, parseExperts } from '../../../src/clnf/model/expert-file.js';
import { formatList, parseList } from '../../../src/clnf/model/list-file.js';
import { formatMainList, formatModelList } from '../../../src/clnf/model/lists.js';
import { loadModel } from '../../../src/clnf/model/load.js';
import type { Patch, PatchExperts, Pdm } from '../../../src/clnf/model/model.js';
import { formatPdm } from '../../../src/clnf/model/pdm-file.js';
import { formatMatrices, parseMatrices } from '../../../src/clnf/model/text-matrix.js';
import { InputError } from '../../../src/errors.js';
import { belongsTo, notTriggered } from '../../support/allure.js';
import { SMALLEST } from '../../support/clnf-models.js';

belongsTo('clnf', 'model files', 'whole models');

type Files = Readonly<Record<string, string | Uint8Array>>;

/** The files of a model of one scale, and, as `part/…`, those of a part that has its landmark 0 for landmark 1. */
const filesOf = (pdm: Pdm, experts: PatchExperts, more: Files = {}): Files => ({
  'main.txt': formatMainList({ detector: 'clnf.txt', parts: [] }),
  'clnf.txt': formatModelList({ pdm: 'pdms/pdm.txt', triangulations: 'absent.txt', experts: ['ccnf.txt'] }),
  'pdms/pdm.txt': formatPdm(pdm),
  'ccnf.txt': formatExperts(experts),
  ...more,
});
const { pdm, experts } = SMALLEST;
const smallest = filesOf(pdm, experts);
const withPart = (pairs: readonly (readonly [number, number])[], names = ['eye']): Files => ({
  ...smallest,
  'main.txt': formatMainList({
    detector: 'clnf.txt',
    parts: names.map((name) => ({ path: 'part/main.txt', name, pairs })),
  }),
  ...Object.fromEntries(Object.entries(smallest).map(([name, content]) => [`part/${name}`, content])),
});

function load(files: Files, main = 'main.txt') {
  const seen: string[] = [];
  const model = loadModel(main, (name, path) => {
    const content = files[path];
    if (content === undefined) throw new InputError(`${path}: not found`);
    seen.push(`${name} ${path}`);
    return Buffer.from(content as string);
  });
  return { model, seen };
}

const [view] = experts.views;
const withView = (change: Partial<typeof view>): PatchExperts => ({ ...experts, views: [{ ...view, ...change }] });
const withPatches = (...patches: readonly Partial<Patch>[]) =>
  withView({ patches: view.patches.map((patch, i) => ({ ...patch, ...patches[i] })) });

describe('a whole model', () => {
  it('of the smallest size is read from its lists on, paths being relative to each', () => {
    const { model, seen } = load(smallest);
    expect(model).toEqual({ pdm, scales: [experts], parts: [] });
    expect(seen).toEqual([
      'model main.txt',
      'model.list clnf.txt',
      'model.pdm pdms/pdm.txt',
      'model.experts1 ccnf.txt',
    ]);
  });

  it('may lie in another folder, and have parts in others', () => {
    const moved = Object.fromEntries(Object.entries(withPart([[1, 0]])).map(([name, file]) => [`/m/${name}`, file]));
    const { model, seen } = load(moved, '/m/main.txt');
    expect(model.parts).toEqual([{ pdm, scales: [experts], name: 'eye', pairs: [[1, 0]] }]);
    expect(seen.slice(4).map((each) => each.split(' ')[1])).toEqual(
      ['main.txt', 'clnf.txt', 'pdms/pdm.txt', 'ccnf.txt'].map((name) => `/m/part/${name}`),
    );
  });

  it('that is built in has 68 points, 20 modes, 3 scales, 3 views and no parts', () => {
    const { pdm: shipped, scales, parts } = defaultModel();
    expect([shipped.points, shipped.modes, parts.length]).toEqual([68, 20, 0]);
    expect(scales.map(({ scale, views }) => [scale, views.length])).toEqual([
      [0.25, 3],
      [0.35, 3],
      [0.5, 3],
    ]);
  });

  const hidden = { neurons: [], betas: new Float64Array(0), confidence: 0 };
  const neuron = view.patches[0].neurons[0];
  const smooth: PatchExperts = {
    ...experts,
    smoothing: [{ window: 1, components: [Float32Array.of(1)] }],
    views: [{ ...view, patches: view.patches.map((patch) => ({ ...patch, betas: Float64Array.of(1) })) }],
  };
  const bad: [string, Files, RegExp][] = [
    ['whose list is absent', { 'main.txt': smallest['main.txt'] }, /^clnf\.txt: not found$/],
    [
      'whose path is empty',
      { ...smallest, 'main.txt': 'LandmarkDetector \n' },
      /^main\.txt: expected the path of a file, found none$/,
    ],
    [
      'that is its own list',
      { ...smallest, 'main.txt': smallest['clnf.txt'] },
      /^main\.txt: 0 lines "LandmarkDetector FILE"; /,
    ],
    [
      'whose experts have other landmarks',
      filesOf({ ...pdm, points: 1, mean: pdm.mean.slice(3), basis: pdm.basis.slice(3) }, experts),
      /^ccnf\.txt: byte 48: .* 1 x 1 of type 4; found 2 x 1/,
    ],
    [
      'whose experts are its point distribution model',
      { ...smallest, 'ccnf.txt': smallest['pdms/pdm.txt'] },
      /^ccnf\.txt: byte 0: /,
    ],
    [
      'that sees nothing',
      filesOf(pdm, withView({ visible: new Int32Array(2) })),
      /^ccnf\.txt: view 0 sees no landmark; expected one$/,
    ],
    [
      'that sees a landmark without neurons',
      filesOf(pdm, withPatches({}, hidden)),
      /^ccnf\.txt: view 0, landmark 1: visible, but without neurons/,
    ],
    [
      'whose patches are of two sizes',
      filesOf(pdm, withPatches({}, { width: 2, height: 2, neurons: [{ ...neuron, weights: new Float32Array(4) }] })),
      /landmark 1: a patch of 2 x 2; expected 1 x 1, as the first$/,
    ],
    [
      'whose patches are not square',
      filesOf(pdm, withPatches({ width: 2, neurons: [{ ...neuron, weights: new Float32Array(2) }] })),
      /landmark 0: a patch of 2 x 1; /,
    ],
    [
      'whose neurons count for nothing',
      filesOf(pdm, withPatches({ neurons: [{ ...neuron, alpha: 0 }] })),
      /landmark 0: the alphas sum to 0; expected more than 0$/,
    ],
    [
      'whose scales have other smoothing',
      { ...smallest, 'clnf.txt': `${smallest['clnf.txt']}PatchesCCNF more.txt\n`, 'more.txt': formatExperts(smooth) },
      /^ccnf\.txt: 0 betas a patch; expected as many as the last file has 1 components for window 1$/,
    ],
    [
      'whose part has a landmark that it lacks',
      withPart([[2, 0]]),
      /^main\.txt: part eye: pair 2 0; expected landmarks below 2 and 2$/,
    ],
    [
      'whose part lacks a landmark',
      withPart([[0, 2]]),
      /^main\.txt: part eye: pair 0 2; expected landmarks below 2 and 2$/,
    ],
    ['whose parts have one name', withPart([[0, 0]], ['eye', 'eye']), /^main\.txt: two parts eye; expected one$/],
    [
      'whose part has parts',
      { ...withPart([[0, 0]]), 'part/main.txt': withPart([[0, 0]])['main.txt'] },
      /^part\/main\.txt: a part with 1 parts; expected none$/,
    ],
  ];
  it.each(bad)('%s is refused', (_, files, message) => {
    expect(() => load(files)).toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringMatching(message) }),
    );
  });
});

describe("OpenFace's own models", () => {
  it.for(['main_clnf_general.txt', 'main_clnf_wild.txt'])(
    'from %s on are read with all their parts, and written with the bytes that were read',
    (main, context) => {
      const folder = process.env.PLUMBLINE_OPENFACE;
      if (folder === undefined) notTriggered(context, "PLUMBLINE_OPENFACE names no folder with OpenFace's models");
      const files: { readonly name: string; readonly path: string; readonly bytes: Buffer }[] = [];
      const model = loadModel(join(folder, 'model', main), (name, path) => {
        const bytes = readFileSync(path);
        files.push({ name, path, bytes });
        return bytes;
      });
      const all = [model, ...model.parts];
      const written = (name: string, text: string, bytes: Buffer, path: string): Uint8Array => {
        const [, part] = /^model(?:\.part(\d+))?/.exec(name) ?? [];
        if (/experts\d$/.test(name)) return formatExperts(parseExperts(bytes, path, all[Number(part ?? 0)].pdm.points));
        const again = name.endsWith('.pdm') ? formatMatrices(parseMatrices(text, path)) : formatList(parseList(text));
        return Buffer.from(again, 'latin1');
      };
      const changed = files.filter(({ name, path, bytes }) => {
        return !bytes.equals(written(name, bytes.toString('latin1'), bytes, path));
      });
      expect(files.length).toBeGreaterThan(model.scales.length + 2);
      expect(changed.map(({ path }) => path)).toEqual([]);
    },
  );
});
