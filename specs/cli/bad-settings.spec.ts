import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { assemble, header, makePng, pixelData } from '../support/png-fixtures.js';
import { type BatchResult, runBatch } from './batch.js';
import { expectRefusal } from './refusal.js';

belongsTo('harness', 'cli', 'bad input');

const set = (...settings: string[]) => ['run', 'gaussian', ...settings.flatMap((each) => ['--set', each])];

const cases: [string, string[], RegExp][] = [
  ['an unknown command', ['rum'], /^unknown command 'rum' \(Did you mean run\?\)$/],
  ['a command of two lines', ['ru\nm\x1b[31m'], /^unknown command 'ru m \[31m'$/],
  ['an unknown subject', ['run', 'gauss'], /^run: no subject "gauss"; expected gaussian, ilt or clnf$/],
  ['a subject that every object has', ['run', 'constructor'], /^run: no subject "constructor"/],
  ['no subject', ['run'], /^missing required argument 'subject'$/],
  ['one argument too many', ['run', 'gaussian', 'more'], /^too many arguments for 'run'/],
  ['an unknown flag', ['run', 'gaussian', '--sett', 'lr=1'], /^unknown option '--sett' \(Did you mean --set\?\)$/],
  ['an unknown engine', ['run', 'gaussian', '--engine', 'gpu'], /simd, strict, tensorflow/],
  ['no value of a flag', ['run', 'gaussian', '--out'], /^option '--out <dir>' argument missing$/],
  ['no iterations', ['run', 'gaussian', '--iterations', '0'], /expected a whole number from 1$/],
  ['iterations in words', ['run', 'gaussian', '--iterations', 'ten'], /expected a whole number from 1$/],
  [
    'iterations beyond exact numbers',
    ['run', 'gaussian', '--iterations', '99999999999999999999'],
    /whole number from 1$/,
  ],
  ['too many threads', ['run', 'gaussian', '--threads', '65'], /expected a whole number from 1 to 64$/],
  ['a negative seed', ['run', 'gaussian', '--seed=-1'], /expected a whole number from 0$/],
  ['an unknown setting', set('rate=1'), /^setting rate: not known; expected one of image, size, /],
  ['the setting __proto__', set('__proto__=1'), /^setting __proto__: not known/],
  ['the setting constructor', set('constructor=1'), /^setting constructor: not known/],
  ['the setting toString beside a good one', set('lr=1', 'toString=1'), /^setting toString: not known/],
  ['a setting without a name', set('=1'), /argument '=1' is invalid\. expected key=value$/],
  ['a setting without a value', set('lr'), /argument 'lr' is invalid\. expected key=value$/],
  ['a setting with an empty value', set('lr='), /^setting lr: expected a value$/],
  ['a setting with two values', set('lr=0.1=0.2'), /^setting lr=0\.1=0\.2: expected a number from 0 to 10$/],
  ['a very long value', set(`lr=${'1'.repeat(100_000)}`), /^setting lr=1{80}…: expected a number from 0 to 10$/],
  ['a value of two lines', set('lr=1\nplumbline: fine'), /^setting lr=1 plumbline: fine: expected a number/],
  [
    'a value that steers the terminal',
    set('optimizer=\x1b[2J\x07'),
    /^setting optimizer= \[2J : expected one of adam, /,
  ],
  ['no Gaussians', set('gaussians=0'), /^setting gaussians=0: expected a whole number from 1 to 100000$/],
  ['too many Gaussians', set('gaussians=1e9'), /^setting gaussians=1e9: expected a whole number from 1 to 100000$/],
  ['a learning rate in letters', set('lr=abc'), /^setting lr=abc: expected a number from 0 to 10$/],
  ['a learning rate of NaN', set('lr=NaN'), /^setting lr=NaN: expected a number from 0 to 10$/],
  ['an infinite learning rate', set('lr=1e999'), /^setting lr=1e999: expected a number from 0 to 10$/],
  ['a negative learning rate', set('lr=-1'), /^setting lr=-1: expected a number from 0 to 10$/],
  ['a seed that is a fraction', set('seed=1.5'), /^setting seed=1\.5: expected a whole number/],
  [
    'scales without room',
    set('min_scale=0.4', 'max_scale=0.3'),
    /^setting min_scale=0\.4: expected at most max_scale, 0\.3$/,
  ],
  ['freezing what is not there', set('freeze=rotation'), /^setting freeze=rotation: .*rotation/],
  [
    'double precision by the fast engine',
    [...set('precision=f64'), '--engine', 'simd'],
    /^setting precision=f64: .*strict$/,
  ],
  ['TensorFlow without eps', [...set('eps=0', 'size=16'), '--engine', 'tensorflow'], /eps/],
  ['an image that is absent', set('image=absent.png'), /^absent\.png: cannot be read \(ENOENT\)$/],
  ['an image that is a folder', set('image=folder'), /^folder: expected a file$/],
  ['an image that is no PNG', set('image=text.png'), /^text\.png: .*PNG/],
  ['an image of one pixel', set('image=dot.png'), /^dot\.png: 1 x 1 pixels; expected more than 8 on each side$/],
  ['an image of absurd size', set('image=huge.png'), /^huge\.png: .*2147483647/],
  ['an image that breaks off', set('image=torn.png'), /^torn\.png: /],
  ['an image path of two lines', set('image=a\nb'), /^a b: cannot be read \(ENOENT\)$/],
  ['an image path too long for the system', set(`image=${'x'.repeat(5000)}`), /cannot be read \(ENAMETOOLONG\)$/],
  ['--out that is a file', ['run', 'gaussian', '--out', 'text.png'], /^text\.png: a file, a folder expected$/],
  ['--out below a file', ['run', 'gaussian', '--out', 'text.png/run'], /^text\.png\/run: /],
  ['--out that holds files', ['run', 'gaussian', '--out', 'full'], /^full: already holds files; give another --out$/],
  ['--out with a name too long', ['run', 'gaussian', '--out', 'x'.repeat(300)], /ENAMETOOLONG$/],
  ['an error where one document is promised', ['run', 'gauss', '--json'], /^run: no subject "gauss"/],
];

let cwd: string;
let results: BatchResult[];
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'plumbline-bad-'));
  mkdirSync(join(cwd, 'folder'));
  mkdirSync(join(cwd, 'full'));
  writeFileSync(join(cwd, 'full', 'thesis.txt'), 'the only copy');
  writeFileSync(join(cwd, 'text.png'), 'not a picture');
  const dot = makePng({ width: 1, height: 1, depth: 8, colorType: 0, samples: [7] });
  writeFileSync(join(cwd, 'dot.png'), dot);
  writeFileSync(join(cwd, 'torn.png'), dot.subarray(0, 40));
  writeFileSync(join(cwd, 'huge.png'), assemble(header(2 ** 31 - 1, 2 ** 31 - 1, 8, 2), pixelData(new Uint8Array(9))));
  results = await runBatch(
    cases.map(([, args]) => args),
    cwd,
  );
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('is refused in one line with code 2, and writes nothing:', () => {
  it.each(cases.map(([name, , message], i) => [name, message, i] as const))('%s', (_, message, i) => {
    expectRefusal(results[i], message);
  });
});
