import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { type Example, installExample } from '../support/packed.js';

belongsTo('harness', 'packaging', 'a solver of one’s own');

describe('the example around Rosenbrock’s valley, from the packed tarball', () => {
  let example: Example;
  beforeAll(() => {
    example = installExample('rosenbrock');
  });
  afterAll(() => example?.remove());

  it('passes its own type check against the types that are shipped', () => {
    expect(() => example.run('npm', 'run', 'check')).not.toThrow();
  });

  it('verifies, resumes and bisects in its specs, and reports', () => {
    const output = example.run('npx', 'plumbline', 'verify');
    expect(output).toMatch(/✓ specs .* 4 passed, 0 failed/);
    expect(output).toMatch(/✓ rosenbrock: loss after 2000 iterations/);
    expect(output.trim().split('\n').at(-1)).toBe('verified');
    expect(existsSync(join(example.folder, 'reports/allure/index.html'))).toBe(true);
  });

  it('fails when a golden row is moved, and mends that row alone under -u', () => {
    const file = join(example.folder, 'golden/rosenbrock.csv');
    const text = readFileSync(file, 'utf8');
    const moved = text.replace(/^1000,.*$/m, '1000,0.5');
    expect(moved).not.toBe(text);
    writeFileSync(file, moved);
    expect(() => example.run('npx', 'vitest', 'run')).toThrow();
    example.run('npx', 'vitest', 'run', '-u');
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(JSON.parse(readFileSync(`${file}.origin.json`, 'utf8')).at(-1)).toMatchObject({
      test: 'comes down the valley',
      rows: [1000],
    });
  });
});
