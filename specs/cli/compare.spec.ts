import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gaussian } from '../../src/gaussian/index.js';
import { toRaster } from '../../src/image/image.js';
import { decodePng, encodePng } from '../../src/image/png.js';
import { startRun } from '../../src/run/index.js';
import { belongsTo } from '../support/allure.js';
import { SMALL } from '../support/toy-runs.js';
import { type BatchResult, runBatch } from './batch.js';

belongsTo('harness', 'cli', 'compare');

const golden = (path: string) => new URL(`../../golden/${path}`, import.meta.url);
const POINT = '000020.safetensors';
const FACES = 'frame, face_id, confidence, success, x_0, x_1, y_0, y_1';

/** What is compared with which flags, the exit code, and what is said on the standard output or in one line of complaint. */
const cases: [string, string[], number, RegExp][] = [
  [
    'a run with itself',
    ['a', 'a'],
    0,
    /^gaussian: the same, number for number; 3 checkpoints compared, 20 rows compared\n$/,
  ],
  [
    'runs that differ',
    ['a', 'b', '--despite', 'lr'],
    1,
    /^gaussian: different; .*\nfirst at iteration 1: scalars\/update_norm: /,
  ],
  [
    'runs that differ up to an iteration',
    ['a', 'b', '--despite', 'lr', '--until', '0'],
    0,
    /the same, number for number; 1 checkpoints compared/,
  ],
  [
    'runs that may differ by anything',
    ['a', 'b', '--despite', 'all', '--absolute', '1e9'],
    0,
    /in agreement: every difference is within its tolerance/,
  ],
  ['runs by a file of rules', ['a', 'b', '--despite', 'all', '--tolerance', 'rules.json'], 1, /state\/color +within/],
  ['runs under what roundings explain', ['a', 'simd', '--horizon'], 0, /^gaussian: in agreement/],
  ['runs under what a recorded twin explains', ['a', 'b', '--despite', 'lr', '--twin', 'simd'], 1, /different/],
  ['two states', ['a@20', `b/checkpoints/${POINT}`], 1, /^different; 10 values compared\nstate\/color: /],
  ['a state with itself', ['a@20', `a/checkpoints/${POINT}`, '--json'], 0, /^\{"kind":"tensors","verdict":"same"/],
  ['two arrays', ['one.npy', 'two.npy'], 1, /tensors\/array: F64, F32 expected/],
  ['an array with itself', ['one.npy', 'one.npy'], 0, /^the same, number for number; 1 values compared/],
  ['two CSV files', ['a/scalars.csv', 'b/scalars.csv'], 1, /^different; 20 rows compared\nfirst at iteration 1: /],
  ['two CSV files of OpenFace', ['faces.csv', 'moved.csv'], 1, /^different[\s\S]*px/],
  ['two CSV files of OpenFace that may be off', ['faces.csv', 'moved.csv', '--absolute', '2'], 0, /^in agreement/],
  [
    'two images',
    ['camera.png', 'dark.png', '--out', 'panes.png'],
    1,
    /^different; [1-9]\d+ pixels differ to the eye, PSNR \d+\.\d\d dB, SSIM 0\.\d{4}\n/,
  ],
  [
    'an image with itself',
    ['camera.png', 'camera.png', '--threshold', '0.1'],
    0,
    /0 pixels differ to the eye, PSNR Infinity dB, SSIM 1\.0000/,
  ],
];

/** The same of what is refused. */
const bad: [string, string[], RegExp][] = [
  ['no candidate', ['a'], /^missing required argument 'b'$/],
  ['a path that is not there', ['a', 'none'], /^none: cannot be read \(ENOENT\)$/],
  ['a file that is not there', ['a', 'none.npy'], /^none\.npy: /],
  ['a folder that is no run', ['a', 'folder'], /^folder: expected a run folder, which has a run\.json$/],
  ['an iteration without a checkpoint', ['a@20', 'b@7'], /^b\/checkpoints\/000007\.safetensors: not found$/],
  [
    'other settings',
    ['a', 'b'],
    /^b\/run\.json: setting lr is 0\.002, 0\.001 expected as in a; --despite lr compares all the same$/,
  ],
  ['another subject', ['a', 'other'], /^other\/run\.json: subject "descent", "gaussian" expected as in a$/],
  ['a run with a state', ['a', 'b@20'], /^a state cannot be compared with a run$/],
  ['an image with an array', ['camera.png', 'one.npy'], /^a file of tensors cannot be compared with an image$/],
  ["another program's JSON that is none", ['a@20', 'rules.json'], /^rules\.json: /],
  ['a file of rules without reasons', ['a', 'a', '--tolerance', 'bad.json'], /^bad\.json: 0\.reason: /],
  ['a negative tolerance', ['a', 'a', '--absolute=-1'], /expected a number from 0$/],
  ['a tolerance in words', ['a', 'a', '--ulps', 'few'], /expected a number from 0$/],
  ['a threshold above 1', ['camera.png', 'camera.png', '--threshold', '2'], /expected a number from 0 to 1$/],
  [
    'panes of what is no image',
    ['a', 'a', '--out', 'panes.png'],
    /^--out panes\.png: expected two images of one size$/,
  ],
  ['a horizon of what is no run', ['one.npy', 'one.npy', '--horizon'], /^--horizon and --twin: expected two runs$/],
  [
    'a twin that has nothing in common',
    ['a', 'a', '--twin', 'other'],
    /^other: nothing in common with a, whose twin it is$/,
  ],
  ['a CSV file without rows', ['a/scalars.csv', 'empty.csv'], /^empty\.csv: expected a header line$/],
];

let cwd: string;
let results: BatchResult[];
const file = (...path: string[]) => join(cwd, ...path);

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'plumbline-compare-'));
  const options = { iterations: 20, checkpointEvery: 10 };
  await startRun(gaussian, SMALL, file('a'), { ...options, engine: 'strict' });
  await startRun(gaussian, { ...SMALL, lr: 0.002 }, file('b'), options);
  await startRun(gaussian, SMALL, file('simd'), { ...options, engine: 'simd' });
  for (const folder of ['folder', 'other']) mkdirSync(file(folder));
  writeFileSync(file('other', 'run.json'), JSON.stringify({ format: 'plumbline-run', version: 1, subject: 'descent' }));
  writeFileSync(file('rules.json'), JSON.stringify([{ for: 'state/color', absolute: 1, reason: 'colors are free' }]));
  writeFileSync(file('bad.json'), JSON.stringify([{ for: '*', absolute: 1 }]));
  writeFileSync(file('empty.csv'), '');
  writeFileSync(file('faces.csv'), `${FACES}\n1, 0, 0.9, 1, 10, 20, 30, 45\n`);
  writeFileSync(file('moved.csv'), `${FACES}\n1, 0, 0.9, 1, 10, 21, 30, 45\n`);
  copyFileSync(golden('parity/grid-f4.npy'), file('one.npy'));
  copyFileSync(golden('parity/grid-f8-fortran.npy'), file('two.npy'));
  copyFileSync(golden('images/camera.png'), file('camera.png'));
  const camera = decodePng(readFileSync(golden('images/camera.png')), 'camera.png');
  writeFileSync(file('dark.png'), encodePng(toRaster({ ...camera, data: camera.data.map((each) => each / 2) })));
  results = await runBatch(
    [...cases, ...bad].map(([, args]) => ['compare', ...args]),
    cwd,
  );
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('plumbline compare', () => {
  it.each(cases.map((each, i): [string, string[], number, RegExp, number] => [...each, i]))(
    'compares %s: %j',
    (_, __, code, said, i) => {
      const { stdout, stderr, ...result } = results[i];
      expect(stderr).toBe('');
      expect(stdout).toMatch(said);
      expect(result.code).toBe(code);
    },
  );

  it.each(
    bad.map(([name, args, message], i): [string, string[], RegExp, number] => [name, args, message, cases.length + i]),
  )('refuses %s: %j', (_, __, message, i) => {
    const { code, stdout, stderr, touched } = results[i];
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^plumbline: .*\n$/);
    expect(stderr.slice('plumbline: '.length, -1)).toMatch(message);
    expect({ code, touched }).toEqual({ code: 2, touched: [] });
  });

  it('prints one JSON document, in which what is infinite is text', () => {
    const at = cases.findIndex(([name]) => name === 'a state with itself');
    const document = JSON.parse(results[at].stdout);
    expect(document.values.map(({ name }: { name: string }) => name)).toContain('state/position');
    expect(readFileSync(file('rules.json'), 'utf8')).toContain('colors are free');
  });
});
