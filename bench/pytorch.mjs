import { join } from 'node:path';
import { pythonProgram } from './python.mjs';

/** @typedef {{ position: Float32Array, scale: Float32Array, color: Float32Array }} AxisGaussians [N, 2], [N, 2], [N, 3] */

/**
 * PyTorch as a contender.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.python a Python that has PyTorch
 * @param {AxisGaussians} options.start
 * @param {Float32Array} options.target [height, width, 3]
 * @param {{ width: number, height: number }} options.frame
 * @param {'dense' | 'separable'} options.form see pytorch_gaussian.py
 * @param {'full' | 'l2'} options.gradient
 * @param {number} options.iterations
 * @param {(facts: Readonly<Record<string, string>>) => void} options.onFacts hears once what PyTorch runs on
 * @returns {import('./measure.mjs').Contender}
 */
export function pytorch({ name, python, start, target, frame, form, gradient, iterations, onFacts }) {
  const sizes = [start.position.length / 2, frame.width, frame.height].map(String);
  return pythonProgram({
    name,
    python,
    script: 'pytorch_gaussian.py',
    files: { 'start.f32': planes(start), 'target.f32': new Uint8Array(target.slice().buffer) },
    args: (folder) => [...sizes, join(folder, 'start.f32'), join(folder, 'target.f32'), form, gradient],
    iterations,
    onFacts,
  });
}

/** The seven planes x, y, sx, sy, red, green, blue, one after the other. @param {AxisGaussians} gaussians */
function planes({ position, scale, color }) {
  const count = position.length / 2;
  const groups = /** @type {const} */ ([
    [position, 2],
    [scale, 2],
    [color, 3],
  ]);
  const columns = groups.flatMap(([values, width]) =>
    Array.from({ length: width }, (_, column) =>
      Float32Array.from({ length: count }, (_, i) => values[i * width + column]),
    ),
  );
  return Buffer.concat(columns.map((column) => new Uint8Array(column.buffer)));
}
