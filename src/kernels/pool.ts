import { Worker } from 'node:worker_threads';
import { instantiate, type KernelExports } from './load.js';
import * as control from './pool-control.js';

/** How a pool can be set up. */
export interface PoolOptions {
  /** Milliseconds that a worker may take to take up a job before it counts as lost; 30,000 unless told. */
  readonly patience?: number;
}

/**
 * Threads that run the functions of one kernel over one shared memory. Every thread has its own instance of the module, so
 * a kernel must find its data by arguments and memory alone. Functions have the form f(thread, begin, end, ...arguments)
 * and do their part, begin to end - 1, of a static partition; thread 0 is the caller.
 *
 * Workers do not keep the process alive.
 */
export class KernelPool {
  readonly threads: number;
  readonly exports: KernelExports;
  readonly #block: Int32Array<SharedArrayBuffer>;
  readonly #messages: Uint8Array<SharedArrayBuffer>;
  readonly #workers: Worker[] = [];
  readonly #indices: ReadonlyMap<string, number>;
  readonly #patience: number;
  #job = 0;
  #failure: string | undefined;

  /**
   * Starts `threads - 1` workers. `memory` is shared and does not grow from now on; `exports` are those of the caller's own
   * instance, when there is one already.
   */
  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    threads: number,
    exports: KernelExports = instantiate(module, memory),
    { patience = 30_000 }: PoolOptions = {},
  ) {
    this.threads = threads;
    this.exports = exports;
    this.#patience = patience;
    this.#indices = new Map(WebAssembly.Module.exports(module).map(({ name }, index) => [name, index]));
    const words = control.THREADS + control.WORDS * threads;
    this.#block = new Int32Array(new SharedArrayBuffer(4 * words));
    this.#messages = new Uint8Array(new SharedArrayBuffer(control.MESSAGE_BYTES * threads));
    for (let thread = 1; thread < threads; thread++) {
      const workerData = { module, memory, block: this.#block, messages: this.#messages, thread, threads };
      const worker = new Worker(new URL('./pool-worker.js', import.meta.url), { workerData, execArgv: [] });
      worker.on('error', (error) => this.#fail(`thread ${thread} died: ${error.message}`));
      worker.on('exit', () => this.#fail(`thread ${thread} has ended`));
      worker.unref();
      this.#workers.push(worker);
    }
  }

  /**
   * Runs the exported function `name` on all threads over 0..extent - 1 and returns when all are done. `values` are at most
   * 8 further int32 arguments. Throws Error when the pool is closed, a worker is lost, or the function fails on any thread;
   * after a lost worker the pool is of no more use.
   */
  run(name: string, extent: number, ...values: number[]): void {
    if (this.#failure !== undefined) throw new Error(this.#failure);
    const kernel = this.exports[name];
    if (typeof kernel !== 'function') throw new TypeError(`the kernel exports no function "${name}"`);
    if (values.length > control.MOST_ARGUMENTS)
      throw new TypeError(`${name}: more than ${control.MOST_ARGUMENTS} values`);
    const [begin, end] = control.share(extent, 0, this.threads);
    if (this.threads === 1) {
      kernel(0, begin, end, ...values);
      return;
    }
    this.#post(name, extent, values);
    try {
      kernel(0, begin, end, ...values);
    } finally {
      this.#join(name);
    }
  }

  /** Ends the workers. A closed pool runs nothing any more. */
  close(): void {
    this.#failure ??= 'the threads are closed';
    Atomics.store(this.#block, control.JOB, control.CLOSED);
    Atomics.notify(this.#block, control.JOB);
    for (const worker of this.#workers.splice(0)) void worker.terminate();
  }

  #post(name: string, extent: number, values: readonly number[]): void {
    const block = this.#block;
    block[control.FUNCTION] = this.#indices.get(name) as number;
    block[control.EXTENT] = extent;
    block[control.ARITY] = values.length;
    block.set(values, control.ARGUMENTS);
    Atomics.store(block, control.PENDING, this.threads - 1);
    this.#job = (this.#job + 1) & 0x3fffffff;
    Atomics.store(block, control.JOB, this.#job);
    Atomics.notify(block, control.JOB);
  }

  #join(name: string): void {
    const block = this.#block;
    for (let i = 0; i < control.SPINS && Atomics.load(block, control.PENDING) > 0; i++);
    for (let waited = 0; ; ) {
      const pending = Atomics.load(block, control.PENDING);
      if (pending === 0) break;
      const slice = Math.min(100, this.#patience);
      if (Atomics.wait(block, control.PENDING, pending, slice) === 'timed-out') waited += slice;
      for (let thread = 1; thread < this.threads; thread++) {
        const own = control.THREADS + control.WORDS * thread;
        if (Atomics.load(block, own + 1) === control.ENDED) this.#lose(`thread ${thread} ended during ${name}`);
        const idle = Atomics.load(block, own) !== this.#job;
        if (idle && waited >= this.#patience) this.#lose(`thread ${thread} did not take up ${name} in ${waited} ms`);
      }
    }
    this.#throwFailures(name);
  }

  #throwFailures(name: string): void {
    for (let thread = 1; thread < this.threads; thread++) {
      const own = control.THREADS + control.WORDS * thread;
      if (Atomics.exchange(this.#block, own + 1, control.RUNNING) !== control.FAILED) continue;
      const start = control.MESSAGE_BYTES * thread;
      const message = new TextDecoder().decode(this.#messages.slice(start, start + (this.#block[own + 2] as number)));
      throw new Error(`${name} failed on thread ${thread}: ${message}`);
    }
  }

  #lose(message: string): never {
    this.close();
    this.#failure = message;
    throw new Error(message);
  }

  #fail(message: string): void {
    this.#failure ??= message;
  }
}
