import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ResumePoint } from '../run/index.js';
import type { Settings } from '../settings.js';

/** The first of `base`-001, `base`-002, … that does not exist. */
export function freeFolder(base: string): string {
  for (let number = 1; ; number++) {
    const folder = `${base}-${String(number).padStart(3, '0')}`;
    if (!existsSync(folder)) return folder;
  }
}

/**
 * A folder beside a run, also one given as `.`, named after the checkpoint and what is changed from there. Never RUN@ITERATION
 * itself, which must go on to mean the checkpoint.
 */
export function forkFolder({ folder, iteration }: ResumePoint, changed: Settings): string {
  const changes = Object.entries(changed).map(([name, value]) => `,${name}=${value}`.replace(/[^\w.,=+-]/g, '_'));
  const name = `${resolve(folder)}@${iteration}${changes.join('').slice(0, 100)}`;
  return changes.length === 0 || existsSync(name) ? freeFolder(name) : name;
}
