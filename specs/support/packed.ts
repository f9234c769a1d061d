import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** An example project in a folder of its own, with Plumbline installed as npm would from what is published. */
export interface Example {
  readonly folder: string;
  run(command: string, ...args: string[]): string;
  remove(): void;
}

/** Packs Plumbline as it is built, copies an example and installs both. */
export function installExample(name: string): Example {
  const place = mkdtempSync(join(tmpdir(), 'plumbline-example-'));
  const folder = join(place, name);
  const env = {
    ...process.env,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    PLUMBLINE_REPORTS: undefined,
    VITEST: undefined,
  };
  const run = (cwd: string, command: string, args: readonly string[]) =>
    execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  run(ROOT, 'npm', ['pack', '--ignore-scripts', '--pack-destination', place]);
  cpSync(join(ROOT, 'examples', name), folder, { recursive: true });
  const tarball = readdirSync(place).find((file) => file.endsWith('.tgz')) as string;
  run(folder, 'npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(place, tarball)]);
  return {
    folder,
    run: (command, ...args) => run(folder, command, args),
    remove: () => rmSync(place, { recursive: true, force: true }),
  };
}
