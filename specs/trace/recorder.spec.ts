import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { State } from '../../src/solver.js';
import {
  configAt,
  createRun,
  type Operation,
  openRun,
  type Recorder,
  resumeRun,
  type Writer,
} from '../../src/trace/index.js';
import { columns, manifest, rowAt, scratchFolder, stateAt } from './folders.js';

const ITERATIONS = 12;

/** The process is gone: nothing of it reaches the disk any more. */
class Killed extends Error {}

/** A writer that is killed before its operation number `after`, or in the middle of it where that is an append. */
function mortal(after: number, part: number): Writer {
  let done = 0;
  const perform = (operation: Operation) => {
    if (done === after) {
      if (operation.kind === 'append')
        appendFileSync(operation.path, operation.bytes.subarray(0, part * operation.bytes.length));
      if (operation.kind === 'replace')
        writeFileSync(operation.path.replace(/([^/]+)$/, '.$1.0.tmp'), operation.bytes.subarray(0, 5));
      throw new Killed();
    }
    done++;
    if (operation.kind === 'append') appendFileSync(operation.path, operation.bytes);
    else if (operation.kind === 'remove') rmSync(operation.path, { force: true });
    else if (operation.kind === 'folder') mkdirSync(operation.path, { recursive: true });
    else if ('bytes' in operation) {
      writeFileSync(`${operation.path}.new`, operation.bytes);
      renameSync(`${operation.path}.new`, operation.path);
    }
  };
  return { write: (operations) => operations.forEach(perform), drain() {} };
}
const immortal = () => mortal(Number.POSITIVE_INFINITY, 0);

interface Plan {
  readonly flushEvery: number;
  readonly rate: number;
}

/** Runs from an iteration to the end, handing over every `flushEvery` iterations. */
function go(recorder: Recorder, from: number, { flushEvery, rate }: Plan): void {
  for (let iteration = from + 1; iteration <= ITERATIONS; iteration++) {
    recorder.row(iteration, rowAt(iteration, rate));
    if (iteration % 2 === 0) recorder.checkpoint(stateAt(iteration, rate));
    if (iteration % 3 === 0) recorder.stages(iteration, { blur: { sigma: rate } });
    if (iteration % flushEvery === 0) recorder.flush();
  }
  recorder.close('finished');
}

const start = (folder: string, writer: Writer, plan: Plan) =>
  go(
    createRun(folder, manifest({ config: { rate: plan.rate } }), columns, { state: stateAt(0, plan.rate), writer }),
    0,
    plan,
  );

/** Goes on from the newest whole state with the settings that were in force there. */
function resume(folder: string, writer: Writer, flushEvery: number): void {
  const from = openRun(folder).newestWhole().state?.iteration as number;
  const recorder = resumeRun(folder, from, columns, {}, writer);
  go(recorder, from, { flushEvery, rate: configAt(recorder.manifest, from).rate as number });
}

/** Does what may be killed. The lock that is left is that of a live process, this one, and so it is taken away. */
function killable(folder: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  rmSync(join(folder, 'run.lock'), { force: true });
}

/** What must hold at any moment: the newest whole state and the rows up to it were made under the settings of the manifest. */
function checkConsistent(folder: string): void {
  const run = openRun(folder);
  const { state } = run.newestWhole();
  const { iterations, values } = run.scalars();
  const { iteration } = state as State;
  const rate = (before: number) => configAt(run.manifest, before).rate as number;
  expect(state).toEqual(stateAt(iteration, rate(Math.max(0, iteration - 1))));
  const expected = Array.from({ length: iteration }, (_, place) => [place + 1, rowAt(place + 1, rate(place)).norm]);
  expect(expected).toEqual(expected.map((_, place) => [iterations[place], values.norm?.[place]]));
}

const content = (folder: string) =>
  Object.fromEntries(
    ['scalars.csv', 'checkpoints/000012.safetensors', 'stages/000012.safetensors', 'run.json'].map((name) => [
      name,
      readFileSync(join(folder, name), 'latin1'),
    ]),
  );

