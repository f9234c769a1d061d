import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gaussian } from '../../src/gaussian/index.js';
import { openRun } from '../../src/trace/index.js';
import { belongsTo } from '../support/allure.js';
import { runCli } from '../support/cli.js';
import { digests } from '../support/toy-runs.js';
import { type BatchResult, runBatch } from './batch.js';

belongsTo('harness', 'cli', 'run');

const run = (...args: string[]) => ['run', 'gaussian', '--set', 'gaussians=8', '--set', 'size=16', ...args];
const plain = run('--iterations', '20', '--no-pictures');
const flags = ['--seed', '7', '--engine', 'simd', '--checkpoint-every', '5', '--scalars-every', '4', '--stages'];
const commands = {
  drawn: run('--iterations', '20', '--out', 'drawn'),
  json: run('--iterations', '20', '--out', 'json', '--json'),
  unnamed: plain,
  unnamedAgain: plain,
  flags: [...plain, ...flags, '--set', 'lr=0.5', '--set', 'lr=0.01', '--out', 'flags'],
  diverged: run('--set', 'lr=1', '--iterations', '60', '--no-pictures'),
  patient: run('--set', 'lr=0.1', '--set', 'patience=5', '--no-pictures'),
  nonFinite: ['resume', 'negative.json', '--set', 'size=16', '--iterations', '9', '--no-pictures', '--json'],
  help: ['--help'],
  runHelp: ['run', '--help'],
  helpRun: ['help', 'run'],
  resumeHelp: ['resume', '--help'],
  version: ['--version'],
  nothing: [],
};
type Name = keyof typeof commands;

// Adam divides by the root of the second moment
const NEGATIVE = {
  iteration: 5,
  gaussians: [{ position: [0.5, 0.5], scale: [0.1, 0.1], color: [1, 0, 0] }],
  m: [{ position: [0, 0], scale: [0, 0], color: [0, 0, 0] }],
  v: [{ position: [-1, -1], scale: [-1, -1], color: [-1, -1, -1] }],
};

