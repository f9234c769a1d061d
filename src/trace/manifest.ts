import { z } from 'zod';
import { InputError } from '../errors.js';
import { staysInside } from './files.js';
import { parseJson, quote } from './json.js';

export const MANIFEST_LIMIT = 1_000_000;
const VERSION = 1;

const iteration = z.int().nonnegative();
const config = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]));
const input = z.looseObject({
  file: z.string().refine(staysInside, 'a path inside the run folder expected'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits expected'),
  bytes: iteration,
  source: z.string(),
});

const schema = z.looseObject({
  format: z.literal('plumbline-run'),
  version: z.literal(VERSION),
  subject: z.string().min(1),
  engine: z.string().default('unknown'),
  engineAsked: z.string().optional(),
  config: config.default({}),
  iterations: iteration.default(0),
  checkpointEvery: iteration.default(0),
  scalarsEvery: iteration.default(0),
  start: iteration.default(0),
  parent: z.looseObject({ run: z.string(), iteration, changed: config }).optional(),
  inputs: z.record(z.string(), input).default({}),
  status: z.enum(['running', 'finished', 'stopped', 'interrupted', 'non-finite']).default('finished'),
  reason: z.string().optional(),
  last: iteration.optional(),
  versions: z.looseObject({ plumbline: z.string().optional(), node: z.string().optional() }).default({}),
  host: z.looseObject({ platform: z.string(), arch: z.string(), cpus: z.int(), cpu: z.string() }).optional(),
  segments: z.array(z.looseObject({ from: iteration, config })).default([]),
});

export type Config = z.infer<typeof config>;
/**
 * What run.json says of a run. `config` holds the settings at the start and each of `segments` those changed from an iteration
 * on; `engineAsked` is the engine that was asked for by name; `iterations` is the last iteration asked for, `last` the last one done. Keys that this version does not know are kept.
 */
export type Manifest = z.infer<typeof schema>;
export type Status = Manifest['status'];

/** Reads run.json; `file` is its name in messages. Throws InputError that names the first field that is wrong. */
export function parseManifest(bytes: Uint8Array, file: string): Manifest {
  if (bytes.length > MANIFEST_LIMIT)
    throw new InputError(`${file}: ${bytes.length} bytes, at most ${MANIFEST_LIMIT} expected`);
  let content: unknown;
  try {
    content = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes), 64);
  } catch (error) {
    throw new InputError(`${file}: ${error instanceof SyntaxError ? error.message : 'not valid UTF-8'}`);
  }
  const version = (content as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > VERSION) {
    throw new InputError(`${file}: version is ${version}, written by a newer program (this one reads ${VERSION})`);
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const issue = result.error.issues[0] as z.core.$ZodIssue;
  const field = issue.path.map((key) => (/^[\w.-]+$/.test(String(key)) ? String(key) : quote(key))).join('.');
  throw new InputError(`${file}: ${field === '' ? '' : `${field}: `}${issue.message}`);
}

/** The bytes of run.json. Throws ZodError for a manifest that could not be read back, such as one with NaN among its settings. */
export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(schema.parse(manifest), null, 2)}\n`);
}

/** The settings under which the step from `iteration` to the next was, or would be, done. */
export function configAt(manifest: Manifest, iteration: number): Config {
  const changes = manifest.segments.filter((segment) => segment.from <= iteration);
  return Object.assign({}, manifest.config, ...changes.map((segment) => segment.config));
}
