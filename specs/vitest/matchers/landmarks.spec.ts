import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import '../../../src/vitest/matchers/install.js';
import { belongsTo } from '../../support/allure.js';
import { goldenPath } from '../../support/clnf.js';
import { scratch } from '../../support/toy-runs.js';

belongsTo('harness', 'matchers', 'toMatchLandmarks');

const golden = goldenPath('cases/r1_frontal/result.csv');

/** The golden landmarks with one of them moved. */
function moved(by: number): string {
  const [header, row] = readFileSync(golden, 'utf8').trim().split(/\r?\n/);
  const place = header.split(',').findIndex((name) => name.trim() === 'x_30');
  const cells = row.split(',');
  cells[place] = `${Number(cells[place]) + by}`;
  const file = join(scratch(), 'moved.csv');
  writeFileSync(file, `${header}\n${cells.join(',')}\n`);
  return file;
}

describe('toMatchLandmarks', () => {
  it('passes for the same landmarks, and says under .not what they have in common', () => {
    expect(golden).toMatchLandmarks(golden);
    expect(() => expect(golden).not.toMatchLandmarks(golden)).toThrow(
      /^the same, number for number; 1 face of 68 landmarks/,
    );
  });

  it('fails for one that is moved, with what would have passed', () => {
    expect(() => expect(moved(0.25)).toMatchLandmarks(golden)).toThrow(/^different[\s\S]*would have passed/);
    expect(moved(0.25)).toMatchLandmarks(golden, { absolute: 0.26 });
    expect(moved(0.25)).not.toMatchLandmarks(golden, { absolute: 0.24 });
  });

  it('refuses files without landmarks, and what is no file', () => {
    const file = join(scratch(), 'other.csv');
    writeFileSync(file, 'a,b\n1,2\n');
    expect(() => expect(file).not.toMatchLandmarks(golden)).toThrow(/other\.csv/);
    expect(() => expect(3).not.toMatchLandmarks(golden)).toThrow(
      /expected the path of a CSV file, or faces; number given/,
    );
    expect(() => expect([]).not.toMatchLandmarks([])).toThrow();
  });
});
