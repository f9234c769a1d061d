import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { gaussian } from '../../src/gaussian/index.js';
import { branch, reopen, resume, startRun } from '../../src/run/index.js';
import { openRun } from '../../src/trace/index.js';
import { belongsTo } from '../support/allure.js';
import { digests, SMALL, scratch } from '../support/toy-runs.js';

belongsTo('harness', 'run', 'a run reopened at any iteration');

let folder: string;
let place: string;
beforeEach(async () => {
  folder = scratch();
  place = join(folder, 'run');
  await startRun(gaussian, SMALL, place, { iterations: 45, checkpointEvery: 20 });
});

it('is in the state that it was in, also between its checkpoints and behind a change of settings', async () => {
  await resume(gaussian, { folder: place }, { lr: 0.01, reset: 'moments' }, undefined, { iterations: 70 });
  const before = digests(place);
  for (const iteration of [0, 7, 20, 44, 53, 70]) {
    const whole = join(folder, `whole ${iteration}`);
    await startRun(gaussian, SMALL, whole, { iterations: 45, checkpointEvery: 1 });
    if (iteration > 45) {
      await resume(gaussian, { folder: whole }, { lr: 0.01, reset: 'moments' }, undefined, { iterations: 70 });
    }
    const { state } = await reopen(gaussian, place, iteration);
    expect(state).toEqual(openRun(whole).state(iteration));
  }
  expect(digests(place)).toEqual(before);
});

it('branches off into a folder from which a fork goes on as the run did', async () => {
  const reopened = await reopen(gaussian, place, 33);
  const start = join(folder, 'start');
  branch(start, reopened, { iterations: 45, checkpointEvery: 45, scalarsEvery: 1, state: reopened.state });
  await resume(gaussian, { folder: start }, {}, join(folder, 'fork'));
  expect(openRun(join(folder, 'fork')).state(45)).toEqual(openRun(place).state(45));
  expect(openRun(join(folder, 'fork')).scalars().iterations[0]).toBe(34);
});

describe('is refused', () => {
  it('beyond its end', () =>
    expect(reopen(gaussian, place, 46)).rejects.toThrow(/run: ends at iteration 45; expected one up to that$/));

  it('before its first checkpoint', async () => {
    const fork = join(folder, 'fork');
    await resume(gaussian, { folder: place, iteration: 20 }, {}, fork);
    await expect(reopen(gaussian, fork, 19)).rejects.toThrow(/fork: no checkpoint at or before 19; expected one of 20/);
  });

  it('without checkpoints', async () => {
    for (const file of readdirSync(join(place, 'checkpoints'))) rmSync(join(place, 'checkpoints', file));
    await expect(reopen(gaussian, place, 20)).rejects.toThrow(/run: no checkpoint; nothing to go on from$/);
  });
});
