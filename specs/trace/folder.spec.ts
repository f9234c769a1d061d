import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { createRun, describeInput, type Manifest, openRun } from '../../src/trace/index.js';
import { columns, manifest, rowAt, scratchFolder, stateAt } from './folders.js';

/** A finished run of 12 iterations. */
function finished(changes: Partial<Manifest> = {}): string {
  const folder = join(scratchFolder(), 'run');
  const recorder = createRun(folder, manifest(changes), columns);
  recorder.checkpoint(stateAt(0));
  for (let iteration = 1; iteration <= 12; iteration++) {
    recorder.row(iteration, rowAt(iteration));
    if (iteration % 2 === 0) recorder.checkpoint(stateAt(iteration));
  }
  recorder.stages(12, { blur: { image: stateAt(12).values.point as never, sigma: 2 } });
  recorder.close('stopped', 'patience');
  return folder;
}

describe('a run folder', () => {
  it('gives back what was recorded', () => {
    const folder = finished();
    const run = openRun(folder);
    expect(readdirSync(folder).sort()).toEqual(['checkpoints', 'run.json', 'scalars.csv', 'stages']);
    expect(run.manifest).toEqual(manifest({ status: 'stopped', reason: 'patience', last: 12 }));
    expect(run.checkpoints()).toEqual([0, 2, 4, 6, 8, 10, 12]);
    expect(run.state(8)).toEqual(stateAt(8));
    expect([...(run.scalars().values.loss as Float64Array)]).toEqual(Array.from({ length: 12 }, (_, n) => 1 / (n + 1)));
    expect(run.stageFiles()).toEqual([12]);
    expect(run.stages(12)).toEqual({ blur: { image: stateAt(12).values.point, sigma: 2 } });
    expect(run.newestWhole()).toEqual({ state: stateAt(12), damaged: [] });
  });

  it('is not made where there are files, and these stay', () => {
    const folder = finished();
    const before = readFileSync(join(folder, 'run.json'));
    expect(() => createRun(folder, manifest(), columns)).toThrow(
      new InputError(`${folder}: already holds files; give another --out`),
    );
    expect(readFileSync(join(folder, 'run.json'))).toEqual(before);
  });

  it('is not made below a file', () => {
    const file = join(scratchFolder(), 'file');
    writeFileSync(file, '');
    expect(() => createRun(file, manifest(), columns)).toThrow(InputError);
    expect(() => createRun(join(file, 'run'), manifest(), columns)).toThrow(InputError);
  });

  it('is locked while it is recorded, and can be read', () => {
    const folder = join(scratchFolder(), 'run');
    const recorder = createRun(folder, manifest(), columns);
    recorder.row(1, rowAt(1));
    recorder.flush();
    expect(openRun(folder).scalars().iterations).toHaveLength(1);
    expect(() => createRun(folder, manifest(), columns)).toThrow('already holds files');
    expect(readdirSync(folder)).toContain('run.lock');
    recorder.close('finished');
    recorder.close('interrupted');
    expect(openRun(folder).manifest.status).toBe('finished');
  });

  it('that has no run.json, or a pipe in its place, is no run', () => {
    const folder = scratchFolder();
    const path = join(folder, 'run.json');
    expect(() => openRun(folder)).toThrow(new InputError(`${path}: not found`));
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [path]);
    expect(() => openRun(folder)).toThrow(new InputError(`${path}: not a regular file`));
  });

  it('passes over what is not whole, names it, and leaves it there', () => {
    const folder = finished();
    const checkpoint = (iteration: number) =>
      join(folder, `checkpoints/${String(iteration).padStart(6, '0')}.safetensors`);
    truncateSync(checkpoint(12), 100);
    copyFileSync(checkpoint(2), checkpoint(10));
    const scalars = join(folder, 'scalars.csv');
    // the row of iteration 8 loses its newline
    writeFileSync(scalars, readFileSync(scalars, 'utf8').split('\n').slice(0, 9).join('\n'));
    const { state, damaged } = openRun(folder).newestWhole();
    expect(state).toEqual(stateAt(6));
    expect(damaged.map(({ file }) => file)).toEqual([checkpoint(12), checkpoint(10), checkpoint(8)]);
    expect(damaged[2]?.reason).toBe(`${scalars}: the row of iteration 8 is missing, checkpoint 8 needs it`);
    expect(openRun(folder).checkpoints()).toEqual([0, 2, 4, 6, 8, 10, 12]);
    expect(() => openRun(folder).state(10)).toThrow(
      `${checkpoint(10)}: metadata iteration is "2", "10" expected by its name`,
    );
  });

  it('has no whole state where every checkpoint is damaged', () => {
    const folder = finished();
    for (const iteration of openRun(folder).checkpoints()) {
      truncateSync(join(folder, `checkpoints/${String(iteration).padStart(6, '0')}.safetensors`), 9);
    }
    const { state, damaged } = openRun(folder).newestWhole();
    expect([state, damaged.length]).toEqual([undefined, 7]);
  });

  it('needs rows only where its manifest promises them', () => {
    const folder = finished({ scalarsEvery: 5 });
    const scalars = join(folder, 'scalars.csv');
    writeFileSync(scalars, readFileSync(scalars, 'utf8').split('\n').slice(0, 11).join('\n').concat('\n'));
    expect(openRun(folder).newestWhole().state?.iteration).toBe(12);
    const unscored = finished({ scalarsEvery: 0 });
    rmSync(join(unscored, 'scalars.csv'));
    expect(openRun(unscored).newestWhole().state?.iteration).toBe(12);
    expect(openRun(unscored).scalars().iterations).toHaveLength(0);
  });

  it('takes only names of its own for checkpoints', () => {
    const folder = finished();
    for (const name of [
      '0000002.safetensors',
      '3.safetensors',
      '000005.safetensors.tmp',
      '.000007.safetensors.0.tmp',
      'x.safetensors',
    ]) {
      writeFileSync(join(folder, 'checkpoints', name), '');
    }
    const recorder = createRun(join(scratchFolder(), 'run'), manifest(), columns);
    recorder.checkpoint(stateAt(1_234_567));
    recorder.close('finished');
    expect(openRun(folder).checkpoints()).toEqual([0, 2, 4, 6, 8, 10, 12]);
  });

  it('numbers checkpoints beyond a million in full', () => {
    const folder = join(scratchFolder(), 'run');
    const recorder = createRun(folder, manifest({ scalarsEvery: 0 }), columns);
    for (const iteration of [999_999, 1_234_567]) recorder.checkpoint(stateAt(iteration));
    recorder.close('finished');
    expect(readdirSync(join(folder, 'checkpoints')).sort()).toEqual(['1234567.safetensors', '999999.safetensors']);
    expect(openRun(folder).newestWhole().state).toEqual(stateAt(1_234_567));
  });
});

