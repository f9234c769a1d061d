import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import type { Manifest } from '../trace/index.js';

/** The version of this package. */
export const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** What run.json says of where a run was made. None of it may change a result. */
export const hostFacts = (): Required<Pick<Manifest, 'versions' | 'host'>> => ({
  versions: { plumbline: VERSION, node: process.versions.node },
  host: {
    platform: process.platform,
    arch: process.arch,
    cpus: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
  },
});
