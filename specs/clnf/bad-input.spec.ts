import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type BatchResult, runBatch } from '../cli/batch.js';
import { expectRefusal } from '../cli/refusal.js';
import { belongsTo } from '../support/allure.js';
import { caseSettings, goldenPath } from '../support/clnf.js';
import { makePng } from '../support/png-fixtures.js';

belongsTo('clnf', 'cli', 'bad input');

const set = (...settings: string[]) => settings.flatMap((each) => ['--set', each]);
/** A fit in an image of 140 x 143 pixels. */
const face = (...settings: string[]) => set('image=face.png', ...settings);
const BOX = 'box=20,20,80,80';

const cases: [string, string[], RegExp][] = [
  ['no box', face(), /^setting box: expected x,y,width,height of the face in face\.png, or start$/],
  ['a box of three numbers', face('box=1,2,3'), /^setting box=1,2,3: expected x,y,width,height in pixels$/],
  ['a box in letters', face('box=a,b,c,d'), /^setting box=a,b,c,d: expected x,y,width,height in pixels$/],
  ['a box with an empty number', face('box=1,,80,80'), /^setting box=1,,80,80: expected x,y,width,height/],
  ['a box of NaN', face('box=NaN,20,80,80'), /^setting box=NaN,20,80,80: expected x,y,width,height in pixels$/],
  ['an infinite box', face('box=0,0,1e999,80'), /^setting box=0,0,1e999,80: expected x,y,width,height/],
  ['a box beyond any image', face('box=0,0,1e9,1e9'), /^setting box=0,0,1e9,1e9: expected x,y,width,height/],
  ['a box without area', face('box=20,20,0,80'), /0 x 80 pixels; expected a width and a height above 0$/],
  ['a box turned inside out', face('box=20,20,80,-80'), /80 x -80 pixels; expected a width and a height above 0$/],
  ['a box right of the image', face('box=500,20,80,80'), /^setting box=.*: outside the image of \d+ x \d+ pixels$/],
  ['a box above the image', face('box=20,-300,80,80'), /^setting box=.*: outside the image of \d+ x \d+ pixels$/],
  ['a box and a start', face(BOX, 'start=start.json'), /^setting box: start is given too; expected one of them$/],
  ['eleven rotations of a start', face('start=start.json', 'multi_view=true'), /^setting multi_view=true: start gives/],
  ['a start that is absent', face('start=absent.json'), /^absent\.json: cannot be read \(ENOENT\)$/],
  [
    'a start that is no JSON',
    face('start=face.png'),
    /^face\.png: expected JSON with params_global, or with landmarks$/,
  ],
  ['a start without anything', face('start=empty.json'), /^empty\.json: expected either params_global or landmarks$/],
  ['a start that is a list', face('start=list.json'), /^list\.json: start: .*object/],
  ['a start in words', face('start=words.json'), /^words\.json: params_global\.1: .*number/],
  ['a start of five numbers', face('start=five.json'), /^five\.json: params_global has 5 numbers; expected 6$/],
  ['too few modes', face('start=modes.json'), /^modes\.json: params_local has 3 numbers; expected 20$/],
  [
    'landmarks of another model',
    face('start=landmarks.json'),
    /^landmarks\.json: landmarks has 4 numbers; expected 136$/,
  ],
  ['no landmark that is known', face('start=zeros.json'), /^zeros\.json: a face of NaN px\/mm; expected more than 0/],
  [
    'a face of negative size',
    face('start=negative.json'),
    /^negative\.json: a face of -1 px\/mm; expected more than 0/,
  ],
  [
    'a face light years away',
    face('start=far.json'),
    /^far\.json: a face at \(1e\+300, 0\); expected numbers within 1e6/,
  ],
  ['an image that is no PNG', set('image=start.json', BOX), /^start\.json: .*PNG/],
  ['an image that breaks off', set('image=torn.png', BOX), /^torn\.png: /],
  ['an image that is absent', set('image=absent.png', BOX), /^absent\.png: cannot be read \(ENOENT\)$/],
  [
    'a pattern without frames',
    set('image=%04d.png', BOX),
    /^setting frames: expected FIRST-LAST for the %d in image=%04d\.png$/,
  ],
  ['frames without a pattern', face(BOX, 'frames=1-2'), /^setting image=face\.png: expected a pattern with %d/],
  [
    'frames that run backwards',
    set('image=frame%d.png', BOX, 'frames=2-1'),
    /^setting frames=2-1: 0 frames; expected 1 to/,
  ],
  ['frames without end', set('image=frame%d.png', BOX, 'frames=1-999999999'), /999999999 frames; expected 1 to 10000$/],
  ['a frame that is absent', set('image=frame%d.png', BOX, 'frames=1-3'), /^frame3\.png: cannot be read \(ENOENT\)$/],
  [
    'a frame of another size',
    set('image=frame%d.png', BOX, 'frames=1-2'),
    /^frame2\.png: 9 x 9 pixels; expected \d+ x \d+ pixels, as frame1\.png has$/,
  ],
  ['a model that is absent', face(BOX, 'model=absent.txt'), /^absent\.txt: cannot be read \(ENOENT\)$/],
  [
    'a model that is a picture',
    face(BOX, 'model=face.png'),
    /^face\.png: 0 lines "LandmarkDetector FILE"; expected one$/,
  ],
  [
    'a model of convolutional experts',
    face(BOX, 'model=main_cen.txt'),
    /^clnf_cen\.txt: line 2: PatchesCEN: .* not supported/,
  ],
  [
    'an even window',
    face(BOX, 'windows=10,9,7'),
    /^setting windows=10,9,7: expected odd numbers from 3 to 31 by scale/,
  ],
  ['no window', face(BOX, 'windows=0,0'), /^setting windows=0,0: expected at least one window$/],
  [
    'a window for a scale that is not there',
    face(BOX, 'windows=0,0,0,7'),
    /expected a window for one of the model's 3 scales$/,
  ],
  [
    'no iterations',
    face(BOX, 'iterations_per_window=0'),
    /^setting iterations_per_window=0: expected whole numbers from 1/,
  ],
  [
    'half an iteration',
    face(BOX, 'iterations_per_window=5,2.5'),
    /^setting iterations_per_window=5,2\.5: expected whole/,
  ],
  ['a preset that is not known', face(BOX, 'preset=tame'), /^setting preset=tame: expected one of general, wild$/],
  ['a kernel without width', face(BOX, 'sigma=0'), /^setting sigma=0: expected a number from 0\.01 to 100$/],
  ['a camera of two numbers', face(BOX, 'camera=500,500'), /^setting camera=500,500: expected fx,fy,cx,cy in pixels$/],
  ['a camera without focal length', face(BOX, 'camera=0,500,1,1'), /expected focal lengths above 0$/],
  [
    'TensorFlow',
    [...face(BOX), '--engine', 'tensorflow'],
    /^--engine tensorflow: not for clnf; expected simd or strict$/,
  ],
];

