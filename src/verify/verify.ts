import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../errors.js';
import { tally } from '../findings/result.js';
import { allureOf, buildAllure } from '../report/allure/build.js';
import { recordFindings } from '../report/evidence/record.js';
import { type GateRules, type Judged, judge, parseRules } from '../report/gate.js';
import { findingFiles } from '../vitest/run-findings.js';
import { command, type StepResult, step } from './step.js';
import type { Suite } from './suite.js';

export interface VerifyOptions {
  /** The commit that the change is measured from; undefined runs everything. */
  readonly changed?: string | undefined;
  readonly onStep?: (name: string) => void;
}

export interface Verification {
  readonly holds: boolean;
  readonly steps: readonly StepResult[];
  readonly gate: readonly Judged[];
}

interface Package {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly plumbline?: { readonly gate?: unknown };
}

/**
 * The gate before a merge, for the project in `root`: its script `check` (types and lint) where it has one, all specs and
 * findings by its Vitest, the ledger, the Allure report where Allure is installed, and the rules of `plumbline.gate` in its
 * package.json. A step that fails stops no other. Throws InputError where there is no project, or its rules are wrong.
 */
export async function verify(root: string, { changed, onStep }: VerifyOptions = {}): Promise<Verification> {
  const about = readPackage(root);
  const rules = parseRules(about.plumbline?.gate, join(root, 'package.json'));
  const steps: StepResult[] = [];
  const run = async (name: string, work: Parameters<typeof step>[1]) => {
    onStep?.(name);
    steps.push(await step(name, work));
  };
  for (const [script, name] of [
    ['build', 'build'],
    ['check', 'types and lint'],
  ]) {
    if (about.scripts?.[script] === undefined) continue;
    await run(name, async () => ({
      ...(await command('npm', ['run', script], { cwd: root })),
      note: `npm run ${script}`,
    }));
  }
  let suite: Suite | undefined;
  await run('specs', async () => {
    const ran = await runSpecs(root, changed);
    suite = ran.suite;
    const { passed, failed, notTriggered, failures } = suite;
    const note = `${passed} passed, ${failed} failed, ${notTriggered} not triggered`;
    const isEmpty = passed === 0 && changed === undefined;
    return { holds: failed === 0 && !isEmpty, note, output: failures.length > 0 ? failures.slice(0, 10) : ran.output };
  });
  if (findingFiles(root).length > 0) await run('findings', async () => findings(root));
  if (allureOf(root) !== undefined) {
    await run('Allure report', async () => ({ holds: true, note: relative(root, buildAllure(root).page) }));
  }
  const gate = judgeAll(suite, rules);
  const kept = gate.filter(({ holds }) => holds).length;
  steps.push({
    name: 'gate',
    holds: kept === gate.length,
    note: `${kept} of ${gate.length} rules hold`,
    seconds: 0,
    output: [],
  });
  return { holds: steps.every(({ holds }) => holds), steps, gate };
}

const judgeAll = (suite: Suite | undefined, rules: GateRules): Judged[] =>
  judge(suite ?? { passed: 0, failed: 0, notTriggered: 0, metrics: {} }, rules);

/** Runs the suite in a process of its own. Throws Error when it does not get as far as a result. */
async function runSpecs(root: string, changed: string | undefined): Promise<{ suite: Suite; output: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-verify-'));
  const file = join(folder, 'suite.json');
  try {
    const script = fileURLToPath(new URL('run-specs.js', import.meta.url));
    const args = [script, root, file, ...(changed === undefined ? [] : [changed])];
    const { output } = await command(process.execPath, args, { cwd: root, env: { PLUMBLINE_FINDINGS: 'all' } });
    if (!existsSync(file)) throw new Error(output.at(-1) ?? 'Vitest left no result');
    return { suite: JSON.parse(readFileSync(file, 'utf8')) as Suite, output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function findings(root: string) {
  const { results } = recordFindings(findingFiles(root));
  const counts = tally(results.flatMap(({ claims }) => claims));
  const moved = results.flatMap(({ claims }) =>
    claims.filter(({ outcome, recorded }) => outcome !== 'not triggered' && outcome !== recorded),
  );
  const note = `${results.length}: ${counts.confirmed} confirmed, ${counts.refuted} refuted, ${counts['not triggered']} not triggered`;
  return Promise.resolve({
    holds: moved.length === 0,
    note,
    output: moved.map(({ says, outcome }) => `now ${outcome}: ${says}`),
  });
}

function readPackage(root: string): Package {
  const file = join(root, 'package.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Package;
  } catch (error) {
    throw new InputError(
      `${file}: ${error instanceof SyntaxError ? 'not valid JSON' : 'not found; expected a project'}`,
    );
  }
}
