import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { headCommit } from '../../commit.js';
import { enter, type Ledger, parseLedger } from '../../findings/ledger.js';
import type { ClaimResult, FindingResult } from '../../findings/result.js';
import { openWriter } from '../../trace/index.js';
import { evidenceFolder, reportsFolder } from '../folder.js';
import { ledgerPage } from './ledger-page.js';
import { evidencePage } from './page.js';

/** A result without what there is to look at, as it lies beside its page. */
export type PlainResult = Omit<FindingResult, 'story' | 'claims'> & {
  readonly claims: readonly Omit<ClaimResult, 'exhibits'>[];
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Writes the evidence of a finding: its page, and its claims for the ledger. */
export function writeEvidence(result: FindingResult): void {
  const { story: _, claims, ...about } = result;
  const plain: PlainResult = { ...about, claims: claims.map(({ exhibits: _, ...claim }) => claim) };
  const page = evidencePage(result, `npx plumbline evidence ${result.id}`);
  writeFiles({ [`${result.id}.html`]: page, [`${result.id}.json`]: `${JSON.stringify(plain, null, 2)}\n` });
}

/** Enters into the ledger what the findings in these files came to, and writes it with its page. */
export function recordFindings(files: readonly string[]): { results: PlainResult[]; ledger: Ledger } {
  const results = files.flatMap(readResult);
  const path = join(reportsFolder(), 'ledger.json');
  const before = existsSync(path) ? parseLedger(readFileSync(path, 'utf8'), path) : undefined;
  const ledger = enter(before, results, thisRun());
  const page = ledgerPage(ledger, (name) => existsSync(join(evidenceFolder(), name)));
  writeFiles({ 'index.html': page, '../ledger.json': `${JSON.stringify(ledger, null, 2)}\n` });
  return { results, ledger };
}

function writeFiles(files: Readonly<Record<string, string>>): void {
  const folder = evidenceFolder();
  const writer = openWriter();
  writer.write([
    { kind: 'folder', path: reportsFolder() },
    { kind: 'folder', path: folder },
    ...Object.entries(files).map(([name, text]) => ({
      kind: 'replace' as const,
      path: join(folder, name),
      bytes: bytes(text),
    })),
  ]);
  writer.drain();
}

/** What a finding came to, as its tests wrote it; nothing where they did not get that far. */
function readResult(file: string): PlainResult[] {
  const id = basename(file).replace(/\.finding\..*$/, '');
  const path = join(evidenceFolder(), `${id}.json`);
  return existsSync(path) ? [JSON.parse(readFileSync(path, 'utf8')) as PlainResult] : [];
}

/** What the ledger calls this run: the commit, or the day where there is none. */
function thisRun(): string {
  const commit = headCommit();
  return commit === undefined ? new Date().toISOString().slice(0, 10) : `commit ${commit}`;
}
