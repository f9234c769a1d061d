import { clnf } from '../clnf/index.js';
import { InputError } from '../errors.js';
import { gaussian } from '../gaussian/index.js';
import { ilt } from '../ilt/index.js';
import type { Subject } from '../subject.js';

export const SUBJECTS: readonly Subject[] = [gaussian, ilt, clnf];

/** The subject of that name. `place` says where the name stands. Throws InputError. */
export function subjectNamed(name: string, place: string): Subject {
  const subject = SUBJECTS.find((each) => each.name === name);
  if (subject !== undefined) return subject;
  const names = SUBJECTS.map((each) => each.name);
  throw new InputError(`${place}: no subject "${name}"; expected ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`);
}
