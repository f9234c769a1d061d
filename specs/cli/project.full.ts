import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { runCli } from '../support/cli.js';

belongsTo('harness', 'gate', 'a project of its own');

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FINDING = 'specs/findings/my-curve.finding.ts';

/** A project with nothing but a package.json, and Plumbline and Vitest to be found from it. */
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-project-'));
  for (const name of ['node_modules', 'specs']) mkdirSync(join(folder, name));
  symlinkSync(ROOT, join(folder, 'node_modules/plumbline'));
  for (const name of ['vitest', 'allure', 'allure-vitest']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `import { allureReporters } from 'plumbline/reporters';
export default { test: { include: ['specs/**/*.{spec,finding}.ts'], reporters: ['default', ...allureReporters()] } };
`,
  );
  return folder;
}

describe('a project of its own', () => {
  let folder: string;
  const run = (...args: string[]) =>
    runCli(args, { cwd: folder, env: { PLUMBLINE_REPORTS: join(folder, 'reports'), PLUMBLINE_FINDINGS: 'all' } });
  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(folder, file), text.replace(from, to));
  };
  beforeAll(() => {
    folder = project();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has no findings to begin with, which is an error', async () => {
    expect(await run('evidence')).toMatchObject({ code: 2, stderr: expect.stringContaining('no findings') });
  });

  it('is given the skeleton of a finding, once', async () => {
    expect(await run('new', 'finding', 'my-curve')).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, FINDING))).toBe(true);
    expect(await run('new', 'finding', 'my-curve')).toMatchObject({ code: 2 });
    expect(await run('new', 'finding', '../elsewhere')).toMatchObject({ code: 2 });
  });

  it('has its evidence written, page and ledger', async () => {
    const { code, stdout } = await run('evidence', 'my-curve');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('1 refuted') });
    expect(readFileSync(join(folder, 'reports/evidence/my-curve.html'), 'utf8')).toContain('0.150');
    const ledger = JSON.parse(readFileSync(join(folder, 'reports/ledger.json'), 'utf8'));
    expect(JSON.stringify(ledger)).toContain('loss-200');
    expect(await run('evidence', 'another')).toMatchObject({ code: 2, stderr: expect.stringContaining('my-curve') });
  });

  it('is verified in one screen, with the report and the rules', async () => {
    writeFileSync(
      join(folder, 'specs/one.spec.ts'),
      "import { metric } from 'plumbline/vitest';\nimport { it } from 'vitest';\nit('measures', () => metric('answer', 42));\n",
    );
    const rules = { gate: { leastTests: 3, metrics: { answer: { most: 42 } } } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', plumbline: rules }));
    const { code, stdout } = await run('verify');
    expect(stdout).toMatch(/✓ specs .*3 passed, 0 failed/);
    expect(stdout).toMatch(/✓ findings .*1: 0 confirmed, 1 refuted/);
    expect(stdout).toMatch(/✓ answer: 42 \(at most 42\)/);
    expect(stdout.trim().split('\n').length).toBeLessThan(24);
    expect(code).toBe(0);
    expect(existsSync(join(folder, 'reports/allure/index.html'))).toBe(true);
  });

  it('does not pass when a metric leaves its rule', async () => {
    edit('package.json', '"most":42', '"most":41');
    const { code, stdout } = await run('verify', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).gate).toContainEqual(expect.objectContaining({ rule: 'answer', holds: false }));
  });

  it('does not pass when a claim comes out otherwise than on record', async () => {
    edit(FINDING, "recorded: 'refuted'", "recorded: 'confirmed'");
    const { code, stdout } = await run('evidence');
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('not as on record') });
    expect((await run('verify')).code).toBe(1);
  });

  it('has rules that are read before anything runs', async () => {
    edit('package.json', '"leastTests":3', '"leastTests":"many"');
    expect(await run('verify')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('plumbline.gate.leastTests'),
    });
  });
});
