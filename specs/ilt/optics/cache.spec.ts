import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { computeKernels, folderCache, type Optics } from '../../../src/ilt/optics/index.js';
import { belongsTo } from '../../support/allure.js';
import { scratch } from '../../support/toy-runs.js';

belongsTo('ilt', 'optics', 'computed kernels');

const source = { shape: 'annular', inner: 0.5, outer: 0.8, opening: 40, axis: 0, points: 5 } as const;
const OPTICS: Optics = { wavelength: 193, na: 1.35, index: 1.44, defocus: 40, field: 200, count: 3, source };

describe('a folder of kernels', () => {
  it('gives back to the bit what was computed, without computing it again', () => {
    const folder = scratch();
    const cache = folderCache(folder);
    const first = computeKernels(OPTICS, cache);
    const write = vi.fn();
    expect(computeKernels(OPTICS, { ...cache, write })).toEqual(first);
    expect(write).not.toHaveBeenCalled();
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it.each([
    ['the wavelength', { wavelength: 194 }],
    ['the aperture', { na: 1.3 }],
    ['the field', { field: 210 }],
    ['the number of kernels', { count: 4 }],
    ['the shape of the source', { source: { ...source, shape: 'circular' } }],
    ['the size of the source', { source: { ...source, outer: 0.81 } }],
  ] as [string, Partial<Optics>][])('keeps kernels of another %s apart', (_, changed) => {
    const folder = scratch();
    computeKernels(OPTICS, folderCache(folder));
    computeKernels({ ...OPTICS, ...changed }, folderCache(folder));
    expect(readdirSync(folder)).toHaveLength(4);
  });

  it('has the kernels in focus once, whatever the defocus, and no hole where none counts', () => {
    const folder = scratch();
    const circular = { ...source, shape: 'circular' } as const;
    computeKernels({ ...OPTICS, source: circular }, folderCache(folder));
    computeKernels({ ...OPTICS, source: { ...circular, inner: 0.1, opening: 90 }, defocus: 50 }, folderCache(folder));
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it.each([
    ['torn', (bytes: Buffer) => bytes.subarray(0, bytes.length - 8)],
    ['not an array', () => Buffer.from('x')],
    ['not of numbers', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -8), Buffer.alloc(8, 0xff)])],
  ])('computes again what is %s', (_, damage) => {
    const folder = scratch();
    const expected = computeKernels(OPTICS, folderCache(folder));
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), damage(readFileSync(join(folder, name))));
    expect(computeKernels(OPTICS, folderCache(folder))).toEqual(expected);
  });

  it('that cannot be written is done without', () => {
    const file = join(scratch(), 'file');
    writeFileSync(file, '');
    expect(computeKernels(OPTICS, folderCache(file)).focus.count).toBe(3);
  });
});
