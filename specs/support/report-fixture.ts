import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** A drawing that is complete in itself. */
export const curve =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0L9 9" stroke="black"/></svg>';

/** One finished test as Allure reads it. */
export const allureResult = (name: string, status: string, more: object = {}) => ({
  uuid: name.replaceAll(' ', '-'),
  name,
  fullName: `specs/fixture.spec.ts#${name}`,
  status,
  stage: 'finished',
  start: 1_700_000_000_000,
  stop: 1_700_000_000_001,
  labels: [{ name: 'epic', value: 'gaussian' }],
  ...more,
});

/** Results of a passed test with a curve, a failed test, and one that was not triggered. */
export const exampleResults = {
  'a-result.json': allureResult('agrees with the reference', 'passed', {
    attachments: [{ name: 'loss', source: 'loss.svg', type: 'image/svg+xml' }],
  }),
  'b-result.json': allureResult('leaves the reference', 'failed', { statusDetails: { message: 'golden moved' } }),
  'c-result.json': allureResult('needs a model', 'skipped', { statusDetails: { message: 'no model here' } }),
  'loss.svg': curve,
};

/** Writes files into `allure-results` of a reports folder: objects as JSON, text as it is. */
export function writeResults(folder: string, files: Record<string, object | string>) {
  mkdirSync(join(folder, 'allure-results'), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(
      join(folder, 'allure-results', name),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  }
}

/** Runs `scripts/report.mjs` on a reports folder. */
export async function buildReport(folder: string) {
  const script = fileURLToPath(new URL('../../scripts/report.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], { env: { ...process.env, PLUMBLINE_REPORTS: folder } });
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { code, stdout, stderr, page: join(folder, 'allure', 'index.html'), history: join(folder, 'history.jsonl') };
}

/** The data files inside a single-file report, by name. */
export function embeddedData(html: string): Map<string, string> {
  const entries = html.matchAll(/\bd\("([^"]+)","([A-Za-z0-9+/=]*)"\)/g);
  return new Map(
    [...entries].map(([, name = '', base64 = '']) => [name, Buffer.from(base64, 'base64').toString('utf8')]),
  );
}