let cwd: string;
const results = {} as Record<Name, BatchResult>;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'plumbline-cli-'));
  writeFileSync(join(cwd, 'negative.json'), JSON.stringify(NEGATIVE));
  const names = Object.keys(commands) as Name[];
  const list = await runBatch(Object.values(commands), cwd);
  for (const [i, name] of names.entries()) results[name] = list[i];
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('a run', () => {
  it('says in one line how it ended and in another where it lies', () => {
    expect(results.drawn).toMatchObject({ code: 0, stderr: '' });
    expect(results.drawn.stdout).toMatch(
      /^gaussian finished at iteration 20: loss 0\.\d{6}.*\ndrawn, \d pictures in pictures\/\n$/,
    );
  });

  it('draws its curves and the end', () => {
    expect(readdirSync(join(cwd, 'drawn')).sort()).toEqual(['checkpoints', 'pictures', 'run.json', 'scalars.csv']);
    const pictures = readdirSync(join(cwd, 'drawn/pictures'));
    expect(pictures).toEqual(expect.arrayContaining(['loss.svg', 'coverage.svg']));
    for (const name of pictures) {
      const bytes = readFileSync(join(cwd, 'drawn/pictures', name));
      expect(bytes.toString('latin1', 0, 5)).toMatch(name.endsWith('.svg') ? /^<svg / : /^\x89PNG/);
    }
  });

  it('without --out takes the next free folder under runs/', () => {
    for (const [name, folder] of [
      ['unnamed', 'runs/gaussian-001'],
      ['unnamedAgain', 'runs/gaussian-002'],
    ] as const) {
      expect(results[name].stdout.split('\n')[1]).toBe(join(folder));
      expect(Object.keys(digests(join(cwd, folder))).sort()).toEqual(
        ['000000', '000010', '000020']
          .map((each) => `checkpoints/${each}.safetensors`)
          .concat('run.json', 'scalars.csv'),
      );
    }
    expect(digests(join(cwd, 'runs/gaussian-002'))).toEqual(digests(join(cwd, 'runs/gaussian-001')));
  });

  it('does what its flags and settings say, the last of a setting', () => {
    expect(results.flags).toMatchObject({ code: 0, stderr: '' });
    const { manifest, ...made } = openRun(join(cwd, 'flags'));
    expect(manifest).toMatchObject({ engine: 'simd', config: { seed: 7, lr: 0.01, gaussians: 8 }, iterations: 20 });
    expect([...made.scalars().iterations]).toEqual([4, 8, 12, 16, 20]);
    expect(made.checkpoints()).toEqual([0, 5, 10, 15, 20]);
    expect(made.stageFiles()).toEqual([5, 10, 15, 20]);
    expect(existsSync(join(cwd, 'flags/pictures'))).toBe(false);
  });

  it('prints one JSON document and nothing else with --json', () => {
    const { stdout, stderr, code } = results.json;
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const { pictures, ...document } = JSON.parse(stdout);
    const { iterations, values } = openRun(join(cwd, 'json')).scalars();
    const measured = [...iterations].map((iteration, i) => ({ iteration, loss: values.loss[i] }));
    expect(document).toMatchObject({
      run: 'json',
      subject: 'gaussian',
      engine: 'strict',
      status: 'finished',
      iteration: 20,
      last: measured.at(-1),
      best: measured.reduce((best, each) => (each.loss < best.loss ? each : best)),
      warnings: [],
    });
    expect(document.summary).toMatch(/^finished at iteration 20: loss /);
    for (const path of pictures) expect(existsSync(join(cwd, 'json', path))).toBe(true);
  });

  it('that diverges says that it is worse than at its best', () => {
    expect(results.diverged.code).toBe(0);
    expect(results.diverged.stdout).toMatch(
      /is [\d.]+ (times|% above) its best, 0\.\d{6} at iteration \d+: worse than at its best\n/,
    );
  });

  it('that its patience stops says so', () => {
    expect(results.patient.code).toBe(0);
    expect(results.patient.stdout).toMatch(
      /^gaussian stopped at iteration \d+ \(no smaller loss in 5 iterations\): loss /,
    );
  });

  it('that leaves the finite numbers has exit code 1 and keeps the last finite state', () => {
    expect(results.nonFinite).toMatchObject({ code: 1, stderr: '' });
    const document = JSON.parse(results.nonFinite.stdout);
    expect(document).toMatchObject({ status: 'non-finite', iteration: 5 });
    expect(document.reason).toMatch(/^iteration \d+: .* is /);
    const { manifest, checkpoints } = openRun(join(cwd, document.run));
    expect(manifest).toMatchObject({ status: 'non-finite', reason: document.reason });
    expect(checkpoints()).toEqual([5]);
  });
});

describe('help', () => {
  it.each(['help', 'runHelp', 'helpRun', 'resumeHelp', 'version'] as const)('%s prints to stdout alone', (name) => {
    const { code, stderr, stdout, touched } = results[name];
    expect({ code, stderr, touched }).toEqual({ code: 0, stderr: '', touched: [] });
    expect(stdout).toMatch(name === 'version' ? /^\d+\.\d+\.\d+\n$/ : /^Usage: plumbline /);
  });

  it('of a command names its flags, and that of run every setting', () => {
    expect(results.helpRun.stdout).toBe(results.runHelp.stdout);
    for (const name of Object.keys(gaussian.settings.shape)) {
      expect(results.runHelp.stdout).toContain(`\n  ${name} `);
    }
    const both = ['out', 'iterations', 'checkpoint-every', 'scalars-every', 'stages', 'set', 'engine', 'threads'];
    for (const flag of [...both, 'no-pictures', 'json']) {
      expect(results.runHelp.stdout).toContain(`\n  --${flag} `);
      expect(results.resumeHelp.stdout).toContain(`\n  --${flag} `);
    }
  });

  it('is shown on stderr, with exit code 2, where no command is given', () => {
    expect(results.nothing).toMatchObject({ code: 2, stdout: '', stderr: results.help.stdout });
  });
});

describe('the exit code of the process itself', () => {
  it.concurrent.each([
    ['0 for help', ['--help'], 0],
    ['2 for bad input', ['resume', 'absent'], 2],
  ])('is %s', async (_, args, code) => {
    expect((await runCli(args)).code).toBe(code);
  });
});
