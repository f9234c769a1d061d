import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A distribution's own Python stands here even where another one comes first on the path. */
const PYTHONS = ['python3', '/usr/bin/python3'];
// a BLAS has threads of its own, which no setting of a package reaches
const ENVIRONMENT = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** The first Python that has a module; undefined where none has. `$PYTHON` comes before all others. @param {string} module */
export function pythonWith(module) {
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : PYTHONS;
  return candidates.find((python) => spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0);
}

/**
 * A Python program as a contender: one process that waits between its turns, and measures itself. It says first what it
 * runs on; each line "COUNT" is answered by {"cpu_seconds", "wall_seconds", "losses"}.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.python
 * @param {() => string[]} options.args made when the process starts
 * @param {number} options.iterations
 * @param {(facts: any) => void} options.onFacts hears once what the program runs on
 * @param {() => void} [options.onClose]
 * @returns {import('./measure.mjs').Contender}
 */
export function pythonProgram({ name, python, args, iterations, onFacts, onClose = () => {} }) {
  /** @type {ReturnType<typeof open> | undefined} */
  let child;
  const open = () => {
    const process = spawn(python, args(), { env: ENVIRONMENT, stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = new Promise((resolve) => process.once('close', resolve));
    const lines = createInterface(process.stdout)[Symbol.asyncIterator]();
    return { process, exited, lines };
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
      onClose();
      child = undefined;
    },
  };
}
