import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRun } from '../../src/trace/index.js';
import { columns, manifest, scratchFolder, stateAt } from './folders.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('results', () => {
  it('stand in the folder, the newest of a name', () => {
    const folder = scratchFolder();
    const recorder = createRun(folder, manifest(), columns, { state: stateAt(0) });
    recorder.results({ 'metrics.json': bytes('1'), 'landmarks.csv': bytes('a') });
    recorder.results({ 'metrics.json': bytes('2') });
    recorder.close('finished');
    expect(readFileSync(join(folder, 'metrics.json'), 'utf8')).toBe('2');
    expect(readFileSync(join(folder, 'landmarks.csv'), 'utf8')).toBe('a');
  });

  it.each([
    'run.json',
    'RUN.JSON',
    'scalars.csv',
    'checkpoints',
    'run.lock',
    '',
    '.hidden',
    '../outside',
    'a/b',
    'a b',
  ])('are refused the name %j', (name) => {
    const recorder = createRun(scratchFolder(), manifest(), columns, { state: stateAt(0) });
    expect(() => recorder.results({ [name]: bytes('x') })).toThrow(TypeError);
    recorder.close('finished');
  });
});
