import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { gaussian } from '../../src/gaussian/index.js';
import { type RunOptions, type RunResult, resume, startRun } from '../../src/run/index.js';
import type { Settings } from '../../src/settings.js';
import { encodeManifest, openRun } from '../../src/trace/index.js';
import { belongsTo } from '../support/allure.js';
import { results, SMALL, scratch, watched } from '../support/toy-runs.js';

belongsTo('harness', 'run', 'killed and resumed');

const sixty: RunOptions = { iterations: 60, checkpointEvery: 10 };
const atThe = (iteration: number) => `checkpoints/${String(iteration).padStart(6, '0')}.safetensors`;

interface Remains {
  /** How many of the checkpoints after the first are there. */
  readonly checkpoints: number;
  /** How many iterations the rows go on after the newest checkpoint. */
  readonly rows: number;
  /** How many bytes of the next row are there. */
  readonly torn: number;
  readonly halfWritten: boolean;
  /** Whether the next checkpoint is there, but not whole. */
  readonly damaged: boolean;
  readonly locked: boolean;
}

const remains: fc.Arbitrary<Remains> = fc.record({
  checkpoints: fc.nat(10),
  rows: fc.nat(12),
  torn: fc.nat(60),
  halfWritten: fc.boolean(),
  damaged: fc.boolean(),
  locked: fc.boolean(),
});

/** Makes `folder` what a process leaves that was killed on the way to the run in `whole`: rows go to the disk before checkpoints. */
function leave(whole: string, folder: string, { checkpoints, rows, torn, halfWritten, damaged, locked }: Remains) {
  cpSync(whole, folder, { recursive: true });
  const run = openRun(folder);
  const kept = run.checkpoints();
  const newest = kept[Math.min(checkpoints, kept.length - 1)];
  const newer = kept.filter((iteration) => iteration > newest);
  for (const iteration of newer) rmSync(join(folder, atThe(iteration)));
  if (damaged && newer.length > 0) {
    const bytes = readFileSync(join(whole, atThe(newer[0])));
    writeFileSync(join(folder, atThe(newer[0])), bytes.subarray(0, bytes.length / 2));
  }
  const lines = readFileSync(join(whole, 'scalars.csv'), 'utf8').split('\n');
  const end = lines.findIndex((line, i) => i > 0 && !(Number.parseInt(line, 10) <= newest + rows));
  const next = (lines[end] ?? '').slice(0, torn);
  writeFileSync(join(folder, 'scalars.csv'), `${lines.slice(0, end).join('\n')}\n${next}`);
  if (halfWritten) {
    writeFileSync(join(folder, 'checkpoints/.000070.safetensors.4194999.tmp'), 'half');
    writeFileSync(join(folder, '.run.json.4194999.tmp'), '{');
  }
  // no Linux process has an id this high
  const dead = { pid: 4_194_999, host: hostname(), began: '1' };
  if (locked) writeFileSync(join(folder, 'run.lock'), JSON.stringify(dead));
  const { reason: _reason, last: _last, ...manifest } = run.manifest;
  writeFileSync(join(folder, 'run.json'), encodeManifest({ ...manifest, status: 'running' }));
}

let folder: string;
let whole: RunResult;
let count = 0;
const begin =
  (settings: Settings, options: RunOptions = {}) =>
  async () => {
    folder = scratch();
    whole = await startRun(gaussian, { ...SMALL, ...settings }, join(folder, 'whole'), { ...sixty, ...options });
  };

describe.each<[string, Settings, RunOptions]>([
  ['a run with few rows', { schedule: 'cosine' }, { scalarsEvery: 3, checkpointEvery: 7 }],
  ['a run that its patience stops', { lr: 0.1, patience: 5 }, {}],
])('%s', (_, settings, options) => {
  beforeEach(begin(settings, options));

  it('that was killed ends with the bytes of one that was not', async () => {
    expect(whole.outcome.status).toBe(settings.patience ? 'stopped' : 'finished');
    await fc.assert(
      fc.asyncProperty(remains, async (left) => {
        const killed = join(folder, `killed-${++count}`);
        leave(whole.folder, killed, left);
        const { outcome } = await resume(gaussian, { folder: killed }, {}, undefined);
        expect(outcome).toEqual(whole.outcome);
        expect(results(killed)).toEqual(results(whole.folder));
        const { manifest } = openRun(killed);
        expect(manifest).toEqual(openRun(whole.folder).manifest);
      }),
      {
        seed: 42,
        numRuns: 10,
        // killed before the first checkpoint of its own, and after the last but before run.json says so
        examples: [0, 99].map((checkpoints) => [
          { checkpoints, rows: 0, torn: 0, halfWritten: true, damaged: false, locked: true },
        ]),
      },
    );
  });

  it.each(['interrupted', 'failed'])('that %s at any iteration, time and again, ends the same', async (how) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 3 }),
        async (stops) => {
          const stopped = join(folder, `${how}-${++count}`);
          for (const [i, stop] of stops.sort((a, b) => a - b).entries()) {
            const controller = new AbortController();
            const subject = watched((iteration) => {
              if (iteration === stop && how === 'failed') throw new Error('no more memory');
              if (iteration === stop) controller.abort('SIGINT');
            });
            const { signal } = controller;
            const attempt =
              i === 0
                ? startRun(subject, { ...SMALL, ...settings }, stopped, { ...sixty, ...options, signal })
                : resume(subject, { folder: stopped }, {}, undefined, { signal });
            if (how === 'failed') await expect(attempt).rejects.toThrow('no more memory');
            else expect((await attempt).outcome).toMatchObject({ status: 'interrupted', state: { iteration: stop } });
            expect(openRun(stopped).manifest.status).toBe('interrupted');
          }
          const { outcome } = await resume(gaussian, { folder: stopped }, {}, undefined);
          expect(outcome).toEqual(whole.outcome);
          // an interruption keeps a checkpoint of its own, which the run that was not interrupted lacks
          expect(results(stopped)).toMatchObject(results(whole.folder));
        },
      ),
      { seed: 42, numRuns: 4 },
    );
  });
});
