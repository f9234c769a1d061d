import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openRun } from '../../src/trace/index.js';
import { attachTable, belongsTo } from '../support/allure.js';
import { type CliResult, ended, runCli, startCli } from '../support/cli.js';
import { digests, scratch } from '../support/toy-runs.js';

belongsTo('harness', 'cli', 'killed and resumed');

const ITERATIONS = 1500;
const command = ['run', 'gaussian', '--iterations', `${ITERATIONS}`, '--no-pictures'];
const RESULTS = ['scalars.csv', 'checkpoints/001500.safetensors'];

const newest = (folder: string): number => {
  const path = join(folder, 'checkpoints');
  const names = existsSync(path) ? readdirSync(path).filter((name) => !name.startsWith('.')) : [];
  return Math.max(-1, ...names.map((name) => Number.parseInt(name, 10)));
};

function lockOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'run.lock'), 'utf8');
  } catch {
    return '';
  }
}

/** Starts a command, and sends the signal `delay` milliseconds after the command is `ready` for it. */
async function stopped(
  args: string[],
  ready: () => boolean,
  signal: NodeJS.Signals,
  delay: number,
): Promise<CliResult> {
  const child = startCli(args);
  const result = ended(child);
  let isOver = false;
  void result.then(() => {
    isOver = true;
  });
  while (!isOver && !ready()) await setTimeout(5);
  await setTimeout(delay);
  child.kill(signal);
  return result;
}

it('a run that is killed and stopped time and again ends with the bytes of one that was not', async () => {
  const cwd = scratch();
  const [whole, parts] = [join(cwd, 'whole'), join(cwd, 'parts')];
  const uninterrupted = runCli([...command, '--out', whole]);
  const goOn = ['resume', parts, '--no-pictures'];
  const [first, second, third] = fc.sample(fc.integer({ min: 0, max: 150 }), { seed: 42, numRuns: 3 });
  const stops: [string, number][] = [];

  // a batch of files is written every second: the signal falls within its writing, or soon after
  const killed = await stopped([...command, '--out', parts], () => newest(parts) > 0, 'SIGKILL', first);
  expect(killed).toMatchObject({ code: null, signal: 'SIGKILL', stdout: '', stderr: '' });
  expect(openRun(parts).manifest.status).toBe('running');
  expect(newest(parts)).toBeGreaterThan(0);
  stops.push(['SIGKILL', newest(parts)]);

  // a killed process leaves its lock, which the next one takes over by replacing it
  const taken = () => {
    const left = lockOf(parts);
    return () => lockOf(parts) !== '' && lockOf(parts) !== left;
  };
  const again = await stopped(goOn, taken(), 'SIGKILL', second);
  expect(again).toMatchObject({ code: null, signal: 'SIGKILL', stdout: '', stderr: '' });
  stops.push(['SIGKILL', newest(parts)]);

  const interrupted = await stopped(goOn, taken(), 'SIGINT', third);
  expect(interrupted).toMatchObject({ code: 130, signal: null, stderr: '' });
  const { manifest } = openRun(parts);
  expect(manifest).toMatchObject({ status: 'interrupted', reason: 'SIGINT', last: newest(parts) });
  expect(interrupted.stdout).toMatch(
    new RegExp(`^gaussian interrupted at iteration ${manifest.last} \\(SIGINT\\): loss`),
  );
  stops.push(['SIGINT', newest(parts)]);
  attachTable('newest checkpoint after each signal', [['signal', 'iteration'], ...stops]);

  const finished = await runCli(goOn);
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  expect((await uninterrupted).code).toBe(0);
  const [expected, found] = [digests(whole), digests(parts)];
  for (const path of RESULTS) expect(found[path]).toBe(expected[path]);
  // every checkpoint that the uninterrupted run has; the interruption added one of its own
  const { 'run.json': _, ...files } = expected;
  expect(found).toMatchObject(files);
});
