// One thread of a pool (pool.ts): takes up jobs from the control block until the pool is closed.
import { workerData } from 'node:worker_threads';
import * as control from './pool-control.js';

/**
 * @type {{ module: WebAssembly.Module, memory: WebAssembly.Memory, block: Int32Array<SharedArrayBuffer>,
 *   messages: Uint8Array<SharedArrayBuffer>, thread: number, threads: number }}
 */
const { module, memory, block, messages, thread, threads } = workerData;
const own = control.THREADS + control.WORDS * thread;

process.on('exit', () => finish(control.ENDED));
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const names = WebAssembly.Module.exports(module).map(({ name }) => name);

for (let last = 0; ; ) {
  for (let i = 0; i < control.SPINS && Atomics.load(block, control.JOB) === last; i++);
  Atomics.wait(block, control.JOB, last);
  const job = Atomics.load(block, control.JOB);
  if (job === control.CLOSED) break;
  if (job === last) continue;
  last = job;
  Atomics.store(block, own, job);
  try {
    run();
  } catch (error) {
    report(error instanceof Error ? error.message : String(error));
    Atomics.store(block, own + 1, control.FAILED);
  }
  if (Atomics.sub(block, control.PENDING, 1) === 1) Atomics.notify(block, control.PENDING);
}

function run() {
  const [begin, end] = control.share(block[control.EXTENT], thread, threads);
  const values = block.subarray(control.ARGUMENTS, control.ARGUMENTS + block[control.ARITY]);
  const kernel = /** @type {(...values: number[]) => number} */ (exports[names[block[control.FUNCTION]]]);
  kernel(thread, begin, end, ...values);
}

/** @param {string} message */
function report(message) {
  const bytes = new TextEncoder().encode(message).subarray(0, control.MESSAGE_BYTES);
  messages.set(bytes, control.MESSAGE_BYTES * thread);
  block[own + 2] = bytes.length;
}

/** @param {number} status */
function finish(status) {
  Atomics.store(block, own + 1, status);
  Atomics.notify(block, control.PENDING);
}