describe('the inputs of a run', () => {
  const photo = new TextEncoder().encode('pixels');
  const withInput = (changes: Partial<Manifest['inputs'][string]> = {}) => {
    const folder = join(scratchFolder(), 'run');
    const input = { ...describeInput('photo.png', photo, '/home/me/photo.png'), ...changes };
    createRun(folder, manifest({ inputs: { image: input } }), columns, { inputs: { image: photo } }).close('finished');
    return folder;
  };

  it('are copied and read back checked', () => {
    const folder = withInput();
    expect(openRun(folder).input('image')).toEqual(photo);
    expect(() => openRun(folder).input('toString')).toThrow('inputs: "toString" is absent');
    writeFileSync(join(folder, 'inputs/photo.png'), 'pixelS');
    expect(() => openRun(folder).input('image')).toThrow(/SHA-256 is \w+, \w+ expected by run.json/);
    writeFileSync(join(folder, 'inputs/photo.png'), 'far more pixels');
    expect(() => openRun(folder).input('image')).toThrow('15 bytes, at most 6 expected');
  });

  it.each(['../photo.png', 'photo.png', 'inputs/a/b.png', 'checkpoints/photo.png', 'inputs/..'])(
    'are not written to %s',
    (file) => {
      expect(() => withInput({ file })).toThrow(TypeError);
    },
  );

  it.skipIf(process.platform === 'win32')('are not read through a link that leaves the folder', () => {
    const folder = withInput();
    const outside = scratchFolder();
    writeFileSync(join(outside, 'photo.png'), photo);
    rmSync(join(folder, 'inputs'), { recursive: true });
    symlinkSync(outside, join(folder, 'inputs'));
    expect(() => openRun(folder).input('image')).toThrow(`${join(folder, 'inputs/photo.png')}: outside the run folder`);
    rmSync(join(folder, 'inputs'));
    mkdirSync(join(folder, 'inputs'));
    symlinkSync(join(outside, 'photo.png'), join(folder, 'inputs/photo.png'));
    expect(() => openRun(folder).input('image')).toThrow('a symbolic link, a regular file expected');
  });
});
