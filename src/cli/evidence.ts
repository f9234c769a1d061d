import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { InputError } from '../errors.js';
import { enter, type Ledger, parseLedger } from '../findings/ledger.js';
import { type FindingResult, tally } from '../findings/result.js';
import { ledgerPage } from '../report/evidence/ledger-page.js';
import { openWriter } from '../trace/index.js';
import { evidenceFolder } from '../vitest/evidence-folder.js';
import { chooseFindings, type FindingsProgress, findingFiles, runFindings } from '../vitest/run-findings.js';
import { EXIT } from './exit.js';
import { clock, statusLine } from './progress.js';

/** `plumbline evidence [FINDING]...`: checks findings from scratch and writes their evidence and the ledger. */
export function evidenceCommand(): Command {
  return new Command('evidence')
    .summary('run the findings from scratch, write the evidence pages')
    .description(
      'Makes every experiment of the findings below this folder (*.finding.ts), checks every claim, and writes a page of ' +
        'evidence for each and a ledger of all. Ends with 1 when a claim has another outcome than the one on record.',
    )
    .argument('[finding...]', 'names of findings; all of them where none is given')
    .option('--json', 'print one JSON document')
    .action(async (names: string[], { json = false }: { json?: boolean }) => {
      const root = process.cwd();
      const files = findingFiles(root);
      if (files.length === 0) throw new InputError(`${root}: no findings; expected files *.finding.ts`);
      const chosen = chooseFindings(files, names);
      const line = statusLine();
      const { agreed, failures } = await runFindings(root, chosen, (progress) => line.show(describe(progress))).finally(
        line.clear,
      );
      const results = chosen.flatMap(readResult);
      const ledger = record(results);
      if (json) {
        process.stdout.write(`${JSON.stringify({ agreed, failures, evidence: evidenceFolder(), ledger })}\n`);
      } else {
        summarize(results, failures);
      }
      if (!agreed) process.exitCode = EXIT.difference;
    });
}

const describe = ({ done, total, eta, name }: FindingsProgress): string =>
  `${done} of ${total}, ${clock(eta)} left: ${name}`;

type Result = Omit<FindingResult, 'story'>;

/** What a finding came to, as its tests wrote it; nothing where they did not get that far. */
function readResult(file: string): Result[] {
  const id = (/([^/\\]+)\.finding\./.exec(file) as RegExpExecArray)[1];
  const path = join(evidenceFolder(), `${id}.json`);
  return existsSync(path) ? [JSON.parse(readFileSync(path, 'utf8')) as Result] : [];
}

/** Enters results into the ledger, and writes it with its page. */
function record(results: readonly Result[]): Ledger {
  const folder = evidenceFolder();
  const path = join(folder, '..', 'ledger.json');
  const before = existsSync(path) ? parseLedger(readFileSync(path, 'utf8'), path) : undefined;
  const ledger = enter(before, results, commit());
  const bytes = (text: string) => new TextEncoder().encode(text);
  const writer = openWriter();
  writer.write([
    { kind: 'folder', path: folder },
    { kind: 'replace', path, bytes: bytes(`${JSON.stringify(ledger, null, 2)}\n`) },
    {
      kind: 'replace',
      path: join(folder, 'index.html'),
      bytes: bytes(ledgerPage(ledger, (page) => existsSync(join(folder, page)))),
    },
  ]);
  writer.drain();
  return ledger;
}

/** What the ledger calls this run: the commit, or the day where there is none. */
function commit(): string {
  try {
    const head = execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], { stdio: ['ignore', 'pipe', 'ignore'] });
    return `commit ${head.toString().trim()}`;
  } catch {
    return new Date().toISOString().slice(0, 10);
  }
}

function summarize(results: readonly Result[], failures: readonly string[]): void {
  for (const { id, title, claims } of results) {
    const counts = tally(claims);
    const parts = Object.entries(counts).flatMap(([outcome, count]) => (count > 0 ? [`${count} ${outcome}`] : []));
    process.stdout.write(`${title}\n  ${parts.join(', ')}: ${relative('', join(evidenceFolder(), `${id}.html`))}\n`);
  }
  for (const failure of failures) process.stdout.write(`not as on record: ${failure}\n`);
  process.stdout.write(`ledger: ${relative('', join(evidenceFolder(), 'index.html'))}\n`);
}
