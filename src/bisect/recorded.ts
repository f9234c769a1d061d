import type { Run } from '../trace/index.js';
import { historyOf } from './history.js';
import type { Program } from './program.js';

/**
 * A recorded run as a program: it has gone only its own way, and shows the state that is asked for and no other. Where `again`
 * makes it again number for number, that takes its place.
 */
export function recordedProgram(run: Run, again?: Program): Program {
  const history = historyOf(run, again);
  return {
    start: (iteration) => run.state(iteration),
    isFree: false,
    recorded: history.recorded,
    async follow(_start, stops, seen) {
      const last = stops.at(-1) as number;
      if (!history.recorded.includes(last)) return `it has no checkpoint ${last}`;
      await seen(run.state(last));
      return undefined;
    },
    async step(start) {
      const iteration = start.iteration + 1;
      if (!history.recorded.includes(iteration)) return `it has no checkpoint ${iteration}`;
      return { state: run.state(iteration), stages: await history.stages(iteration) };
    },
    freed: async (after, by) => (again !== undefined && (await history.makes(after, by)) ? again : undefined),
  };
}
