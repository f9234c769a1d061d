import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gaussian } from '../../src/gaussian/index.js';
import { startRun } from '../../src/run/index.js';
import { attachCommand, belongsTo, notTriggered } from '../support/allure.js';
import { runCli } from '../support/cli.js';
import { SMALL } from '../support/toy-runs.js';
import { type BatchResult, runBatch } from './batch.js';

belongsTo('harness', 'cli', 'bisect');

const COPY = 'cp -r "$PLUMBLINE_RUN" "$3"';
const of = (...args: string[]) => ['--reference', 'a', ...args];

/** With which flags, the exit code, and what is said; the folder of the probes is the last line. */
const cases: [string, string[], number, RegExp][] = [
  ['this program', of(), 0, /^the candidate agrees with the reference up to iteration 20\n/],
  [
    'this program with another setting',
    of('--set', 'lr=0.002'),
    1,
    /^the candidate leaves the reference at iteration 1, stage update\nupdate\/proposed\.position: 16 of 16 elements/,
  ],
  [
    'this program by another engine',
    of('--engine', 'simd'),
    1,
    /^the candidate leaves the reference at iteration 1, stage /,
  ],
  [
    'this program by another engine, within its roundings',
    of('--engine', 'simd', '--horizon'),
    0,
    /^the candidate agrees/,
  ],
  [
    'this program by another engine, within a tolerance',
    of('--engine', 'simd', '--absolute', '1e-4'),
    0,
    /^the candidate agrees/,
  ],
  ['a recorded run', of('--candidate', 'a'), 0, /^the candidate agrees/],
  [
    'a recorded run with another setting',
    of('--candidate', 'b', '--despite', 'lr'),
    1,
    /^the candidate leaves the reference at iteration 1, stage update\n/,
  ],
  [
    'single steps',
    of('--set', 'lr=0.002', '--reseated', '--until', '10', '--json'),
    1,
    /^\{"outcome":"found","agrees":0,"differs":1,/,
  ],
  ['a folder that is named', of('--set', 'lr=0.003', '--out', 'kept'), 1, /\nkept\n$/],
];

const bad: [string, string[], RegExp][] = [
  ['no reference', ['--candidate', 'a'], /^required option '--reference <run>' not specified$/],
  ['a reference that is none', ['--reference', 'folder'], /^folder\/run\.json: not found$/],
  [
    'a reference of one checkpoint',
    ['--reference', 'single'],
    /^the reference: expected at least two checkpoints that the candidate can be held to$/,
  ],
  [
    'a reference of a subject that this program lacks',
    ['--reference', 'other'],
    /^other\/run\.json: subject: no subject "descent"; expected gaussian/,
  ],
  [
    'two candidates',
    of('--candidate', 'b', '--command', 'true'),
    /^expected one of --candidate, --command, and --set with --engine and --threads$/,
  ],
  ['a recorded run with settings changed', of('--candidate', 'b', '--set', 'lr=1'), /^expected one of /],
  [
    'a recorded run of other settings',
    of('--candidate', 'b'),
    /^b\/run\.json: setting lr is 0\.002, 0\.001 expected as in a; --despite lr compares all the same$/,
  ],
  [
    'a recorded run of another subject',
    of('--candidate', 'other'),
    /^other\/run\.json: subject "descent", "gaussian" expected as in a$/,
  ],
  ['a recorded run, re-seated', of('--candidate', 'a', '--reseated'), /it cannot be re-seated$/],
  ['an unknown setting', of('--set', 'rate=1'), /^setting rate: not known/],
  [
    'a command that writes nothing',
    of('--command', 'true'),
    /^command "true": wrote no run that can be read: its folder\/run\.json: not found$/,
  ],
  [
    'a command that fails',
    of('--command', 'echo no license >&2; exit 4; : $1'),
    /^command ".*": ended with 4: no license$/,
  ],
  [
    'a command that hangs',
    of('--command', 'sleep 60; : $1', '--timeout', '1'),
    /^command "sleep 60; : \$1": did not end within 1 s$/,
  ],
  ['a command that stops early', of('--command', COPY), /: wrote no checkpoint \d+, only \d+$/],
  [
    'a command that writes another format',
    of('--command', 'mkdir "$3"; echo loss > "$3/run.json"'),
    /: wrote no run that can be read: its folder\/run\.json: not valid JSON$/,
  ],
  ['commits without a command', of('--commits', 'x..y'), /^--commits: expected --command, which runs what was built$/],
  [
    'a build without commits',
    of('--command', 'true', '--build', 'make'),
    /^--build: expected --commits GOOD\.\.BAD, too$/,
  ],
  [
    'commits of no repository',
    of('--command', 'true', '--commits', 'x..y', '--repository', 'folder'),
    /^folder: expected a git repository with a work tree$/,
  ],
  [
    'commits that are not there',
    of('--command', 'true', '--commits', 'x..y', '--repository', 'repository'),
    /^--commits x\.\.y: no commit x in /,
  ],
  [
    'a repository with changes',
    of('--command', 'true', '--commits', 'x..y', '--repository', 'dirty'),
    /: has changes that are in no commit; expected them committed or stashed$/,
  ],
  [
    'a folder that holds something else',
    of('--out', 'folder'),
    /^folder: already holds files; expected another --out$/,
  ],
  [
    'a folder that holds an answer',
    of('--out', 'kept'),
    /^kept: holds the answer of a bisect; expected another --out$/,
  ],
];

let cwd: string;
let results: BatchResult[];
const file = (...path: string[]) => join(cwd, ...path);
const git = (folder: string, ...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=spec', '-c', 'user.email=spec@localhost', '-c', 'commit.gpgsign=false', ...args],
    {
      cwd: file(folder),
      stdio: 'ignore',
    },
  );

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'plumbline-bisect-'));
  const options = { iterations: 20, checkpointEvery: 5 };
  await startRun(gaussian, SMALL, file('a'), { ...options, engine: 'strict' });
  await startRun(gaussian, { ...SMALL, lr: 0.002 }, file('b'), { ...options, engine: 'strict' });
  cpSync(file('a'), file('single'), { recursive: true });
  for (const name of readdirSync(file('single', 'checkpoints')).slice(1)) rmSync(file('single', 'checkpoints', name));
  for (const folder of ['folder', 'other', 'repository']) mkdirSync(file(folder));
  writeFileSync(file('folder', 'notes.txt'), 'mine');
  writeFileSync(file('other', 'run.json'), JSON.stringify({ format: 'plumbline-run', version: 1, subject: 'descent' }));
  writeFileSync(file('repository', 'source'), 'x');
  git('repository', 'init', '--quiet');
  git('repository', 'add', '--all');
  git('repository', 'commit', '--quiet', '--message', 'first');
  cpSync(file('repository'), file('dirty'), { recursive: true });
  writeFileSync(file('dirty', 'source'), 'y');
  results = await runBatch(
    [...cases, ...bad].map(([, args]) => ['bisect', ...args]),
    cwd,
  );
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('plumbline bisect', () => {
  it.each(cases.map((each, i): [string, string[], number, RegExp, number] => [...each, i]))(
    'holds %s against a reference: %j',
    (_, args, code, said, i) => {
      const { stdout, stderr, touched, ...result } = results[i];
      expect(stderr).toBe('');
      expect(stdout).toMatch(said);
      expect(result.code).toBe(code);
      const out = args.includes('--json') ? JSON.parse(stdout).out : stdout.trim().split('\n').at(-1);
      expect(touched).toContain(join(out, 'answer.json'));
      expect(touched.filter((path) => path !== 'runs' && path !== out && !path.startsWith(`${out}/`))).toEqual([]);
    },
  );

  it.each(
    bad.map(([name, args, message], i): [string, string[], RegExp, number] => [name, args, message, cases.length + i]),
  )('refuses %s and leaves nothing behind: %j', (_, __, message, i) => {
    const { code, stdout, stderr, touched } = results[i];
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^plumbline: .*\n$/);
    expect(stderr.slice('plumbline: '.length, -1)).toMatch(message);
    expect({ code, touched }).toEqual({ code: 2, touched: [] });
  });
});

const python = ['python3', '/usr/bin/python3'].find((command) => {
  try {
    execFileSync(command, ['-c', 'import numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});
const fitter = fileURLToPath(new URL('../../docs/examples/gaussian_fitter.py', import.meta.url));

describe('the NumPy fitter of docs/bisect.md', () => {
  it('is found to lose its bias correction at iteration 137, in the update', async (context) => {
    if (python === undefined) notTriggered(context, 'no python3 with NumPy');
    execFileSync(python, [fitter, 'run', file('numpy'), '140', '70']);
    const go = `${python} ${fitter} go`;
    const args = ['bisect', '--reference', 'numpy', '--reference-command', go, '--command', `${go} "$@" --bug`];
    attachCommand(`plumbline ${args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg)).join(' ')}`);
    const { code, stdout, stderr } = await runCli([...args, '--repeats', '1', '--json'], { cwd });
    expect(stderr).toBe('');
    expect(code).toBe(1);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ outcome: 'found', agrees: 136, differs: 137, stage: 'update' });
    expect(answer.value).toMatchObject({ name: 'update/position', over: 12, elements: 12 });
    expect(answer.probes).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(140)) + 4);
  });
});
