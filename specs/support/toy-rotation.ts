import { type Cursor, type Solver, type State, solver, stepwise, type Values } from '../../src/solver.js';
import { type Tensor, tensor } from '../../src/tensor.js';

export interface ToyOptions {
  /** What the measured values are turned into, such as into NaN at an iteration. */
  readonly measured?: (row: { loss: number; angle: number }, iteration: number) => { loss: number; angle: number };
  /** What the state is turned into after each step. */
  readonly moved?: (point: Float64Array, iteration: number) => Float64Array;
  /** Called at the start of each step with its iteration. */
  readonly before?: (iteration: number) => void;
}

const COS = Math.cos(0.3) * 0.97;
const SIN = Math.sin(0.3) * 0.97;
const vector = (value: Values[string]) => (value as Tensor<Float64Array>).data;

/** A point that turns about the origin, comes nearer to it, and is kicked by a generator whose counter is state. */
export function toyRotation({ measured = (row) => row, moved = (point) => point, before }: ToyOptions = {}): Solver {
  return solver({
    subject: 'toy',
    columns: ['loss', 'angle'],
    carried: ['point', 'counter'],
    init: () => ({ iteration: 0, values: { point: tensor([2], Float64Array.of(3, -1)), counter: 12345 } }),
    stages: [
      {
        name: 'turn',
        inputs: ['point', 'iteration'],
        outputs: ['turned'],
        run({ point, iteration }) {
          before?.(iteration as number);
          const [x, y] = vector(point);
          return { turned: tensor([2], Float64Array.of(COS * x - SIN * y, SIN * x + COS * y)) };
        },
      },
      {
        name: 'draw',
        inputs: ['counter'],
        outputs: ['counter', 'kick'],
        run({ counter }) {
          // a linear congruential generator with the constants of Numerical Recipes
          const next = (Math.imul(counter as number, 1664525) + 1013904223) >>> 0;
          return { counter: next, kick: next / 2 ** 32 - 0.5 };
        },
      },
      {
        name: 'move',
        inputs: ['turned', 'kick', 'iteration'],
        outputs: ['point'],
        run({ turned, kick, iteration }) {
          const [x, y] = vector(turned);
          const point = Float64Array.of(x + 0.01 * (kick as number), y);
          return { point: tensor([2], moved(point, iteration as number)) };
        },
      },
      {
        name: 'measure',
        inputs: ['point', 'iteration'],
        outputs: ['loss', 'angle'],
        run({ point, iteration }) {
          const [x, y] = vector(point);
          return measured({ loss: x * x + y * y, angle: Math.atan2(y, x) }, iteration as number);
        },
      },
    ],
  });
}

/** The same solver with an engine of its own, which counts how many of its cursors are open. */
export function withEngine(toy: Solver): Solver & { readonly opened: { count: number } } {
  const opened = { count: 0 };
  return {
    ...toy,
    opened,
    open(start: State): Cursor {
      const inner = stepwise(toy, start);
      opened.count++;
      return {
        ...inner,
        close: () => {
          opened.count--;
        },
      };
    },
  };
}
