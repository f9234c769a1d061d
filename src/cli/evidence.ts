import { join, relative } from 'node:path';
import { Command } from 'commander';
import { InputError } from '../errors.js';
import { tally } from '../findings/result.js';
import { type PlainResult, recordFindings } from '../report/evidence/record.js';
import { evidenceFolder } from '../report/folder.js';
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
      const { results, ledger } = recordFindings(chosen);
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

function summarize(results: readonly PlainResult[], failures: readonly string[]): void {
  for (const { id, title, claims } of results) {
    const counts = tally(claims);
    const parts = Object.entries(counts).flatMap(([outcome, count]) => (count > 0 ? [`${count} ${outcome}`] : []));
    process.stdout.write(`${title}\n  ${parts.join(', ')}: ${relative('', join(evidenceFolder(), `${id}.html`))}\n`);
  }
  for (const failure of failures) process.stdout.write(`not as on record: ${failure}\n`);
  process.stdout.write(`ledger: ${relative('', join(evidenceFolder(), 'index.html'))}\n`);
}
