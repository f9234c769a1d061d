import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** @typedef {{ position: Float32Array, scale: Float32Array, color: Float32Array }} AxisGaussians [N, 2], [N, 2], [N, 3] */

const SCRIPT = fileURLToPath(new URL('pytorch_gaussian.py', import.meta.url));
/** A distribution's own Python stands here even where another one comes first on the path. */
const PYTHONS = ['python3', '/usr/bin/python3'];
// a BLAS has threads of its own, which torch.set_num_threads does not reach
const ENVIRONMENT = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** The first Python that has PyTorch; undefined where none has. `$PYTHON` comes before all others. */
export function pythonWithTorch() {
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : PYTHONS;
  return candidates.find((python) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0);
}

/**
 * PyTorch as a contender: one process that waits between its turns, and measures itself.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.python a Python that has PyTorch
 * @param {AxisGaussians} options.start
 * @param {Float32Array} options.target [height, width, 3]
 * @param {{ width: number, height: number }} options.frame
 * @param {'dense' | 'separable'} options.form see pytorch_gaussian.py
 * @param {'full' | 'l2'} options.gradient
 * @param {number} options.iterations
 * @param {(facts: { torch: string, blas: string }) => void} options.onFacts hears once what PyTorch runs on
 * @returns {import('./measure.mjs').Contender}
 */
export function pytorch({ name, python, start, target, frame, form, gradient, iterations, onFacts }) {
  /** @type {ReturnType<typeof open> | undefined} */
  let child;
  const open = () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
    const files = [join(folder, 'start.f32'), join(folder, 'target.f32')];
    writeFileSync(files[0], planes(start));
    writeFileSync(files[1], target);
    const count = start.position.length / 2;
    const args = [SCRIPT, ...[count, frame.width, frame.height].map(String), ...files, form, gradient];
    const process = spawn(python, args, { env: ENVIRONMENT, stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = new Promise((resolve) => process.once('close', resolve));
    const lines = createInterface(process.stdout)[Symbol.asyncIterator]();
    return { folder, process, exited, lines };
  };
  const answer = async () => {
    const { value, done } = await /** @type {NonNullable<typeof child>} */ (child).lines.next();
    if (done) throw new Error(`${name}: ${python} ended without an answer`);
    return JSON.parse(value);
  };
  return {
    name,
    iterations,
    async setup() {
      if (child) return;
      child = open();
      onFacts(await answer());
    },
    async run(count) {
      child?.process.stdin.write(`${count}\n`);
      const { cpu_seconds, wall_seconds, losses } = await answer();
      return { cpuSeconds: cpu_seconds, wallSeconds: wall_seconds, losses };
    },
    async close() {
      if (!child) return;
      child.process.stdin.end();
      await child.exited;
      rmSync(child.folder, { recursive: true, force: true });
      child = undefined;
    },
  };
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
