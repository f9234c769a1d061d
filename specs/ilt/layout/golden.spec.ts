import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { boundingBox, parseGlp, rasterize } from '../../../src/ilt/layout/index.js';
import { belongsTo } from '../../support/allure.js';
import { goldenPath } from '../../support/ilt.js';
import { scratch } from '../../support/toy-runs.js';

belongsTo('ilt', 'layouts', 'our own');

const folder = goldenPath('layouts');
const names = readdirSync(folder).filter((name) => name.endsWith('.glp'));

describe('our own layouts', () => {
  it('are made again byte for byte by their script', () => {
    const made = scratch();
    const script = fileURLToPath(new URL('../../../scripts/make-layouts.mjs', import.meta.url));
    execFileSync(process.execPath, [script, made]);
    expect(readdirSync(made)).toEqual(names);
    for (const name of names) expect(readFileSync(join(made, name))).toEqual(readFileSync(join(folder, name)));
  });

  it.each(names)('%s lies in the middle of its field and covers a sensible share of it', (name) => {
    const field = Number(name.split('-')[1]);
    const layout = parseGlp(readFileSync(join(folder, name), 'utf8'), name);
    const { left, top, right, bottom } = boundingBox(layout);
    expect(Math.abs(left + right - field)).toBeLessThanOrEqual(1);
    expect(Math.abs(top + bottom - field)).toBeLessThanOrEqual(1);
    const box = (right - left) * (bottom - top);
    const covered = rasterize(layout, field, 'half-open').reduce((sum, value) => sum + value, 0);
    expect(covered / box).toBeGreaterThan(0.1);
    expect(covered / box).toBeLessThan(0.6);
  });
});
