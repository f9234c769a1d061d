import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attachCommand, attachCurve, belongsTo } from '../support/allure.js';
import { type BatchResult, runBatch } from './batch.js';

belongsTo('harness', 'cli', 'diagnose');

const golden = (name: string) => fileURLToPath(new URL(`../../golden/gaussian/${name}`, import.meta.url));
const FAITHFUL = golden('baseline_n50_seed42.csv');
const REPAIRED = golden('experiments/r9_sum_from0.csv');

let cwd: string;
let found: BatchResult[];
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'plumbline-diagnose-'));
  writeFileSync(join(cwd, 'other.csv'), 'iteration,error,cost_of_it\n1,2,3\n');
  found = await runBatch(
    [
      ['diagnose', FAITHFUL, '--json', '--out', 'one'],
      ['diagnose', FAITHFUL, REPAIRED, '--json'],
      ['diagnose', FAITHFUL],
      ['diagnose', FAITHFUL, FAITHFUL, '--out', 'both'],
      ['diagnose', 'other.csv'],
      ['diagnose', 'gone.csv', '--json'],
      ['diagnose'],
      [
        'run',
        'gaussian',
        '--set',
        'gaussians=3',
        '--set',
        'size=32',
        '--iterations',
        '30',
        '--out',
        'run',
        '--no-pictures',
      ],
      ['diagnose', 'run', '--json', '--columns', 'psnr, uncovered'],
    ],
    cwd,
  );
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('plumbline diagnose', () => {
  it('gives one JSON document with the verdict, the best iteration, the onset, causes and doubtful columns', () => {
    const [{ code, stdout, stderr }] = found;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      path: FAITHFUL,
      verdict: 'diverged',
      best: 1509,
      censored: ['min_scale'],
      vacuous: [],
    });
    expect(document.onset).toEqual({ lo: expect.any(Number), hi: expect.any(Number), confidence: 0.95 });
    expect(document.causes).toEqual([{ cause: 'not the optimizer', because: expect.stringContaining('uncovered') }]);
    attachCommand(`plumbline diagnose ${FAITHFUL} --json`);
  });

  it('writes the document and its picture, as SVG and PNG, and nothing else', () => {
    expect(readdirSync(join(cwd, 'one')).sort()).toEqual(['diagnosis.json', 'diagnosis.png', 'diagnosis.svg']);
    const svg = readFileSync(join(cwd, 'one/diagnosis.svg'), 'utf8');
    for (const text of ['diverged', 'best, 1509', 'onset', 'uncovered rises', 'iteration']) expect(svg).toContain(text);
    expect(JSON.parse(readFileSync(join(cwd, 'one/diagnosis.json'), 'utf8'))).toEqual(JSON.parse(found[0].stdout));
    attachCurve('diagnosis', svg);
  });

  it('gives a document a line for several files', () => {
    const documents = found[1].stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(documents.map(({ path, verdict }) => [path, verdict])).toEqual([
      [FAITHFUL, 'diverged'],
      [REPAIRED, 'converged'],
    ]);
  });

  it('tells people in a paragraph and a table, and touches nothing', () => {
    const { code, stdout, touched } = found[2];
    expect({ code, touched }).toEqual({ code: 0, touched: [] });
    expect(stdout).toMatch(
      /^The run diverged: it rose from its best level and did not come back\. loss went from 0\.2452/,
    );
    expect(stdout).toMatch(/^ {2}early warning: uncovered +\d+ to \d+ +rises \d+ iterations or more before loss$/m);
  });

  it('keeps files of the same name apart', () => {
    expect(readdirSync(join(cwd, 'both')).sort()).toEqual(['baseline_n50_seed42', 'baseline_n50_seed42-2']);
  });

  it.each<[string, number, RegExp]>([
    [
      'a file without a loss',
      4,
      /^plumbline: other\.csv: no column loss; name the one to judge by with --loss; there are iteration, error, cost_of_it\n$/,
    ],
    ['a file that is not there', 5, /^plumbline: gone\.csv: not found\n$/],
    ['no file', 6, /^plumbline: missing required argument 'path'\n$/],
  ])('ends with 2 and one line for %s', (_, index, message) => {
    expect(found[index]).toMatchObject({ code: 2, stdout: '' });
    expect(found[index].stderr).toMatch(message);
  });

  it('reads a run folder, and of it only the columns that are named', () => {
    expect(found[7].code).toBe(0);
    expect(JSON.parse(found[8].stdout)).toMatchObject({ path: 'run', rows: { count: 30, from: 1, to: 30 }, notes: [] });
  });
});
