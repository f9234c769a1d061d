import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { lock } from '../../src/trace/lock.js';
import { scratchFolder } from './folders.js';

const held = (folder: string, holder: unknown) =>
  writeFileSync(join(folder, 'run.lock'), typeof holder === 'string' ? holder : JSON.stringify(holder));

describe('the lock of a run', () => {
  it('is one file while it is held and nothing afterwards', () => {
    const folder = scratchFolder();
    const release = lock(folder);
    expect(readdirSync(folder)).toEqual(['run.lock']);
    expect(JSON.parse(readFileSync(join(folder, 'run.lock'), 'utf8'))).toMatchObject({
      pid: process.pid,
      host: hostname(),
    });
    release();
    expect(readdirSync(folder)).toEqual([]);
    lock(folder)();
  });

  it('is refused to a second writer, with the process that has it', () => {
    const folder = scratchFolder();
    const release = lock(folder);
    expect(() => lock(folder)).toThrow(new InputError(`${folder}: in use by process ${process.pid}`));
    expect(readdirSync(folder)).toEqual(['run.lock']);
    release();
  });

  it('of a process that was killed is taken over', async () => {
    const folder = scratchFolder();
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    held(folder, { pid: child.pid, host: hostname(), began: '' });
    expect(() => lock(folder)).toThrow(`${folder}: in use by process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    lock(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('of an earlier process with the same id is taken over', () => {
    const folder = scratchFolder();
    held(folder, { pid: process.pid, host: hostname(), began: '1' });
    lock(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of another host is never taken over', () => {
    const folder = scratchFolder();
    held(folder, { pid: 1, host: 'elsewhere', began: '' });
    expect(() => lock(folder)).toThrow(`${folder}: in use by process 1 on "elsewhere"; remove run.lock if it is gone`);
  });

  it.each(['', 'x', '{}', '{"pid":-1,"host":"h"}', '{"pid":"1","host":"h"}', 'null'])(
    'with the content %j is left alone',
    (content) => {
      const folder = scratchFolder();
      held(folder, content);
      expect(() => lock(folder)).toThrow(
        `${join(folder, 'run.lock')}: not a lock of this program; remove it if nothing writes there`,
      );
      expect(readFileSync(join(folder, 'run.lock'), 'utf8')).toBe(content);
    },
  );

  it('that another writer has put in its place is not given back', () => {
    const folder = scratchFolder();
    const release = lock(folder);
    held(folder, { pid: 1, host: 'elsewhere', began: '' });
    release();
    expect(readdirSync(folder)).toEqual(['run.lock']);
  });

  it('cannot be had where there is no folder', () => {
    const folder = join(scratchFolder(), 'absent');
    expect(() => lock(folder)).toThrow(new InputError(`${join(folder, 'run.lock')}: cannot write: not found`));
  });
});
