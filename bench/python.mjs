import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A distribution's own Python stands here even where another one comes first on the path. */
const PYTHONS = ['python3', '/usr/bin/python3'];
// a BLAS has threads of its own, which a module's own settings do not reach
const ENVIRONMENT = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** The first Python that has a module; undefined where none has. `$PYTHON` comes before all others. @param {string} module */
export function pythonWith(module) {
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : PYTHONS;
  return candidates.find((python) => spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0);
}

/**
 * A Python program as a contender: one process that waits between its turns, and measures itself. It says in one line of
 * JSON what it runs on, and then answers every number of iterations by one line: cpu_seconds, wall_seconds and losses.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.python
 * @param {string} options.script its file in this folder
 * @param {Readonly<Record<string, Uint8Array | string>>} options.files what is written into a folder for it
 * @param {(folder: string) => readonly string[]} options.args
 * @param {number} options.iterations
 * @param {(facts: Readonly<Record<string, string>>) => void} options.onFacts hears once what it runs on
 * @returns {import('./measure.mjs').Contender}
 */
export function pythonProgram({ name, python, script, files, args, iterations, onFacts }) {
  /** @type {ReturnType<typeof open> | undefined} */
  let child;
  const open = () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
    const command = [fileURLToPath(new URL(script, import.meta.url)), ...args(folder)];
    const process = spawn(python, command, { env: ENVIRONMENT, stdio: ['pipe', 'pipe', 'inherit'] });
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
