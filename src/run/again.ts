import type { Settings } from '../settings.js';
import type { EngineName, Prepared, Subject } from '../subject.js';
import { configAt, type Run } from '../trace/index.js';
import { keptInputs } from './inputs.js';
import { engineNamed } from './resume.js';

/** How a recorded run is to be done again, where it is not as it was. */
export interface AgainOptions {
  readonly changed?: Settings | undefined;
  readonly engine?: EngineName | undefined;
  readonly threads?: number | undefined;
}

/**
 * The solver of a recorded run, made up again from what run.json says of its start, with some settings changed. Where the
 * settings are others the subject chooses the engine again, unless its user did. Throws InputError.
 */
export function prepareAgain(
  subject: Subject,
  run: Run,
  { changed = {}, engine, threads }: AgainOptions = {},
): Promise<Prepared> {
  const { manifest } = run;
  const settings = subject.fork(configAt(manifest, manifest.start) as Settings, changed);
  const asked = engine ?? engineNamed(run, 'engineAsked');
  return subject.prepare(settings, {
    engine: asked ?? (Object.keys(changed).length > 0 ? undefined : engineNamed(run, 'engine')),
    threads,
    iterations: manifest.iterations,
    start: manifest.start,
    inputs: keptInputs(run),
  });
}
