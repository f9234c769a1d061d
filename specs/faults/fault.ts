import type { Fault, Swap } from '../../src/bisect/index.js';
import type { Solver, State, Value, Values } from '../../src/solver.js';
import { type Tensor, tensor } from '../../src/tensor.js';

/** A run in which faults are looked for. */
export interface Scene {
  readonly solver: Solver;
  /** How many iterations from the solver's own start. */
  readonly iterations: number;
}

/** A defect that was once made, or easily is: one stage of a solver, or one state, that is not what it should be. */
export interface KnownFault<S extends Scene = Scene> {
  readonly id: string;
  readonly does: string;
  /** The program that had it, or the page that describes it. */
  readonly origin: string;
  /** The name of the stage; `state` where it is one that is handed on; `start` where it is the first. */
  readonly place: string;
  /** The name of the scene, among those of its subject, that has what it takes to show it. */
  readonly scene: string;
  /** Why no data at hand can tell it from the right thing, where that is so. */
  readonly unseen?: string;
  /** Whether what it changes may soon be overwritten, so that states that are far apart do not show it. */
  readonly heals?: boolean;
  /** The fault in a scene, from iteration `at` on, or in the state after it. */
  put(scene: S, at: number): Fault;
}

/** Something that the suite asserts: what is wrong, in a few words each; nothing where it holds. */
export type Check = () => readonly string[] | Promise<readonly string[]>;

type About = Pick<KnownFault, 'id' | 'does' | 'origin' | 'scene' | 'unseen' | 'heals'>;

export const stageFault = <S extends Scene>(about: About, stage: string, swap: (scene: S) => Swap): KnownFault<S> => ({
  ...about,
  place: stage,
  put: (scene, at) => ({ kind: 'stage', stage, swap: swap(scene), from: at }),
});

export const stateFault = <S extends Scene>(
  about: About,
  change: (state: State, scene: S) => State,
): KnownFault<S> => ({
  ...about,
  place: 'state',
  put: (scene, at) => ({ kind: 'state', change: (state) => change(state, scene), at }),
});

export const startFault = <S extends Scene>(
  about: About,
  change: (state: State, scene: S) => State,
): KnownFault<S> => ({
  ...about,
  place: 'start',
  put: (scene) => ({ kind: 'start', change: (state) => change(state, scene) }),
});

type Floats = Float32Array | Float64Array;

/** The elements of a tensor by its name. */
export const numbers = <F extends Floats = Float32Array>(values: Values, name: string): F =>
  (values[name] as Tensor<F>).data;

/** The values with the elements of some tensors changed, each rounded to the tensor's own precision. */
export function mapped<V extends Values>(
  values: V,
  names: readonly string[],
  change: (element: number, index: number, name: string) => number,
): V & Record<string, Value> {
  const changed = names.map((name) => {
    const { shape, data } = values[name] as Tensor<Float64Array>;
    return [
      name,
      tensor(
        shape,
        data.map((element, index) => change(element, index, name)),
      ),
    ];
  });
  return { ...values, ...Object.fromEntries(changed) };
}

export const replaced = (state: State, values: Values): State => ({ ...state, values: { ...state.values, ...values } });

/** The largest difference; infinite where one is not a number or there are fewer. */
export function worstBetween(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(found[i] - expected[i]);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}