let cwd: string;
let results: BatchResult[];
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'plumbline-bad-clnf-'));
  const write = (name: string, content: string | Uint8Array) => writeFileSync(join(cwd, name), content);
  const { image } = caseSettings('r2_small_noisy') as Record<string, string>;
  copyFileSync(image, join(cwd, 'face.png'));
  copyFileSync(image, join(cwd, 'frame1.png'));
  write('frame2.png', makePng({ width: 9, height: 9, depth: 8, colorType: 0, samples: new Array(81).fill(7) }));
  write('torn.png', readFileSync(image).subarray(0, 400));
  const starts = {
    start: { params_global: [1, 0, 0, 0, 50, 50] },
    empty: {},
    list: [1, 0, 0, 0, 50, 50],
    words: { params_global: [1, 'left', 0, 0, 50, 50] },
    five: { params_global: [1, 0, 0, 0, 50] },
    modes: { params_global: [1, 0, 0, 0, 50, 50], params_local: [1, 2, 3] },
    landmarks: { landmarks: [1, 2, 3, 4] },
    zeros: { landmarks: new Array(136).fill(0) },
    negative: { params_global: [-1, 0, 0, 0, 50, 50] },
    far: { params_global: [1, 0, 0, 0, 1e300, 0] },
  };
  for (const [name, start] of Object.entries(starts)) write(`${name}.json`, JSON.stringify(start));
  copyFileSync(goldenPath('model/pdm_68.txt'), join(cwd, 'pdm_68.txt'));
  write('main_cen.txt', 'LandmarkDetector clnf_cen.txt\n');
  write('clnf_cen.txt', 'PDM pdm_68.txt\nPatchesCEN cen.dat\n');
  results = await runBatch(
    cases.map(([, args]) => ['run', 'clnf', ...args]),
    cwd,
  );
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('is refused in one line with code 2, and writes nothing:', () => {
  it.each(cases.map(([name, , message], i) => [name, message, i] as const))('%s', (_, message, i) => {
    expectRefusal(results[i], message);
  });
});
