import { InputError } from '../errors.js';
import type { Solver, Values } from '../solver.js';
import type { Run, ScalarTable } from '../trace/index.js';
import { worstOf } from './comparison.js';
import type { Parting } from './growth.js';
import { follow, perturbedTwin } from './twin.js';
import { compareValues, type Stages } from './values.js';

/** How many twins a growth law is measured by: one may be lucky. */
const TWINS = 3;

/** How far a recorded twin is from its reference, at every iteration that both have. Throws InputError where they have none. */
export function partingsOfRuns(reference: Run, twin: Run): Parting[] {
  const both = (a: readonly number[], b: readonly number[]) => {
    const others = new Set(b);
    return a.filter((iteration) => others.has(iteration));
  };
  const states = both(reference.checkpoints(), twin.checkpoints()).flatMap((iteration) =>
    partings('state', iteration, reference.state(iteration).values, twin.state(iteration).values),
  );
  const stages = both(reference.stageFiles(), twin.stageFiles()).flatMap((iteration) =>
    partingsOfStages(iteration, reference.stages(iteration), twin.stages(iteration)),
  );
  const [a, b] = [rowsOf(reference.scalars()), rowsOf(twin.scalars())];
  const rows = [...a].flatMap(([iteration, row]) => partings('scalars', iteration, row, b.get(iteration) ?? {}));
  const all = [...states, ...stages, ...rows];
  if (all.length === 0)
    throw new InputError(`${twin.folder}: nothing in common with ${reference.folder}, whose twin it is`);
  return all.sort((one, other) => one.iteration - other.iteration);
}

/**
 * How far perturbed twins of a recorded run are from it, at its own checkpoints. `solver` is that of the run. Throws InputError
 * when the solver does not go from the first checkpoint to the second, since what it then shows is not rounding alone.
 */
export function partingsOfTwins(reference: Run, solver: Solver, until = Number.POSITIVE_INFINITY): Parting[] {
  const [first, ...stops] = reference.checkpoints().filter((iteration) => iteration <= until);
  if (stops.length === 0)
    throw new InputError(`${reference.folder}: two checkpoints expected, to measure rounding between`);
  const start = reference.state(first);
  const rows = rowsOf(reference.scalars());
  const tapped = new Set(reference.stageFiles());
  checkRepeats(reference, solver, first, stops[0]);
  const all: Parting[] = [];
  const wanted = { row: (iteration: number) => rows.has(iteration), stages: (stop: number) => tapped.has(stop) };
  for (let seed = 1; seed <= TWINS; seed++) {
    for (const { state, rows: own, stages } of perturbedTwin(solver, start, stops, seed, wanted)) {
      const { iteration } = state;
      all.push(...partings('state', iteration, reference.state(iteration).values, state.values));
      for (const [at, row] of own) all.push(...partings('scalars', at, rows.get(at) ?? {}, row));
      if (stages !== undefined) all.push(...partingsOfStages(iteration, reference.stages(iteration), stages));
    }
  }
  return all.sort((one, other) => one.iteration - other.iteration);
}

function checkRepeats(reference: Run, solver: Solver, first: number, second: number): void {
  const again = follow(solver, reference.state(first), second)?.state.values ?? {};
  const found = compareValues(reference.state(second).values, again, { of: 'state' });
  if (worstOf(found.map(({ verdict }) => verdict)) === 'same') return;
  throw new InputError(
    `${reference.folder}: this program does not go from its checkpoint ${first} to ${second}; expected a twin by the program that does`,
  );
}

const partingsOfStages = (iteration: number, reference: Stages, twin: Stages): Parting[] =>
  Object.entries(reference).flatMap(([stage, outputs]) => partings(stage, iteration, outputs, twin[stage] ?? {}));

/** The partings of all values that both have. */
function partings(of: string, iteration: number, reference: Values, twin: Values): Parting[] {
  const common = Object.keys(reference).filter((name) => Object.hasOwn(twin, name));
  if (common.length === 0) return [];
  const pick = (values: Values) => Object.fromEntries(common.map((name) => [name, values[name]]));
  return compareValues(pick(reference), pick(twin), { of, iteration }).map(({ name, largest }, i) => ({
    iteration,
    name,
    absolute: largest.absolute,
    scale: scaleOf(reference[common[i]]),
  }));
}

function scaleOf(value: Values[string]): number {
  if (typeof value === 'number') return Math.abs(value);
  let largest = 0;
  for (const each of value.data) {
    const magnitude = Math.abs(Number(each));
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

function rowsOf({ columns, iterations, values }: ScalarTable): Map<number, Values> {
  return new Map(
    Array.from(iterations, (iteration, row): [number, Values] => [
      iteration,
      Object.fromEntries(columns.map((column) => [column, values[column][row]])),
    ]),
  );
}

/** The unit roundoff of the numbers of a run: of single precision where its state holds any, otherwise of double. */
export function roundingOf(run: Run): number {
  const [first] = run.checkpoints();
  const values = first === undefined ? [] : Object.values(run.state(first).values);
  return values.some((value) => typeof value !== 'number' && value.data instanceof Float32Array) ? 2 ** -24 : 2 ** -53;
}
