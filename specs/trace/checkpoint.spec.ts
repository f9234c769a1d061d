import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { decodeStages, decodeState, encodeStages, encodeState } from '../../src/trace/checkpoint.js';
import { encode } from '../../src/trace/safetensors.js';

const reserved = ['format', 'version', 'subject', 'iteration', 'crc32', 'header_crc32'];
const name = fc
  .string({ minLength: 1, unit: 'binary' })
  .filter((text) => !['__proto__', '__metadata__', ...reserved].includes(text));
const value = fc.oneof(
  fc.double(),
  fc.float64Array({ minLength: 1 }).map((data) => ({ shape: [data.length], data: Float64Array.from(data) })),
);
const values = fc.dictionary(name, value);
const head = { format: 'plumbline-state', version: '1', subject: 'ilt', iteration: '7' };
const file = (changes: Record<string, string>, tensors = {}) => encode(tensors, { ...head, ...changes });
const without = (key: string) => encode({}, Object.fromEntries(Object.entries(head).filter(([name]) => name !== key)));

describe('a checkpoint', () => {
  it('gives back its state, numbers bit for bit', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), values, (iteration, content) => {
        const { subject, state } = decodeState(encodeState('ilt', { iteration, values: content }), 'a file', 'ilt');
        expect(subject).toBe('ilt');
        // toEqual tells 0 from -0 and takes NaN for equal to itself
        expect(state).toEqual({ iteration, values: { ...content } });
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  it.each([
    ['a file without our format', without('format'), 'metadata format is absent, "plumbline-state" expected'],
    ['a file of another format', file({ format: 'pt' }), 'metadata format is "pt", "plumbline-state" expected'],
    [
      'a file of stages',
      file({ format: 'plumbline-stages' }),
      'metadata format is "plumbline-stages", "plumbline-state" expected',
    ],
    [
      'a future version',
      file({ version: '2' }),
      'metadata version is "2", written by a newer program (this one reads 1)',
    ],
    ['an odd version', file({ version: 'one' }), 'metadata version is "one", "1" expected'],
    ['another subject', file({ subject: 'clnf' }), 'metadata subject is "clnf", "ilt" expected'],
    ['no subject', without('subject'), 'metadata subject is absent, "ilt" expected'],
    [
      'an iteration below zero',
      file({ iteration: '-1' }),
      'metadata iteration is "-1", a non-negative integer expected',
    ],
    ['a number that is none', file({ rate: 'fast' }), 'metadata "rate" is "fast", a number expected'],
    [
      'a name used twice',
      file({ x: '1' }, { x: { shape: [0], data: new Uint8Array(0) } }),
      '"x" is both a tensor and a number',
    ],
  ])('%s is refused in one line', (_case, bytes, message) => {
    const read = () => decodeState(bytes, '000007.safetensors', 'ilt');
    expect(read).toThrow(InputError);
    expect(read).toThrow(new InputError(`000007.safetensors: ${message}`));
  });

  it('any subject is taken where none is asked for', () => {
    expect(decodeState(file({}), 'a file')).toEqual({ subject: 'ilt', state: { iteration: 7, values: {} } });
  });

  it.each([...reserved, '__proto__'])('a number cannot be called %s', (key) => {
    const values = Object.fromEntries([[key, 1]]);
    expect(() => encodeState('ilt', { iteration: 0, values })).toThrow(TypeError);
  });
});

describe('a file of stages', () => {
  const stage = name.filter((text) => !text.includes('/'));

  it('gives back the outputs by stage', () => {
    const stages = fc.dictionary(stage, fc.dictionary(name, value, { minKeys: 1 }));
    fc.assert(
      fc.property(fc.nat(), stages, (iteration, content) => {
        const read = decodeStages(encodeStages('ilt', iteration, content), 'a file', 'ilt');
        const plain = Object.fromEntries(Object.entries(content).map(([key, outputs]) => [key, { ...outputs }]));
        expect(read).toEqual({ subject: 'ilt', iteration, stages: plain });
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  it('may hold metadata of its writer', () => {
    const bytes = encode({}, { ...head, format: 'plumbline-stages', writer: 'me', 'blur/sigma': '2' });
    expect(decodeStages(bytes, 'a file').stages).toEqual({ blur: { sigma: 2 } });
  });

  it.each(['x', '/x', '__proto__/x', 'x/__proto__'])('with a tensor called %s is refused', (key) => {
    const bytes = encode({ [key]: { shape: [0], data: new Uint8Array(0) } }, { ...head, format: 'plumbline-stages' });
    expect(() => decodeStages(bytes, 'a file')).toThrow(`a file: tensor "${key}": a name "stage/tensor" expected`);
  });

  it.each(['', 'a/b'])('cannot hold a stage called "%s"', (key) => {
    expect(() => encodeStages('ilt', 1, { [key]: { x: 1 } })).toThrow(TypeError);
  });
});