describe('a recorder that is killed', () => {
  // the four operations that make a folder a run are never cut here
  const kill = fc.record({
    after: fc.integer({ min: 4, max: 26 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    flushEvery: fc.integer({ min: 1, max: 12 }),
  });

  it('leaves a consistent beginning, from which the run ends as if it had not been killed', () => {
    const whole = join(scratchFolder(), 'run');
    start(whole, immortal(), { flushEvery: 4, rate: 0.25 });
    fc.assert(
      fc.property(fc.array(kill, { minLength: 1, maxLength: 3 }), (kills) => {
        const folder = join(scratchFolder(), 'run');
        kills.forEach(({ after, part, flushEvery }, index) => {
          const writer = mortal(after, part);
          killable(folder, () => {
            if (index === 0) start(folder, writer, { flushEvery, rate: 0.25 });
            else resume(folder, writer, flushEvery);
          });
          checkConsistent(folder);
        });
        resume(folder, immortal(), 5);
        expect(content(folder)).toEqual(content(whole));
        expect(readdirSync(join(folder, 'checkpoints'))).toEqual(readdirSync(join(whole, 'checkpoints')));
      }),
      { seed: 42, numRuns: 15 },
    );
  });

  it('while it goes back to an older checkpoint with changed settings, leaves no mixture of the two', () => {
    const before = join(scratchFolder(), 'run');
    start(before, immortal(), { flushEvery: 4, rate: 0.25 });
    const again = fc.record({
      from: fc.constantFrom(0, 2, 6, 10, 12),
      after: fc.integer({ min: 0, max: 30 }),
      part: fc.constantFrom(0, 0.4, 1),
    });
    fc.assert(
      fc.property(again, ({ from, after, part }) => {
        const folder = join(scratchFolder(), 'run');
        cpSync(before, folder, { recursive: true });
        killable(folder, () => {
          const recorder = resumeRun(folder, from, columns, { config: { rate: 0.5 } }, mortal(after, part));
          go(recorder, from, { flushEvery: 3, rate: 0.5 });
        });
        checkConsistent(folder);
      }),
      { seed: 42, numRuns: 30 },
    );
  });

  it('while it makes its folder, leaves one that is no run', () => {
    for (let after = 0; after < 4; after++) {
      const folder = join(scratchFolder(), 'run');
      killable(folder, () => start(folder, mortal(after, 0), { flushEvery: 1, rate: 0.25 }));
      expect(() => openRun(folder)).toThrow(`${join(folder, 'run.json')}: not found`);
    }
  });

  it('in the middle of any append, loses only the row that it was writing', () => {
    const folder = join(scratchFolder(), 'run');
    start(folder, immortal(), { flushEvery: 12, rate: 0.25 });
    const scalars = join(folder, 'scalars.csv');
    const text = readFileSync(scalars, 'utf8');
    for (let length = text.indexOf('\n') + 1; length <= text.length; length += 7) {
      writeFileSync(scalars, text.slice(0, length));
      checkConsistent(folder);
      const rows = text.slice(0, length).split('\n').length - 2;
      expect(openRun(folder).newestWhole().state?.iteration).toBe(rows - (rows % 2));
    }
  });
});

describe('a recorder', () => {
  it('hands over rows before the checkpoint that they belong to, and all of it in one batch', () => {
    const batches: string[][] = [];
    const writer: Writer = {
      write: (operations) => batches.push(operations.map(({ kind, path }) => `${kind} ${basename(path)}`)),
      drain() {},
    };
    const recorder = createRun(join(scratchFolder(), 'run'), manifest(), columns, { writer });
    for (const iteration of [1, 2]) {
      recorder.row(iteration, rowAt(iteration));
      recorder.checkpoint(stateAt(iteration));
    }
    recorder.flush();
    expect(batches.slice(1)).toEqual([
      ['append scalars.csv', 'replace 000001.safetensors', 'replace 000002.safetensors'],
    ]);
    recorder.close('finished');
  });

  it('does not hold more than a few megabytes back', () => {
    const kinds: string[] = [];
    const writer: Writer = {
      write: (operations) => kinds.push(...operations.map(({ path }) => basename(path))),
      drain() {},
    };
    const recorder = createRun(join(scratchFolder(), 'run'), manifest(), columns, { writer });
    const values = { image: { shape: [1024, 1024], data: new Float32Array(1024 * 1024) } };
    for (const iteration of [1, 2]) recorder.checkpoint({ iteration, values });
    expect(kinds).toContain('000002.safetensors');
    recorder.close('finished');
  });

  it('refuses rows out of order', () => {
    const recorder = createRun(join(scratchFolder(), 'run'), manifest({ start: 4 }), columns);
    expect(() => recorder.row(4, rowAt(4))).toThrow('a row of iteration 4 after that of 4');
    recorder.row(6, rowAt(6));
    expect(() => recorder.row(5, rowAt(5))).toThrow(RangeError);
    recorder.close('finished');
  });

  it('lets go of the folder even if the disk fails', () => {
    const folder = join(scratchFolder(), 'run');
    const recorder = createRun(folder, manifest(), columns);
    rmSync(join(folder, 'checkpoints'), { recursive: true });
    recorder.checkpoint(stateAt(1));
    expect(() => recorder.flush()).toThrow(/000001\.safetensors: cannot write: ENOENT/);
    expect(() => recorder.close('finished')).toThrow('cannot write');
    expect(readdirSync(folder).sort()).toEqual(['run.json', 'scalars.csv']);
    expect(openRun(folder).manifest.status).toBe('running');
  });
});
