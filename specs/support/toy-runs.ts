import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { gaussian } from '../../src/gaussian/index.js';
import type { Settings } from '../../src/settings.js';
import { type Cursor, openCursor } from '../../src/solver.js';
import type { Subject } from '../../src/subject.js';

/** A fit of a few Gaussians to a small picture: dozens of iterations take milliseconds. */
export const SMALL: Settings = { gaussians: 8, size: 16 };

/** A folder that is gone when the running test ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-run-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A digest of every file below a folder, by path. */
export function digests(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return Object.fromEntries(
    files.sort().map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex'),
    ]),
  );
}

/** What two runs must have in common to be one and the same: every byte but those of run.json, which tells of the host and the stops. */
export function results(folder: string, wanted: (path: string) => boolean = () => true): Record<string, string> {
  const { 'run.json': _, ...files } = digests(folder);
  return Object.fromEntries(Object.entries(files).filter(([path]) => wanted(path)));
}

/** The Gaussian fit, with something done after each step that a run records. */
export function watched(after: (iteration: number) => void): Subject {
  return {
    ...gaussian,
    async prepare(given, occasion) {
      const prepared = await gaussian.prepare(given, occasion);
      const { solver } = prepared;
      return {
        ...prepared,
        solver: {
          ...solver,
          open(start): Cursor {
            const cursor = openCursor(solver, start);
            let { iteration } = start;
            return {
              advance(scalars) {
                const row = cursor.advance(scalars);
                after(++iteration);
                return row;
              },
              state: () => cursor.state(),
              close: () => cursor.close(),
            };
          },
        },
      };
    },
  };
}
