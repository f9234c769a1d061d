import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWriter } from '../../src/trace/writer.js';
import { scratchFolder } from './folders.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (path: string) => readFileSync(path, 'utf8');

describe('the background writer', () => {
  it('has done everything, in order, when drain returns', () => {
    const folder = scratchFolder();
    const writer = openWriter();
    const [log, file, sub] = [join(folder, 'log'), join(folder, 'sub/file'), join(folder, 'sub')];
    writer.write([
      { kind: 'append', path: log, bytes: bytes('one ') },
      { kind: 'folder', path: sub },
      { kind: 'replace', path: file, bytes: bytes('old') },
      { kind: 'replace', path: file, bytes: bytes('new') },
    ]);
    writer.write([{ kind: 'append', path: log, bytes: bytes('two') }]);
    writer.drain();
    expect([text(log), text(file), readdirSync(sub)]).toEqual(['one two', 'new', ['file']]);
    writer.write([
      { kind: 'remove', path: file },
      { kind: 'remove', path: file },
      { kind: 'folder', path: sub },
    ]);
    writer.drain();
    expect(readdirSync(sub)).toEqual([]);
  });

  it('takes the bytes as they are at the call, and only those of a part of a buffer', () => {
    const folder = scratchFolder();
    const writer = openWriter();
    const buffer = bytes('hello world');
    writer.write([{ kind: 'replace', path: join(folder, 'a'), bytes: buffer.subarray(6) }]);
    writer.write([{ kind: 'replace', path: join(folder, 'b'), bytes: buffer }]);
    buffer.fill(0);
    writer.drain();
    expect([text(join(folder, 'a')), text(join(folder, 'b'))]).toEqual(['world', 'hello world']);
  });

  it('holds back a caller who is faster than the disk', () => {
    const folder = scratchFolder();
    const writer = openWriter();
    const large = new Uint8Array(40 * 1024 * 1024);
    for (let n = 0; n < 3; n++) writer.write([{ kind: 'replace', path: join(folder, `${n}`), bytes: large }]);
    // the third may be outstanding only when the first is done
    expect(existsSync(join(folder, '0'))).toBe(true);
    writer.drain();
    expect(readdirSync(folder)).toEqual(['0', '1', '2']);
  });

  it('says at the next call which file could not be written, and writes nothing after it', () => {
    const folder = scratchFolder();
    const writer = openWriter();
    const [gone, file] = [join(folder, 'gone/file'), join(folder, 'file')];
    writer.write([
      { kind: 'append', path: file, bytes: bytes('before') },
      { kind: 'replace', path: gone, bytes: bytes('x') },
      { kind: 'append', path: file, bytes: bytes('after') },
    ]);
    expect(() => writer.drain()).toThrow(`${gone}: cannot write: ENOENT`);
    expect(() => writer.write([{ kind: 'append', path: file, bytes: bytes('after') }])).toThrow(
      `${gone}: cannot write`,
    );
    expect(text(file)).toBe('before');
    const other = openWriter();
    other.write([{ kind: 'append', path: file, bytes: bytes(' and another writer') }]);
    other.drain();
    expect(text(file)).toBe('before and another writer');
  });

  it('leaves no temporary file after a failure', () => {
    const folder = scratchFolder();
    const writer = openWriter();
    mkdirSync(join(folder, 'taken/by a folder'), { recursive: true });
    writer.write([
      { kind: 'replace', path: join(folder, 'taken'), bytes: bytes('x') },
      { kind: 'replace', path: join(folder, 'later'), bytes: bytes('x') },
    ]);
    expect(() => writer.drain()).toThrow(`${join(folder, 'taken')}: cannot write`);
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  it.skipIf(process.platform === 'win32')('does not write through a symbolic link', () => {
    const folder = scratchFolder();
    const [link, victim] = [join(folder, 'link'), join(folder, 'victim')];
    writeFileSync(victim, 'mine');
    symlinkSync(victim, link);
    const appending = openWriter();
    appending.write([{ kind: 'append', path: link, bytes: bytes('x') }]);
    expect(() => appending.drain()).toThrow(`${link}: cannot write: ELOOP`);
    const replacing = openWriter();
    replacing.write([{ kind: 'replace', path: link, bytes: bytes('x') }]);
    replacing.drain();
    expect([text(victim), text(link)]).toEqual(['mine', 'x']);
    rmSync(link);
  });

  it('does not keep its process alive', () => {
    const file = join(scratchFolder(), 'file');
    const compiled = JSON.stringify(new URL('../../dist/trace/writer.js', import.meta.url).href);
    const script = `
      import { openWriter } from ${compiled};
      const writer = openWriter();
      writer.write([{ kind: 'replace', path: ${JSON.stringify(file)}, bytes: new Uint8Array(3) }]);
      writer.drain();`;
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 });
    expect(readFileSync(file)).toHaveLength(3);
  });
});
