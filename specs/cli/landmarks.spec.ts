import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePng } from '../../src/image/png.js';
import { belongsTo } from '../support/allure.js';
import { csvOf, triangle } from '../support/faces.js';
import { type BatchResult, runBatch } from './batch.js';
import { expectRefusal } from './refusal.js';

belongsTo('harness', 'cli', 'landmarks');

const golden = (name: string) => fileURLToPath(new URL(`../../golden/clnf/cases/${name}/result.csv`, import.meta.url));
const [REFERENCE, CANDIDATE] = [golden('r1_frontal'), golden('r5_border')];
const video = csvOf([1, 2, 3, 4].map((frame) => triangle({ frame })));
const other = csvOf([1, 2, 4].map((frame) => triangle({ frame, x_0: frame === 4 ? 3 : 0 })));
const compare = (reference: string, candidate: string, ...more: string[]) => [
  ...['landmarks', '--reference', reference, '--candidate', candidate],
  ...more,
];

const good: Record<string, [string[], number, RegExp]> = {
  'the same file twice': [compare(REFERENCE, REFERENCE), 0, /^the same, number for number; 1 face of 68 landmarks/],
  'two faces': [
    compare(REFERENCE, CANDIDATE),
    1,
    /^different; .*\nwould have passed: --absolute 61\.9, or --nme 0\.541 alone\nNME 54 %.*\nsimilarity removed: NME 1\.78 %/,
  ],
  'two faces with a tolerance': [compare(REFERENCE, CANDIDATE, '--absolute', '62'), 0, /^in agreement: /],
  'two faces with too small a tolerance': [compare(REFERENCE, CANDIDATE, '--absolute', '61'), 1, /^different; /],
  'two faces with an NME': [compare(REFERENCE, CANDIDATE, '--nme', '0.55'), 0, /^in agreement: /],
  'two faces with another threshold': [
    compare(REFERENCE, CANDIDATE, '--threshold', '0.6'),
    1,
    /failure rate 0 % at 60 %/,
  ],
  'two videos': [
    compare('video.csv', 'other.csv'),
    1,
    /^different; 3 faces .*\n1 face missing in the candidate: frame 3\n/,
  ],
  'one document': [compare(REFERENCE, CANDIDATE, '--json'), 1, /^\{.*\}\n$/],
  'a folder': [compare('video.csv', 'other.csv', '--out', 'out'), 1, /\nout: faces\.csv, /],
  'a folder that is empty': [
    compare('video.csv', 'other.csv', '--out', 'empty', '--json'),
    1,
    /"files":\["faces\.csv",/,
  ],
};

const bad: [string, string[], RegExp][] = [
  [
    'without a candidate',
    ['landmarks', '--reference', 'video.csv'],
    /^required option '--candidate <csv>' not specified$/,
  ],
  ['with a file that is not there', compare('absent.csv', 'video.csv'), /^absent\.csv: cannot be read \(ENOENT\)$/],
  ['with a candidate that is a folder', compare('video.csv', 'full'), /^full: expected a file$/],
  ['with no CSV at all', compare('video.csv', 'picture.png'), /^picture\.png: line 1: no landmark columns; /],
  [
    'with a file without landmarks',
    compare('plain.csv', 'video.csv'),
    /^plain\.csv: line 1: no landmark columns; expected x_0/,
  ],
  [
    'with NaN cells',
    compare('video.csv', 'nan.csv'),
    /^nan\.csv: line 3: y_1 is "nan"; expected a number within 1e12$/,
  ],
  [
    'with frames out of order',
    compare('video.csv', 'unsorted.csv'),
    /^unsorted\.csv: line 3: frame 1, face 0 after frame 2, face 0; /,
  ],
  [
    'with no frame in common',
    compare('video.csv', 'later.csv'),
    /^later\.csv: no face in common with video\.csv; expected/,
  ],
  [
    'with an image and a video',
    compare('video.csv', 'image.csv'),
    /^image\.csv: faces of an image; expected frames of a video, as/,
  ],
  ['with other landmarks', compare('video.csv', REFERENCE), /result\.csv: 68 landmarks; expected 3, as in video\.csv$/],
  [
    'with --out that holds files',
    compare('video.csv', 'video.csv', '--out', 'full'),
    /^--out full: already there; expected a new/,
  ],
  [
    'with --out that is a file',
    compare('video.csv', 'video.csv', '--out', 'plain.csv'),
    /^--out plain\.csv: already there; /,
  ],
  [
    'with --out below a file',
    compare('video.csv', 'video.csv', '--out', 'plain.csv/a'),
    /^--out plain\.csv\/a: cannot be made \(ENOTDIR\)$/,
  ],
  ['with bad rows and --out', compare('video.csv', 'nan.csv', '--out', 'none'), /^nan\.csv: line 3: /],
  ['with a threshold of 0', compare('video.csv', 'video.csv', '--threshold', '0'), /expected a number above 0$/],
  ['with a tolerance in words', compare('video.csv', 'video.csv', '--absolute', 'few'), /expected a number from 0$/],
  ['with a negative tolerance', compare('video.csv', 'video.csv', '--nme=-1'), /expected a number from 0$/],
];

let cwd: string;
let results: BatchResult[];
const resultOf = (name: string) => results[Object.keys(good).indexOf(name)];
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'plumbline-landmarks-'));
  const files = {
    'video.csv': video,
    'other.csv': other,
    'plain.csv': 'iteration,loss\n1,2\n',
    'picture.png': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    'nan.csv': csvOf([triangle({ frame: 1 }), triangle({ frame: 2, y_1: 'nan' })]),
    'unsorted.csv': csvOf([triangle({ frame: 2 }), triangle({ frame: 1 })]),
    'later.csv': csvOf([triangle({ frame: 9 })]),
    'image.csv': csvOf([triangle({ face: 0 })], { columns: ['face', 'confidence'] }),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  mkdirSync(join(cwd, 'empty'));
  mkdirSync(join(cwd, 'full'));
  writeFileSync(join(cwd, 'full', 'thesis.txt'), 'the only copy');
  results = await runBatch([...Object.values(good).map(([args]) => args), ...bad.map(([, args]) => args)], cwd);
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('plumbline landmarks', () => {
  it.each(Object.keys(good))('compares %s', (name) => {
    const [, code, message] = good[name];
    expect(resultOf(name)).toMatchObject({ code, stderr: '' });
    expect(resultOf(name).stdout).toMatch(message);
  });

  it('prints all measures as one document', () => {
    const document = JSON.parse(resultOf('one document').stdout);
    expect(document).toMatchObject({
      reference: REFERENCE,
      candidate: CANDIDATE,
      verdict: 'differs',
      error: { px: expect.closeTo(53.62, 2) },
      nme: expect.closeTo(0.5401, 4),
      auc: 0,
      failureRate: 1,
      withoutSimilarity: { nme: expect.closeTo(0.0178, 4) },
      worst: [{ frame: 0, face: 0 }],
    });
    expect(document.regions.map(({ name }: { name: string }) => name)).toEqual([
      'jaw',
      'brows',
      'nose',
      'eyes',
      'mouth',
    ]);
    expect(document.landmarks).toHaveLength(68);
  });

  it('writes every table, the curve as a picture, and a row for every frame', () => {
    const { touched } = resultOf('a folder');
    const pictures = ['cumulative-error', 'mean-offsets', 'landmarks', 'regions'].flatMap((name) => [
      `${name}.png`,
      `${name}.svg`,
    ]);
    const names = ['faces.csv', 'landmarks.csv', 'regions.csv', 'comparison.json', ...pictures];
    expect([...touched].sort()).toEqual(['out', ...names.map((name) => `out/${name}`)].sort());
    const rows = readFileSync(join(cwd, 'out/faces.csv'), 'utf8').trim().split('\n');
    expect(rows.map((row) => row.split(',').slice(0, 3).join(' '))).toEqual([
      'frame face state',
      '1 0 compared',
      '2 0 compared',
      '3 0 missing',
      '4 0 compared',
    ]);
    expect(new Set(rows.map((row) => row.split(',').length))).toEqual(new Set([20]));
    expect(readFileSync(join(cwd, 'out/landmarks.csv'), 'utf8').split('\n')[1]).toMatch(/^0,1,/);
    expect(JSON.parse(readFileSync(join(cwd, 'out/comparison.json'), 'utf8'))).toMatchObject({ verdict: 'differs' });
    expect(decodePng(readFileSync(join(cwd, 'out/cumulative-error.png')), 'picture').width).toBeGreaterThan(100);
  });
});

describe('plumbline landmarks is refused in one line with code 2, and writes nothing,', () => {
  it.each(bad.map(([name, , message], i) => [name, message, i + Object.keys(good).length] as const))(
    '%s',
    (_, message, i) => {
      expectRefusal(results[i], message);
    },
  );
});
