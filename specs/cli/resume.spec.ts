import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { gaussian } from '../../src/gaussian/index.js';
import { startRun } from '../../src/run/index.js';
import { openRun } from '../../src/trace/index.js';
import { belongsTo } from '../support/allure.js';
import { goldenRows } from '../support/gaussian.js';
import { makePng } from '../support/png-fixtures.js';
import { digests, SMALL, scratch } from '../support/toy-runs.js';
import { type BatchResult, runBatch } from './batch.js';

belongsTo('harness', 'cli', 'resume');

const PICTURE = makePng({ width: 12, height: 12, depth: 8, colorType: 0, samples: [1, 2, 3] });

let cwd: string;
beforeEach(async () => {
  cwd = scratch();
  await startRun(gaussian, SMALL, join(cwd, 'base'), { iterations: 20, checkpointEvery: 10 });
});
const names = () => readdirSync(cwd).sort();
async function one(...args: string[]): Promise<BatchResult> {
  const [result] = await runBatch([['resume', ...args, '--no-pictures']], cwd);
  expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
  return result;
}

describe('RUN', () => {
  it('goes on in place, or with --out in a folder of its own', async () => {
    const before = digests(join(cwd, 'base'));
    const goOn = ['resume', 'base', '--iterations', '30', '--no-pictures'];
    const [fork, inPlace] = await runBatch([[...goOn, '--out', 'more/fork'], goOn], cwd);
    expect(fork).toMatchObject({ code: 0, stderr: '' });
    expect(fork.touched.every((path) => path.startsWith('more'))).toBe(true);
    expect(openRun(join(cwd, 'more/fork')).manifest).toMatchObject({ start: 20, iterations: 30 });
    expect(inPlace).toMatchObject({ code: 0, stderr: '' });
    expect(inPlace.stdout).toMatch(/^gaussian finished at iteration 30: .*\nbase\n$/);
    expect(openRun(join(cwd, 'base')).checkpoints()).toEqual([0, 10, 20, 30]);
    const { 'run.json': _run, 'scalars.csv': _scalars, ...older } = before;
    expect(digests(join(cwd, 'base'))).toMatchObject(older);
    expect(names()).toEqual(['base', 'more']);
  });

  it('says on stderr what it passed over', async () => {
    const path = 'base/checkpoints/000020.safetensors';
    writeFileSync(join(cwd, path), 'damaged');
    const [result] = await runBatch([['resume', 'base', '--no-pictures', '--json']], cwd);
    expect(result.code).toBe(0);
    expect(result.stderr).toMatch(new RegExp(`^plumbline: passed over ${path}: [^\\n]+\\n$`));
    expect(JSON.parse(result.stdout).warnings).toEqual([result.stderr.slice('plumbline: passed over '.length, -1)]);
  });
});

describe('RUN@ITERATION', () => {
  it('makes a fork beside RUN that is named after what is changed, and leaves RUN as it is', async () => {
    const picture = join(cwd, 'picture.png');
    writeFileSync(picture, PICTURE);
    const forks: [string[], string][] = [
      [[], 'base@10-001'],
      [[], 'base@10-002'],
      [['--set', 'lr=0.01'], 'base@10,lr=0.01'],
      [['--set', 'lr=0.01'], 'base@10,lr=0.01-001'],
      [['--set', 'lr=0.01', '--set', 'freeze=scale,color'], 'base@10,lr=0.01,freeze=scale,color'],
      // a value that is a path makes no folders
      [['--set', `image=${picture}`], `base@10,image=${picture.replace(/[^\w.,=+-]/g, '_')}`],
    ];
    const before = digests(join(cwd, 'base'));
    const results = await runBatch(
      forks.map(([args]) => ['resume', 'base@10', ...args, '--no-pictures']),
      cwd,
    );
    results.forEach(({ code, stderr, stdout }, i) => {
      expect({ code, stderr, folder: stdout.split('\n')[1] }).toEqual({ code: 0, stderr: '', folder: forks[i][1] });
      expect(openRun(join(cwd, forks[i][1])).manifest).toMatchObject({ start: 10, iterations: 20 });
    });
    expect(names()).toEqual(['base', 'picture.png', ...forks.map(([, folder]) => folder)].sort());
    expect(digests(join(cwd, 'base'))).toEqual(before);
  });

  it('makes its fork beside RUN also where RUN is given in other ways', async () => {
    const before = digests(join(cwd, 'base'));
    const places = ['.', './', '../base', '../base/', `${cwd}/base`];
    const results = await runBatch(
      places.map((place) => ['resume', `${place}@10`, '--no-pictures']),
      join(cwd, 'base'),
    );
    expect(results.map(({ code, touched }) => ({ code, touched }))).toEqual(
      places.map(() => ({ code: 0, touched: [] })),
    );
    expect(names()).toEqual(['base', ...places.map((_, i) => `base@10-00${i + 1}`)]);
    expect(digests(join(cwd, 'base'))).toEqual(before);
  });

  it('is the folder of that name where there is one', async () => {
    await startRun(gaussian, SMALL, join(cwd, 'base@10'), { iterations: 15 });
    const { stdout } = await one('base@10', '--iterations', '30');
    expect(stdout.split('\n')[1]).toBe('base@10');
    expect(openRun(join(cwd, 'base@10')).manifest.iterations).toBe(30);
    expect(names()).toEqual(['base', 'base@10']);
  });
});

describe('a JSON checkpoint of the reference program', () => {
  it('goes on with the losses of the reference program', async () => {
    const file = fileURLToPath(new URL('../../golden/gaussian/checkpoints/checkpoint_001500.json', import.meta.url));
    await one(file, '--iterations', '1510', '--out', 'imported');
    const { iterations, values } = openRun(join(cwd, 'imported')).scalars();
    const golden = goldenRows('baseline_n50_seed42.csv').filter(
      ({ iteration }) => iteration > 1500 && iteration <= 1510,
    );
    expect([...iterations]).toEqual(golden.map(({ iteration }) => iteration));
    expect(golden).toHaveLength(10);
    // the golden file has nine digits
    expect([...values.loss].map((loss) => Number(loss.toPrecision(9)))).toEqual(golden.map(({ loss }) => loss));
    expect(existsSync(join(cwd, 'imported/checkpoints/001500.safetensors'))).toBe(true);
  });
});
