import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { configAt, encodeManifest, parseManifest } from '../../src/trace/manifest.js';
import { manifest } from './folders.js';

const encode = (content: unknown) =>
  new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));
const parse = (content: unknown) => parseManifest(encode(content), 'a/run.json');
const input = { file: 'inputs/photo.png', sha256: 'a'.repeat(64), bytes: 5, source: '/home/me/photo.png' };

describe('run.json', () => {
  it('reads back as it was written, keys of other programs included', () => {
    const full = {
      ...manifest({
        config: { seed: 42, image: 'photo.png', fast: true, terms: ['l1', 'ssim'] },
        last: 10,
        reason: 'patience',
      }),
      parent: { run: '../a', iteration: 5, changed: { rate: 0.5 } },
      inputs: { image: input },
      host: { platform: 'linux', arch: 'x64', cpus: 2, cpu: 'a processor' },
      segments: [{ from: 4, config: { rate: 0.1 } }],
      machine: { racks: [1, 2] },
    };
    expect(parseManifest(encodeManifest(full), 'run.json')).toEqual(full);
  });

  it('needs three keys and has defaults for the others', () => {
    expect(parse({ format: 'plumbline-run', version: 1, subject: 'mine' })).toEqual({
      format: 'plumbline-run',
      version: 1,
      subject: 'mine',
      engine: 'unknown',
      config: {},
      iterations: 0,
      checkpointEvery: 0,
      scalarsEvery: 0,
      start: 0,
      inputs: {},
      status: 'finished',
      versions: {},
      segments: [],
    });
  });

  it.each([
    ['a future version', { version: 2, format: 7 }, 'version is 2, written by a newer program (this one reads 1)'],
    ['no version', { version: undefined }, 'version: Invalid input: expected 1'],
    ['another format', { format: 'x' }, 'format: Invalid input: expected "plumbline-run"'],
    ['no subject', { subject: undefined }, 'subject: Invalid input: expected string, received undefined'],
    ['a fractional iteration', { iterations: 1.5 }, 'iterations: Invalid input: expected int, received number'],
    ['an unknown status', { status: 'done' }, 'status: Invalid option'],
    ['a setting that is an object', { config: { rate: {} } }, 'config.rate: Invalid input'],
    [
      'an input that leaves the folder',
      { inputs: { image: { ...input, file: '../x' } } },
      'inputs.image.file: a path inside the run folder expected',
    ],
    [
      'an input with an odd checksum',
      { inputs: { image: { ...input, sha256: 'x' } } },
      'inputs.image.sha256: 64 hex digits expected',
    ],
    ['a segment without a start', { segments: [{ config: {} }] }, 'segments.0.from: Invalid input'],
  ])('%s is refused with its field', (_case, changes, message) => {
    const read = () => parse({ ...manifest(), ...changes });
    expect(read).toThrow(InputError);
    expect(read).toThrow(`a/run.json: ${message}`);
  });

  it.each([
    ['{', 'not valid JSON'],
    ['{"format":1,"format":2}', 'key "format" is given twice'],
    ['{"__proto__":{}}', 'key "__proto__" is not allowed'],
    ['null', 'Invalid input: expected object, received null'],
    [' '.repeat(1_000_001), '1000001 bytes, at most 1000000 expected'],
  ])('%.30j is refused', (text, message) => {
    expect(() => parse(text)).toThrow(new InputError(`a/run.json: ${message}`));
  });

  it.each(['../x', 'a/../../x', '/etc/passwd', 'C:\\x', 'a\\b', 'a//b', './a', 'a/', '.', '..', '', 'a\0b'])(
    'a file "%s" is not inside the folder',
    (file) => {
      expect(() => parse({ ...manifest(), inputs: { image: { ...input, file } } })).toThrow(
        'a path inside the run folder expected',
      );
    },
  );

  it('that could not be read back is not written', () => {
    expect(() => encodeManifest(manifest({ config: { rate: Number.NaN } }))).toThrow();
  });

  it('tells the settings at an iteration', () => {
    const changed = manifest({
      config: { rate: 1, seed: 42 },
      segments: [
        { from: 5, config: { rate: 2 } },
        { from: 9, config: { rate: 3 } },
      ],
    });
    expect([0, 4, 5, 8, 9].map((iteration) => configAt(changed, iteration).rate)).toEqual([1, 1, 2, 2, 3]);
    expect(configAt(changed, 9)).toEqual({ rate: 3, seed: 42 });
  });
});
