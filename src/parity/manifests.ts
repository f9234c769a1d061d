import { InputError } from '../errors.js';
import type { Config, Manifest } from '../trace/index.js';

/** Any setting may differ. */
export const ALL = 'all';

interface Named {
  readonly folder: string;
  readonly manifest: Manifest;
}

/**
 * Throws InputError, naming what differs, unless two runs are of one subject, one configuration and the same inputs. Settings
 * named in `despite` may differ. A run of another program that records no settings is taken to have the right ones.
 */
export function checkComparable(reference: Named, candidate: Named, despite: readonly string[] = []): void {
  const [a, b] = [reference.manifest, candidate.manifest];
  if (a.subject !== b.subject) {
    throw new InputError(
      `${candidate.folder}/run.json: subject "${b.subject}", "${a.subject}" expected as in ${reference.folder}`,
    );
  }
  if (despite.includes(ALL)) return;
  const differing = [...differences(a, b)].filter(([name]) => !despite.includes(name));
  if (differing.length === 0) return;
  const [[, first]] = differing;
  const names = differing.map(([name]) => name).join(',');
  throw new InputError(
    `${candidate.folder}/run.json: ${first} as in ${reference.folder}; --despite ${names} compares all the same`,
  );
}

/** The settings and inputs in which two runs differ, each with what is there and what was expected. */
function* differences(a: Manifest, b: Manifest): Generator<[name: string, text: string]> {
  const [expected, found] = [settingsOf(a), settingsOf(b)];
  const show = (value: unknown) => (value === undefined ? 'not set' : String(value));
  if (Object.keys(expected).length > 0 && Object.keys(found).length > 0) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      if (show(expected[name]) !== show(found[name]))
        yield [name, `setting ${name} is ${show(found[name])}, ${show(expected[name])} expected`];
    }
  }
  for (const name of Object.keys(a.inputs)) {
    if (Object.hasOwn(b.inputs, name) && a.inputs[name].sha256 !== b.inputs[name].sha256)
      yield [name, `input ${name} is another file`];
  }
}

/** The settings by name, with those that changed on the way as `name@iteration`. */
function settingsOf({ config, segments }: Manifest): Config {
  const changes = segments.map(({ from, config: changed }) =>
    Object.fromEntries(Object.entries(changed).map(([name, value]) => [`${name}@${from}`, value])),
  );
  return Object.assign({}, config, ...changes);
}
