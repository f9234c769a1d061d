import { randomGaussians } from '../../../src/gaussian/scene.js';
import { stdRng } from '../../../src/random/std-rng.js';
import { openCursor, type State } from '../../../src/solver.js';
import { type KnownFault, mapped, numbers, replaced, startFault, stateFault } from '../fault.js';
import type { GaussianScene } from './scenes.js';

type Known = KnownFault<GaussianScene>;

const GROUPS = ['position', 'scale', 'color'];
const FIRST = GROUPS.map((group) => `m.${group}`);
const SECOND = GROUPS.map((group) => `v.${group}`);

const hands = (
  id: string,
  does: string,
  origin: string,
  change: (state: State, scene: GaussianScene) => State,
): Known => stateFault({ id, does, origin, scene: 'reference' }, change);

const changes = (state: State, names: readonly string[], change: Parameters<typeof mapped>[2]): State => ({
  ...state,
  values: mapped(state.values, names, change),
});

const begins = (id: string, does: string, origin: string, start: (count: number, seed: number) => Drawn): Known =>
  startFault({ id, does, origin, scene: 'reference' }, (state) =>
    changes(state, GROUPS, (_, i, name) => {
      const drawn = start(numbers(state.values, 'position').length / 2, 42);
      return drawn[name as keyof Drawn][i];
    }),
  );

type Drawn = ReturnType<typeof randomGaussians>;

/** What a checkpoint may lose, and how a start may go wrong. */
export const HANDING_ON: readonly Known[] = [
  hands('gaussian/moments-dropped', 'starts with empty moments after a resume', 'moments dropped on resume', (state) =>
    changes(state, [...FIRST, ...SECOND], () => 0),
  ),
  hands('gaussian/second-moment-dropped', 'forgets the second moment on a resume', 'checkpoints of m alone', (state) =>
    changes(state, SECOND, () => 0),
  ),
  hands('gaussian/t-not-restored', 'counts updates from 1 again after a resume', 't not restored', (state) =>
    replaced(state, { t: 0 }),
  ),
  hands(
    'gaussian/t-off-by-one',
    'hands on the count of the update before',
    'a count kept before it is raised',
    (state) => replaced(state, { t: (state.values.t as number) - 1 }),
  ),
  hands(
    'gaussian/checkpoint-off-by-one',
    'saves the state of the iteration before',
    'checkpoint off by one',
    (state, scene) => {
      const cursor = openCursor(scene.solver, scene.solver.init());
      for (let iteration = 1; iteration < state.iteration; iteration++) cursor.advance(false);
      const { values } = cursor.state();
      cursor.close();
      return replaced(state, values);
    },
  ),
  hands(
    'gaussian/six-digits',
    'saves numbers by six digits, of which single precision needs nine',
    'text checkpoints',
    (state) => changes(state, [...GROUPS, ...FIRST, ...SECOND], (element) => Number(element.toPrecision(6))),
  ),
  hands(
    'gaussian/order-lost',
    'gives the colors back in reverse order',
    'lists that are read from their end',
    (state) =>
      changes(
        state,
        ['color'],
        (_, i) => numbers(state.values, 'color')[numbers(state.values, 'color').length - 1 - i],
      ),
  ),
  begins(
    'gaussian/draw-order',
    'draws the scale after the colors',
    "Baseline 1's older example of 100 iterations",
    (count, seed) => {
      const uniform = stdRng(seed);
      const [position, scale, color] = [2, 2, 3].map((width) => new Float32Array(width * count));
      for (let i = 0; i < count; i++) {
        position.set([uniform(0, 1), uniform(0, 1)], 2 * i);
        color.set([uniform(0, 1), uniform(0, 1), uniform(0, 1)], 3 * i);
        scale.fill(uniform(0.01, 0.1), 2 * i, 2 * i + 2);
      }
      return { position, scale, color };
    },
  ),
  begins(
    'gaussian/seed-lost',
    'starts from seed 0 whatever is asked for',
    'a generator that is not handed on',
    (count) => randomGaussians(count, 0),
  ),
  begins('gaussian/two-scales', 'draws a scale for each axis', 'anisotropic starts', (count, seed) => {
    const uniform = stdRng(seed);
    const [position, scale, color] = [2, 2, 3].map((width) => new Float32Array(width * count));
    for (let i = 0; i < count; i++) {
      position.set([uniform(0, 1), uniform(0, 1)], 2 * i);
      scale.set([uniform(0.01, 0.1), uniform(0.01, 0.1)], 2 * i);
      color.set([uniform(0, 1), uniform(0, 1), uniform(0, 1)], 3 * i);
    }
    return { position, scale, color };
  }),
];
