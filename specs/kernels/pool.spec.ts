import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { instantiate, type KernelFunction, loadKernel } from '../../src/kernels/load.js';
import { KernelPool, type PoolOptions } from '../../src/kernels/pool.js';
import { share } from '../../src/kernels/pool-control.js';

const PAGES = 16;
const pools: KernelPool[] = [];
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

/** A pool over the Gaussian kernel, laid out for one Gaussian on 9 x 9 pixels: far less than its memory. */
function openPool(threads: number, options?: PoolOptions) {
  const module = loadKernel('gaussian-simd');
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: 65536, shared: true });
  const exports = instantiate(module, memory);
  const sizes = [1, 9, 9, threads, 0];
  (exports.configure as KernelFunction)(0, 0, 0, ...sizes);
  const pool = new KernelPool(module, memory, threads, exports, options);
  pools.push(pool);
  const at = (name: string) => (exports[name] as WebAssembly.Global).value / 4;
  return { pool, memory: new Float32Array(memory.buffer), at, sizes };
}

describe('a pool of threads', () => {
  it.each([1, 2, 3, 4])('%i threads do every part of the work', (threads) => {
    const { pool, memory, at, sizes } = openPool(threads);
    pool.run('configure', 0, ...sizes);
    for (let y = 0; y < 9; y++) memory[at('errors') + y * at('rowPitch')] = y + 1;
    pool.run('l2Gradient', 9);
    const column = Array.from({ length: 9 }, (_, y) => memory[at('gradient') + y * at('rowPitch')]);
    expect(column).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18]);
  });

  it('the shares of the threads are disjoint and complete', () => {
    const law = fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 64 }), (extent, threads) => {
      let next = 0;
      for (let thread = 0; thread < threads; thread++) {
        const [begin, end] = share(extent, thread, threads);
        expect(begin).toBe(next);
        expect(end - begin).toBeLessThanOrEqual(Math.ceil(extent / threads));
        next = end;
      }
      expect(next).toBe(extent);
    });
    fc.assert(law, { seed: 42, numRuns: 100 });
  });

  it('a failure on a worker is thrown here, and the pool goes on', () => {
    const { pool, sizes } = openPool(2);
    pool.run('configure', 0, ...sizes);
    // rows of 112 bytes: the first 6,000 lie within the memory of a mebibyte, the second 6,000 do not
    expect(() => pool.run('l2Gradient', 12_000)).toThrow(/^l2Gradient failed on thread 1: .*out of bounds/);
    expect(() => pool.run('l2Gradient', 9)).not.toThrow();
  });

  it('a failure on the main thread waits for the workers', () => {
    const { pool, sizes } = openPool(2);
    pool.run('configure', 0, ...sizes);
    expect(() => pool.run('l2Gradient', 100_000)).toThrow(/out of bounds/);
    expect(() => pool.run('l2Gradient', 9)).not.toThrow();
  });

  it('a worker that dies is an error, not a hang', () => {
    // the kernel asks for a page of memory: no worker can make its instance
    const memory = new WebAssembly.Memory({ initial: 0, maximum: 1, shared: true });
    const pool = new KernelPool(loadKernel('gaussian-simd'), memory, 2, { forward: () => 0 });
    pools.push(pool);
    expect(() => pool.run('forward', 1)).toThrow('thread 1 ended during forward');
    expect(() => pool.run('forward', 1)).toThrow('thread 1 ended during forward');
  });

  it('a worker that does not answer is given up', () => {
    // no thread starts within a millisecond
    const { pool } = openPool(2, { patience: 1 });
    expect(() => pool.run('l2Gradient', 9)).toThrow(/^thread 1 did not take up l2Gradient in \d+ ms$/);
  });

  it('a closed pool says so', () => {
    const { pool } = openPool(2);
    pool.close();
    expect(() => pool.run('l2Gradient', 9)).toThrow('the threads are closed');
  });

  it.each([
    ['an unknown function', 'absent', [], 'the kernel exports no function "absent"'],
    ['a global', 'strips', [], 'the kernel exports no function "strips"'],
    ['too many arguments', 'forward', [1, 2, 3, 4, 5, 6, 7, 8, 9], 'forward: more than 8 values'],
  ])('%s is refused', (_, name, values, message) => {
    const { pool } = openPool(1);
    expect(() => pool.run(name, 1, ...values)).toThrow(new TypeError(message));
  });

  it('an open pool does not keep the process alive', () => {
    const program = `
      import { loadKernel } from './dist/kernels/load.js';
      import { KernelPool } from './dist/kernels/pool.js';
      const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
      const pool = new KernelPool(loadKernel('gaussian-simd'), memory, 3);
      pool.run('configure', 0, 1, 9, 9, 3, 0);
      console.log('done');`;
    const options = { encoding: 'utf8', timeout: 20_000, cwd: new URL('../../', import.meta.url) } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], options);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'done\n', stderr: '' });
  });
});
