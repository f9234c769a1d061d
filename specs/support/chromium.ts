import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** The path of a Chromium or Chrome on this machine, if there is one. */
export const chromium = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find((path) => existsSync(path));

interface NetLog {
  constants: { logEventTypes: Record<string, number> };
  events: { type: number; params?: { url?: string; initiator?: string } }[];
}

/**
 * Opens a file in a headless browser without a network; files count as one origin, so that a page can look into its frames.
 *
 * @returns the document as text once its scripts have run, and the addresses on the network that the page asked for
 */
export async function openPage(browser: string, file: string): Promise<{ dom: string; requests: string[] }> {
  const profile = mkdtempSync(join(tmpdir(), 'plumbline-chromium-'));
  const log = join(profile, 'netlog.json');
  try {
    const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--allow-file-access-from-files'];
    const ownTraffic = [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-extensions',
    ];
    const places = [`--user-data-dir=${profile}`, `--log-net-log=${log}`, '--host-resolver-rules=MAP * ~NOTFOUND'];
    const args = [...quiet, ...ownTraffic, ...places, '--virtual-time-budget=8000', '--dump-dom', `file://${file}`];
    const { stdout } = await promisify(execFile)(browser, args, { maxBuffer: 1 << 28, timeout: 60_000 });
    return { dom: stdout, requests: pageRequests(JSON.parse(readFileSync(log, 'utf8'))) };
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The browser's own requests, for updates and the like, have no origin; a page's have one, "null" for a file. */
function pageRequests({ constants, events }: NetLog): string[] {
  const started = constants.logEventTypes.URL_REQUEST_START_JOB;
  return events.flatMap(({ type, params }) => {
    const { url = '', initiator = 'not an origin' } = params ?? {};
    return type === started && initiator !== 'not an origin' && /^(https?|wss?):/.test(url) ? [url] : [];
  });
}
