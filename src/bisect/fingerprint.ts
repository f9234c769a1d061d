import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A short text that changes when one of the files, or a file below one of the folders, is written again; paths that are not
 * there count as such. What a program gave is worth nothing once the program is another.
 */
export function fingerprint(paths: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (path: string) => {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts?.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(JSON.stringify([path, facts?.size, facts?.mtimeMs]));
  };
  for (const path of paths) add(path);
  return hash.digest('hex').slice(0, 16);
}
