import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gaussian } from '../../src/gaussian/index.js';
import type { ProbeDocument } from '../../src/probe/index.js';
import { startRun } from '../../src/run/index.js';
import { belongsTo } from '../support/allure.js';
import { SMALL } from '../support/toy-runs.js';
import { type BatchResult, runBatch } from './batch.js';
import { expectRefusal } from './refusal.js';

belongsTo('harness', 'cli', 'probe');

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'plumbline-probe-spec-'));
  await startRun(gaussian, SMALL, join(cwd, 'base'), { iterations: 60, checkpointEvery: 20 });
});
afterAll(() => rmSync(cwd, { recursive: true }));

const ARMS = ['lr=0.0005', 'freeze=scale', 'engine=simd', 'gaussians=9'].flatMap((arm) => ['--arm', arm]);

it('prints one document, and keeps nothing', async () => {
  const [result] = await runBatch([['probe', 'base', '--at', '30', '--json', ...ARMS]], cwd);
  expect(result).toMatchObject({ code: 0, stderr: '', touched: [] });
  const document = JSON.parse(result.stdout) as ProbeDocument;
  expect(document).toMatchObject({
    run: 'base',
    subject: 'gaussian',
    engine: 'strict',
    at: 30,
    checkpoint: 20,
    until: 60,
    objective: 'l2',
    repeats: true,
  });
  expect(document.gradient.map(({ group }) => group)).toEqual(['position', 'scale', 'color']);
  const { arms, control, copies } = document.arms;
  expect(control.curve.iterations.at(-1)).toBe(60);
  expect(copies.map(({ status }) => status)).toEqual(['finished', 'finished', 'finished']);
  expect(arms.map(({ name, kind, status }) => [name, kind, status])).toEqual(
    expect.arrayContaining([
      ['lr=0.0005', 'rate', 'finished'],
      ['freeze=scale', 'freezing', 'finished'],
      ['engine=simd', 'arithmetic', 'finished'],
      ['gaussians=9', 'asked', 'refused'],
    ]),
  );
  expect(arms.at(-1)?.reason).toBe('checkpoint 30: position is Float32Array [8,2]; expected floats [9,2]');
});

it('begins at the smallest loss where no iteration is named; keeps all of it with --out, and tells people in words and tables', async () => {
  const [{ code, stdout, stderr }] = await runBatch(
    [['probe', 'base', '--iterations', '70', '--out', 'asked', ...ARMS.slice(0, 2)]],
    cwd,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^base at iteration 60: the loss is 0\.\d+, and left alone it [a-z ]+: 0\.\d+ at 70\. /);
  for (const head of ['gradient of l2', 'next step', 'arm, from 60', 'state, 5 iterations on']) {
    expect(stdout).toContain(`\n\n${head}`);
  }
  expect(stdout).toMatch(/\n\nasked\n$/);
  const names = ['arms', 'arms-table', 'gradient', 'step'].flatMap((name) => [`${name}.png`, `${name}.svg`]);
  expect(readdirSync(join(cwd, 'asked')).sort()).toEqual(['arms', 'probe.json', 'starts', ...names].sort());
  const runs = ['control', 'copy_1', 'copy_2', 'copy_3', 'lr=0.0005'];
  expect(readdirSync(join(cwd, 'asked/arms')).sort()).toEqual(runs);
  const document = JSON.parse(readFileSync(join(cwd, 'asked/probe.json'), 'utf8')) as ProbeDocument;
  expect(document.arms.arms).toHaveLength(1);
});

const refused: [string, string[], RegExp][] = [
  ['no run', ['probe'], /^missing required argument 'run\[@iteration\]'$/],
  ['a folder that is absent', ['probe', 'absent'], /^absent: no such run folder$/],
  ['a folder that is no run', ['probe', 'empty'], /^empty\/run\.json: /],
  ['a file', ['probe', 'file'], /^file\/run\.json: /],
  [
    'an iteration beyond the run',
    ['probe', 'base', '--at', '61'],
    /^base: ends at iteration 60; expected one up to that$/,
  ],
  ['an iteration in letters', ['probe', 'base', '--at', 'x'], /expected a whole number from 0$/],
  [
    'arms that end where they begin',
    ['probe', 'base@60', '--iterations', '60'],
    /^base: probed at 60; expected --iterations/,
  ],
  ['an unknown setting', ['probe', 'base@20', '--arm', 'rate=1'], /^setting rate: not known; expected one of image, /],
  ['a value out of range', ['probe', 'base@20', '--arm', 'lr=-1'], /^setting lr=-1: expected a number from 0 to 10$/],
  ['an arm without a value', ['probe', 'base@20', '--arm', 'lr'], /expected key=value$/],
  ['an unknown engine', ['probe', 'base@20', '--arm', 'engine=gpu'], /expected one of simd, strict, tensorflow$/],
  ['another run that is absent', ['probe', 'base@20', '--other', 'absent'], /^absent\/run\.json: /],
  ['--out that holds files', ['probe', 'base@20', '--out', 'base'], /^base: already holds files; give another --out$/],
  ['--out that is a file', ['probe', 'base@20', '--out', 'file'], /^file: ENOTDIR, a folder expected$/],
  ['an unknown subject', ['probe', 'foreign@0'], /^foreign\/run\.json: subject: no subject "other"; expected gaussian/],
  ['a run without checkpoints', ['probe', 'bare', '--at', '5'], /^bare: no checkpoint; nothing to go on from$/],
];

describe('is refused in one line with code 2, and writes nothing:', () => {
  let results: BatchResult[];
  beforeAll(async () => {
    mkdirSync(join(cwd, 'empty'));
    writeFileSync(join(cwd, 'file'), 'text');
    const manifest = JSON.parse(readFileSync(join(cwd, 'base/run.json'), 'utf8')) as object;
    for (const [name, changed] of Object.entries({ foreign: { subject: 'other' }, bare: {} })) {
      mkdirSync(join(cwd, name));
      writeFileSync(join(cwd, name, 'run.json'), JSON.stringify({ ...manifest, ...changed }));
    }
    results = await runBatch(
      refused.map(([, args]) => args),
      cwd,
    );
  });

  it.each(refused.map(([name, , message], i) => [name, message, i] as const))('%s', (_, message, i) => {
    expectRefusal(results[i], message);
  });
});
