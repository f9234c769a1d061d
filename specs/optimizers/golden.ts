import { readFileSync } from 'node:fs';

/** A file of golden/optimizers. */
export function golden<Content>(name: string): Content {
  return JSON.parse(readFileSync(new URL(`../../golden/optimizers/${name}`, import.meta.url), 'utf8'));
}
