import { z } from 'zod';
import { InputError } from './errors.js';
import { parseSettings } from './settings.js';
import type { Solver, State } from './solver.js';
import type { Subject } from './subject.js';

const nothing = z.object({});

/**
 * A subject without settings or pictures around a solver, so that it can be run into a folder, resumed and bisected like those
 * that are built in.
 */
export function subjectOf(solver: Solver): Subject {
  const names = Object.keys(solver.init().values);
  return {
    name: solver.subject,
    settings: nothing,
    iterations: 100,
    checkpointEvery: 10,
    async prepare(given, { engine }) {
      parseSettings(nothing, given);
      if (engine !== undefined && engine !== 'strict') {
        throw new InputError(`--engine ${engine}: not for ${solver.subject}; expected strict`);
      }
      return {
        engine: 'strict',
        settings: {},
        solver,
        patience: undefined,
        adopt: (state, file) => checked(state, names, file),
        pictures: () => ({}),
      };
    },
    fork: (parent, changed) => ({ ...parent, ...changed }),
    curves: [{ name: 'loss', title: 'Loss', panels: [{ label: 'loss', columns: ['loss'] }] }],
  };
}

function checked(state: State, names: readonly string[], file: string): State {
  const found = Object.keys(state.values);
  if ([...found].sort().join() === [...names].sort().join()) return state;
  throw new InputError(`${file}: holds ${found.join(', ')}; expected ${names.join(', ')}`);
}
