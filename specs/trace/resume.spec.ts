import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { createRun, type Manifest, openRun, resumeRun } from '../../src/trace/index.js';
import { columns, manifest, rowAt, scratchFolder, stateAt } from './folders.js';

/** A run of 6 iterations with all its checkpoints. */
function recorded(changes: Partial<Manifest> = {}): string {
  const folder = join(scratchFolder(), 'run');
  const recorder = createRun(folder, manifest(changes), columns, { state: stateAt(0) });
  for (let iteration = 1; iteration <= 6; iteration++) {
    recorder.row(iteration, rowAt(iteration));
    recorder.checkpoint(stateAt(iteration));
  }
  recorder.stages(6, { blur: { sigma: 1 } });
  recorder.close('stopped', 'patience');
  return folder;
}
const checkpoint = (folder: string, iteration: number) => join(folder, `checkpoints/00000${iteration}.safetensors`);

describe('going on in place', () => {
  it('drops what is newer and keeps what is older byte for byte', () => {
    const folder = recorded();
    const rows = readFileSync(join(folder, 'scalars.csv'), 'utf8').split('\n');
    const older = readFileSync(checkpoint(folder, 3));
    const recorder = resumeRun(folder, 3, columns);
    expect(openRun(folder).checkpoints()).toEqual([0, 1, 2, 3]);
    expect(openRun(folder).stageFiles()).toEqual([]);
    expect(readFileSync(join(folder, 'scalars.csv'), 'utf8')).toBe(`${rows.slice(0, 4).join('\n')}\n`);
    expect(readFileSync(checkpoint(folder, 3))).toEqual(older);
    expect(openRun(folder).manifest).toEqual(manifest());
    recorder.row(4, rowAt(4));
    recorder.close('interrupted', 'SIGINT');
    expect(openRun(folder).manifest).toEqual(manifest({ status: 'interrupted', reason: 'SIGINT', last: 4 }));
    expect([...openRun(folder).scalars().iterations]).toEqual([1, 2, 3, 4]);
  });

  it('keeps the settings of each part in the manifest', () => {
    const folder = recorded();
    resumeRun(folder, 2, columns, { config: { rate: 1 }, iterations: 50 }).close('interrupted');
    resumeRun(folder, 2, columns, {}).close('interrupted');
    expect(openRun(folder).manifest).toMatchObject({ iterations: 50, segments: [{ from: 2, config: { rate: 1 } }] });
    resumeRun(folder, 1, columns, {}).close('interrupted');
    expect(openRun(folder).manifest.segments).toEqual([]);
  });

  it('with rows more often than before does not ask for rows of the time before', () => {
    const folder = recorded({ scalarsEvery: 4 });
    const scalars = join(folder, 'scalars.csv');
    const lines = readFileSync(scalars, 'utf8').split('\n');
    writeFileSync(scalars, `${lines[0]}\n${lines[4]}\n`);
    resumeRun(folder, 6, columns, { scalarsEvery: 1 }).close('interrupted');
    expect(openRun(folder).newestWhole()).toEqual({ state: stateAt(6), damaged: [] });
  });

  it('replaces a damaged checkpoint and clears half-written files away', () => {
    const folder = recorded();
    truncateSync(checkpoint(folder, 6), 50);
    writeFileSync(join(folder, 'checkpoints/.000006.safetensors.3.tmp'), 'half');
    const recorder = resumeRun(folder, 5, columns);
    expect(readdirSync(join(folder, 'checkpoints'))).toHaveLength(6);
    recorder.row(6, rowAt(6));
    recorder.checkpoint(stateAt(6));
    recorder.close('finished');
    expect(openRun(folder).newestWhole()).toEqual({ state: stateAt(6), damaged: [] });
  });

  it('begins scalars.csv where it is absent and no rows are promised', () => {
    const folder = recorded({ scalarsEvery: 0 });
    rmSync(join(folder, 'scalars.csv'));
    resumeRun(folder, 6, columns).close('finished');
    expect(readFileSync(join(folder, 'scalars.csv'), 'utf8')).toBe('iteration,loss,norm\n');
  });

  const spoil: [string, (folder: string) => void, number, string][] = [
    ['a damaged checkpoint', (folder) => truncateSync(checkpoint(folder, 3), 50), 3, '000003.safetensors: truncated'],
    ['a checkpoint that is absent', (folder) => rmSync(checkpoint(folder, 3)), 3, '000003.safetensors: not found'],
    ['missing rows', (folder) => truncateSync(join(folder, 'scalars.csv'), 60), 5, 'the row of iteration 5 is missing'],
    [
      'damaged rows',
      (folder) => writeFileSync(join(folder, 'scalars.csv'), 'iteration\nx\n'),
      3,
      'scalars.csv: line 2',
    ],
    ['no manifest', (folder) => rmSync(join(folder, 'run.json')), 3, 'run.json: not found'],
  ];
  it.each(spoil)('from %s is refused, and nothing is changed', (_case, damage, from, message) => {
    const folder = recorded();
    damage(folder);
    const before = snapshot(folder);
    expect(() => resumeRun(folder, from, columns)).toThrow(InputError);
    expect(() => resumeRun(folder, from, columns)).toThrow(message);
    expect(snapshot(folder)).toEqual(before);
  });

  it('with other columns is refused', () => {
    const folder = recorded();
    const message = `${join(folder, 'scalars.csv')}: line 1: columns loss,norm; loss expected`;
    expect(() => resumeRun(folder, 3, ['loss'])).toThrow(new InputError(message));
  });

  it('is refused while another process writes', () => {
    const folder = recorded();
    const recorder = resumeRun(folder, 3, columns);
    expect(() => resumeRun(folder, 3, columns)).toThrow(`${folder}: in use by process ${process.pid}`);
    recorder.close('finished');
  });

  it.skipIf(process.platform === 'win32')('does not write into a folder that is a link', () => {
    const folder = recorded();
    const outside = scratchFolder();
    mkdirSync(join(outside, 'stages'));
    rmSync(join(folder, 'stages'), { recursive: true });
    symlinkSync(join(outside, 'stages'), join(folder, 'stages'));
    expect(() => resumeRun(folder, 3, columns)).toThrow(`${join(folder, 'stages')}: not a folder of this run`);
  });
});

function snapshot(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): [string, string] => [
      join(entry.parentPath, entry.name),
      readFileSync(join(entry.parentPath, entry.name), 'hex'),
    ])
    .sort();
}
