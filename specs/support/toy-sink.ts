import type { Sink } from '../../src/run/index.js';
import type { Scalars, State, Values } from '../../src/solver.js';

/** A sink that keeps what it is given. */
export function toySink() {
  const rows: [number, Scalars][] = [];
  const states: State[] = [];
  const stages = new Map<number, Readonly<Record<string, Values>>>();
  const sink: Sink = {
    row: (iteration, scalars) => void rows.push([iteration, scalars]),
    checkpoint: (state) => void states.push(state),
    stages: (iteration, outputs) => void stages.set(iteration, outputs),
  };
  return { sink, rows, states, stages };
}
