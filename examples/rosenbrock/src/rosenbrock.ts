import { type Solver, solver, type Values } from 'plumbline';

const numbers = (values: Values) => values as Readonly<Record<string, number>>;

function descend(values: Values): Values {
  const { x, y } = numbers(values);
  const [far, off] = [1 - x, y - x * x];
  return { loss: far * far + 100 * off * off, dx: -2 * far - 400 * x * off, dy: 200 * off };
}

function move(values: Values, rate: number): Values {
  const { x, y, dx, dy } = numbers(values);
  return { x: x - rate * dx, y: y - rate * dy };
}

/** Gradient descent on Rosenbrock's valley, (1 - x)² + 100 (y - x²)², from (-1.2, 1). */
export const rosenbrock = (rate = 0.001): Solver =>
  solver({
    subject: 'rosenbrock',
    columns: ['loss'],
    carried: ['x', 'y'],
    init: () => ({ iteration: 0, values: { x: -1.2, y: 1 } }),
    stages: [
      { name: 'gradient', inputs: ['x', 'y'], outputs: ['loss', 'dx', 'dy'], run: descend },
      { name: 'update', inputs: ['x', 'y', 'dx', 'dy'], outputs: ['x', 'y'], run: (values) => move(values, rate) },
    ],
  });
