import { InputError } from '../errors.js';
import type { Reopened } from '../run/index.js';
import { openCursor, type Solver, type State, type Value } from '../solver.js';
import { tensor } from '../tensor.js';
import { openRun } from '../trace/index.js';

export const ABLATIONS = ['dropped', 'zeroed', 'rounded to f32'] as const;
export type AblationKind = (typeof ABLATIONS)[number];

/** What a resume comes to when one field of its state is lost or spoiled. */
export interface Ablation {
  readonly field: string;
  readonly kind: AblationKind;
  /** Why the solver does not go on from such a state; the rest is absent then. */
  readonly refused?: string;
  /** The first iteration whose loss is another one, of those followed; null where all are the same. */
  readonly first?: number | null;
  /** The largest difference of the loss, relative to the loss of the whole state. */
  readonly largest?: number;
  /** Whether the losses are those of the other run, to the last bit; there where one was given. */
  readonly reproduces?: boolean;
}

export interface Ablations {
  /** The iterations followed. */
  readonly iterations: number;
  /** The first iteration whose loss is another one in the other run; null where all are the same. */
  readonly differs?: number | null;
  readonly fields: readonly Ablation[];
}

/** What is lost shows at once: a wrong parameter in the next loss, a wrong memory of the optimizer in the one after. */
const FOLLOWED = 5;

/**
 * Goes on from a state with each of its fields dropped, set to zero and rounded to single precision, and compares the losses
 * with those of the whole state; and with those of `other`, a run that went on from there and came out differently. Throws
 * InputError where `other` has no rows in common.
 */
export function ablate({ prepared, state, run }: Reopened, until: number, other?: string): Ablations {
  const file = `${run.folder}: checkpoint ${state.iteration}`;
  const iterations = Math.min(FOLLOWED, until - state.iteration);
  const followed: { state: State; losses: ReadonlyMap<number, number> }[] = [];
  // a solver may make the same state of a field that is lost and of one that is zero
  const lossesFrom = (from: State) => {
    const known = followed.find((each) => sameState(each.state, from));
    if (known !== undefined) return known.losses;
    const found = losses(prepared.solver, from, iterations);
    followed.push({ state: from, losses: found });
    return found;
  };
  const whole = lossesFrom(state);
  const wanted = other === undefined ? undefined : rowsOf(other, state.iteration, iterations);
  const fields = Object.keys(state.values).flatMap((field) =>
    ABLATIONS.flatMap((kind): Ablation[] => {
      const spoiled = ablated(state, field, kind);
      if (spoiled === undefined) return [];
      try {
        const found = lossesFrom(prepared.adopt(spoiled, file));
        const same = wanted && { reproduces: [...wanted].every(([at, loss]) => Object.is(found.get(at), loss)) };
        return [{ field, kind, ...compare(whole, found), ...same }];
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        return [{ field, kind, refused: error.message }];
      }
    }),
  );
  return { iterations, ...(wanted && { differs: compare(whole, wanted).first }), fields };
}

/** A state without a field, or with a spoiled one; undefined where that leaves it as it was. */
function ablated(state: State, field: string, kind: AblationKind): State | undefined {
  const { [field]: value, ...rest } = state.values;
  if (kind === 'dropped') return { ...state, values: rest };
  const changed = kind === 'zeroed' ? map(value, () => 0) : map(value, Math.fround);
  if (changed === undefined || same(changed, value)) return undefined;
  return { ...state, values: { ...state.values, [field]: changed } };
}

/** A value with a function applied to each of its numbers; undefined for a tensor of whole numbers. */
function map(value: Value, change: (number: number) => number): Value | undefined {
  if (typeof value === 'number') return change(value);
  const { shape, data } = value;
  return data instanceof Float32Array || data instanceof Float64Array ? tensor(shape, data.map(change)) : undefined;
}

const same = (a: Value, b: Value): boolean =>
  typeof a === 'number' || typeof b === 'number'
    ? Object.is(a, b)
    : a.data.length === b.data.length &&
      a.data.every((value: number | bigint, i: number) => Object.is(value, b.data[i]));

const sameState = (a: State, b: State): boolean =>
  Object.keys(b.values).length === Object.keys(a.values).length &&
  Object.entries(a.values).every(([name, value]) => name in b.values && same(value, b.values[name]));

/** The losses of the next iterations by iteration; fewer where the schedule ends. */
function losses(solver: Solver, start: State, count: number): Map<number, number> {
  const found = new Map<number, number>();
  const cursor = openCursor(solver, start);
  try {
    for (let i = 1; i <= count && cursor.done?.() === undefined; i++) {
      const scalars = cursor.advance(true);
      if (scalars !== undefined) found.set(start.iteration + i, scalars.loss);
    }
  } finally {
    cursor.close();
  }
  return found;
}

function rowsOf(folder: string, after: number, count: number): Map<number, number> {
  const { iterations, values } = openRun(folder).scalars();
  const rows = new Map<number, number>();
  iterations.forEach((iteration, i) => {
    if (iteration > after && iteration <= after + count) rows.set(iteration, values.loss[i]);
  });
  if (rows.size === 0)
    throw new InputError(`${folder}/scalars.csv: no rows from ${after + 1} to ${after + count}; nothing to compare`);
  return rows;
}

function compare(whole: ReadonlyMap<number, number>, found: ReadonlyMap<number, number>) {
  let first: number | null = null;
  let largest = 0;
  for (const [at, loss] of found) {
    const expected = whole.get(at);
    if (expected === undefined || Object.is(loss, expected)) continue;
    first ??= at;
    largest = Math.max(largest, Math.abs(loss - expected) / Math.abs(expected));
  }
  return { first, largest };
}
