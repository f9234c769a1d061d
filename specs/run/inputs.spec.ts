import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { gaussian } from '../../src/gaussian/index.js';
import { readRegularFile, resume, startRun } from '../../src/run/index.js';
import { openRun } from '../../src/trace/index.js';
import { belongsTo } from '../support/allure.js';
import { makePng } from '../support/png-fixtures.js';
import { digests, results, scratch } from '../support/toy-runs.js';

belongsTo('harness', 'run', 'input files');

const picture = (shade: number) =>
  makePng({
    width: 12,
    height: 12,
    depth: 8,
    colorType: 0,
    samples: Array.from({ length: 144 }, (_, i) => (i * shade) % 256),
  });

let folder: string;
let image: string;
beforeEach(() => {
  folder = scratch();
  image = join(folder, 'image.png');
  writeFileSync(image, picture(3));
});
const start = (name: string, iterations: number, path = image) =>
  startRun(gaussian, { gaussians: 4, image: path }, join(folder, name), { iterations, checkpointEvery: 5 });
const point = (name: string) => ({ folder: join(folder, name) });

describe('an input file', () => {
  it('is copied into the run, which goes on from the copy whatever becomes of the file', async () => {
    await start('whole', 20);
    for (const [name, change] of [
      ['deleted', () => rmSync(image)],
      ['replaced', () => writeFileSync(image, picture(7))],
    ] as const) {
      writeFileSync(image, picture(3));
      await start(name, 10);
      change();
      await resume(gaussian, point(name), {}, undefined, { iterations: 20 });
      expect(results(point(name).folder)).toEqual(results(point('whole').folder));
    }
  });

  it('is copied on into a fork, which needs neither the file nor its parent', async () => {
    await start('whole', 20);
    await start('parent', 10);
    rmSync(image);
    const fork = point('fork');
    await resume(gaussian, point('parent'), {}, fork.folder, { iterations: 15 });
    rmSync(point('parent').folder, { recursive: true });
    expect(openRun(fork.folder).input('image')).toEqual(new Uint8Array(picture(3)));
    await resume(gaussian, fork, {}, undefined, { iterations: 20 });
    const final = 'checkpoints/000020.safetensors';
    expect(digests(fork.folder)[final]).toBe(digests(point('whole').folder)[final]);
  });

  it('may be another in a fork, but not in place', async () => {
    await start('parent', 10);
    const other = join(folder, 'other.png');
    writeFileSync(other, picture(7));
    const before = digests(folder);
    await expect(resume(gaussian, point('parent'), { image: other }, undefined, { iterations: 20 })).rejects.toThrow(
      `${point('parent').folder}: setting image names another file; expected --out`,
    );
    expect(digests(folder)).toEqual(before);
    const fork = point('fork');
    await resume(gaussian, point('parent'), { image: other }, fork.folder, { iterations: 20 });
    expect(openRun(fork.folder).input('image')).toEqual(new Uint8Array(picture(7)));
  });

  it('may have a name as long as names can be', async () => {
    const path = join(folder, `${'n'.repeat(251)}.png`);
    writeFileSync(path, picture(3));
    await start('run', 5, path);
    rmSync(path);
    expect((await resume(gaussian, point('run'), {}, undefined, { iterations: 10 })).outcome.status).toBe('finished');
  });

  it('whose copy was changed is refused', async () => {
    await start('run', 10);
    const copy = join(folder, 'run', openRun(point('run').folder).manifest.inputs.image.file);
    const bytes = readFileSync(copy);
    bytes[bytes.length - 20] ^= 1;
    writeFileSync(copy, bytes);
    await expect(resume(gaussian, point('run'), {}, undefined, { iterations: 20 })).rejects.toThrow(
      `${copy}: SHA-256 is`,
    );
  });
});

describe('a file that cannot be read', () => {
  it.each<[string, (path: string) => void, RegExp]>([
    ['is absent', () => {}, /: cannot be read \(ENOENT\)$/],
    ['is a folder', (path) => mkdirSync(path), /: expected a file$/],
    // which nobody writes to: an ordinary open would wait for ever
    ['is a pipe', (path) => execFileSync('mkfifo', [path]), /: expected a file$/],
    [
      'is larger than 256 MiB',
      (path) => {
        writeFileSync(path, '');
        // a hole, which takes no room on the disk
        truncateSync(path, 256 * 1024 * 1024 + 1);
      },
      /: 268435457 bytes; expected at most 268435456$/,
    ],
  ])('is refused by name: it %s', (_, make, message) => {
    const path = join(folder, 'input');
    make(path);
    expect(() => readRegularFile(path)).toThrow(message);
    expect(() => readRegularFile(path)).toThrow(path);
  });
});
