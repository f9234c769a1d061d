import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { gaussian } from '../../src/gaussian/index.js';
import { ablate } from '../../src/probe/ablation.js';
import { branch, type Reopened, reopen, resume, startRun } from '../../src/run/index.js';
import { belongsTo } from '../support/allure.js';
import { SMALL, scratch } from '../support/toy-runs.js';

belongsTo('harness', 'probe', 'a state, spoiled field by field');

let folder: string;
let reopened: Reopened;
beforeEach(async () => {
  folder = scratch();
  await startRun(gaussian, SMALL, join(folder, 'run'), { iterations: 60 });
  reopened = await reopen(gaussian, join(folder, 'run'), 30);
});
const fork = async (name: string, changed: Record<string, string>) => {
  const out = join(folder, name);
  await resume(gaussian, { folder: join(folder, 'run'), iteration: 30 }, changed, out);
  return out;
};

it('says of every field what its loss comes to, and what the solver does not go on without', () => {
  const { iterations, fields } = ablate(reopened, 60);
  expect(iterations).toBe(5);
  const of = (field: string, kind: string) => fields.find((each) => each.field === field && each.kind === kind);
  expect(of('t', 'dropped')?.refused).toMatch(/: t is undefined; expected the number of updates/);
  expect(of('scale', 'dropped')?.refused).toMatch(/no tensor scale/);
  // the moments are first used in the next update, whose loss is the one after
  expect(of('v.color', 'dropped')).toMatchObject({ first: 32, largest: expect.any(Number) });
  expect(of('v.color', 'dropped')?.largest).toBeGreaterThan(1e-3);
  expect(of('color', 'zeroed')).toMatchObject({ first: 31 });
  // a state in single precision is not changed by rounding to it
  expect(fields.filter(({ kind }) => kind === 'rounded to f32')).toEqual([]);
});

it('rounds what is kept in double precision', async () => {
  const exact = join(folder, 'exact');
  await startRun(gaussian, { ...SMALL, precision: 'f64' }, exact, { iterations: 40 });
  const { fields } = ablate(await reopen(gaussian, exact, 20), 25);
  const rounded = fields.filter(({ kind }) => kind === 'rounded to f32');
  expect(rounded.map(({ field }) => field)).toContain('position');
  const { first, largest } = rounded.find(({ field }) => field === 'position') ?? {};
  expect(first).toBe(21);
  expect(largest).toBeLessThan(1e-6);
});

it('finds the field whose loss explains how another run came out', async () => {
  const { state } = reopened;
  const forgetful = { ...state, values: { ...state.values, t: 0 } };
  const every = { iterations: 60, checkpointEvery: 60, scalarsEvery: 1 };
  branch(join(folder, 'start'), reopened, { ...every, state: forgetful });
  const out = join(folder, 'forgetful');
  await resume(gaussian, { folder: join(folder, 'start') }, {}, out);
  const { differs, fields } = ablate(reopened, 60, out);
  expect(differs).toBe(32);
  expect(fields.filter(({ reproduces }) => reproduces).map(({ field, kind }) => `${field} ${kind}`)).toEqual([
    't zeroed',
  ]);
});

it('finds no single field where several were lost', async () => {
  const { differs, fields } = ablate(reopened, 60, await fork('reset', { reset: 'moments,t' }));
  expect(differs).toBe(32);
  expect(fields.filter(({ reproduces }) => reproduces)).toEqual([]);
});

it('says of a run that came out alike that nothing differs', async () => {
  expect(ablate(reopened, 60, await fork('same', {})).differs).toBeNull();
});

it('refuses a run without a row in common', async () => {
  const early = join(folder, 'early');
  await startRun(gaussian, SMALL, early, { iterations: 5 });
  expect(() => ablate(reopened, 60, early)).toThrow(/scalars\.csv: no rows from 31 to 35; nothing to compare$/);
});
