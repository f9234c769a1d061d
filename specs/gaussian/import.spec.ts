import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { importCheckpoint } from '../../src/gaussian/index.js';
import type { Tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';

belongsTo('gaussian', 'resume', 'import');

const bytes = readFileSync(new URL('../../golden/gaussian/checkpoints/checkpoint_001500.json', import.meta.url));
const encode = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

interface Moments {
  readonly position: readonly number[];
  readonly scale: readonly number[];
  readonly color: readonly number[];
}

/** The smallest checkpoint, with every key that the reference program is known to write. */
const flat = {
  iteration: 7,
  learning_rate: 0.001,
  gaussians: [{ position: [0.25, 0.5], scale: [0.1, 0.2], rotation: 0, color: [0, 0.5, 1], opacity: 1 }],
  m_position: [[1, 2]],
  m_scale: [[3, 4]],
  m_color: [[5, 6, 7]],
  v_position: [[0.1, 0.2]],
  v_scale: [[0.3, 0.4]],
  v_color: [[0.5, 0.6, 0.7]],
};

describe('a checkpoint', () => {
  it('with nested moments gives the same state as one with the keys of the reference program', () => {
    const { m, v, lr, adam_t, ...rest } = JSON.parse(bytes.toString()) as Record<string, unknown> & {
      m: Moments[];
      v: Moments[];
    };
    const renamed = {
      ...rest,
      learning_rate: lr,
      m_position: m.map(({ position }) => position),
      m_scale: m.map(({ scale }) => scale),
      m_color: m.map(({ color }) => color),
      v_position: v.map(({ position }) => position),
      v_scale: v.map(({ scale }) => scale),
      v_color: v.map(({ color }) => color),
    };
    expect(adam_t).toBe(1500);
    expect(importCheckpoint(encode(renamed), 'b')).toEqual(importCheckpoint(bytes, 'a'));
  });

  it('gives tensors [N, width] in single precision, the count of updates, and the settings that it tells', () => {
    const { state, settings } = importCheckpoint(encode(flat), 'a');
    expect(state.iteration).toBe(7);
    expect(state.values.t).toBe(7);
    expect(settings).toEqual({ gaussians: 1, lr: 0.001 });
    expect(state.values.scale).toEqual({ shape: [1, 2], data: Float32Array.of(0.1, 0.2) });
    expect((state.values['m.color'] as Tensor).data).toEqual(Float32Array.of(5, 6, 7));
    expect((state.values['v.position'] as Tensor).data).toEqual(Float32Array.of(0.1, 0.2));
  });

  it('may lack moments and a rate', () => {
    const { iteration, gaussians } = flat;
    const { state, settings } = importCheckpoint(encode({ iteration, gaussians }), 'a');
    expect(Object.keys(state.values).sort()).toEqual(['color', 'position', 'scale', 't']);
    expect(settings).toEqual({ gaussians: 1 });
  });

  it("counts Adam's updates on its own where it says so", () => {
    expect(importCheckpoint(encode({ ...flat, adam_t: 3 }), 'a').state.values.t).toBe(3);
  });
});

describe('a checkpoint that cannot be used', () => {
  const [one] = flat.gaussians;
  const { iteration: _, ...timeless } = flat;
  it.each<[string, unknown, RegExp]>([
    ['is no JSON', '{', /^a: expected a checkpoint in JSON$/],
    ['is empty', '', /^a: expected a checkpoint in JSON$/],
    ['is another thing', '[]', /^a: checkpoint: .*expected object/],
    ['has no iteration', timeless, /^a: iteration: /],
    ['has half an iteration', { ...flat, iteration: 0.5 }, /^a: iteration: /],
    ['has a negative iteration', { ...flat, iteration: -1 }, /^a: iteration: /],
    ['has a text for a rate', { ...flat, lr: 'fast' }, /^a: lr: /],
    ['has no Gaussian', { ...flat, gaussians: [] }, /^a: gaussians: /],
    [
      'has a Gaussian without a scale',
      { ...flat, gaussians: [{ ...one, scale: undefined }] },
      /^a: gaussians\.0\.scale: /,
    ],
    [
      'has a position in space',
      { ...flat, gaussians: [{ ...one, position: [0, 0, 0] }] },
      /^a: gaussians\.0\.position/,
    ],
    [
      'has a color that is null',
      { ...flat, gaussians: [{ ...one, color: [0, null, 1] }] },
      /^a: gaussians\.0\.color\.1: /,
    ],
    ['has turned Gaussians', { ...flat, gaussians: [{ ...one, rotation: 0.1 }] }, /^a: gaussians\.0\.rotation: /],
    ['has faint Gaussians', { ...flat, gaussians: [{ ...one, opacity: 0.5 }] }, /^a: gaussians\.0\.opacity: /],
    ['has a moment too few', { ...flat, v_scale: [] }, /^a: v\.scale has 0 entries; expected 1, one a Gaussian$/],
    [
      'has a moment too many',
      {
        ...flat,
        m_color: [
          [0, 0, 0],
          [0, 0, 0],
        ],
      },
      /^a: m\.color has 2 entries; expected 1/,
    ],
    ['has moments of another shape', { ...flat, m_scale: [[1]] }, /^a: m_scale\.0/],
    ['has nested moments without a color', { ...flat, m: [{ position: [0, 0], scale: [0, 0] }] }, /^a: m\.0\.color: /],
    [
      'has numbers beyond single precision',
      { ...flat, gaussians: [{ ...one, scale: [1e300, 1] }] },
      /^a: scale holds a number beyond single precision$/,
    ],
    [
      'has numbers beyond double precision',
      JSON.stringify(flat).replace('0.25', '1e999'),
      /^a: gaussians\.0\.position\.0: /,
    ],
  ])('is refused in one line that names the field: it %s', (_, content, message) => {
    const act = () => importCheckpoint(encode(content), 'a');
    expect(act).toThrow(InputError);
    expect(act).toThrow(message);
  });

  it('is refused before it is read when it is too large', () => {
    const huge = { length: 2 ** 28 + 1 } as Uint8Array;
    expect(() => importCheckpoint(huge, 'a')).toThrow(new InputError('a: 268435457 bytes; expected at most 268435456'));
  });

  it('is refused when it is not UTF-8', () => {
    expect(() => importCheckpoint(Uint8Array.of(0x7b, 0xff, 0x7d), 'a')).toThrow('a: expected a checkpoint in JSON');
  });
});
