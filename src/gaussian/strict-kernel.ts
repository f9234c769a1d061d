import { InputError } from '../errors.js';
import { instantiate, loadKernel } from '../kernels/load.js';
import { KernelPool } from '../kernels/pool.js';
import type { Arrays } from './descent.js';
import type { FusedEvaluator } from './evaluator.js';
import type { Frame, LossTerms } from './strict.js';
import { WINDOW } from './strict-ssim.js';

/** What gaussian-strict.wasm exports and is called directly; pointers are bytes into its memory. */
interface Kernel {
  parametersPointer(): number;
  gradientsPointer(): number;
  targetPointer(): number;
  parameterStride(): number;
  planeStride(): number;
  initialize(): void;
  prepareTarget(): void;
  findChanges(): void;
  forward(): void;
  evaluateLoss(): void;
  backward(): void;
  readonly loss: WebAssembly.Global;
  readonly l1: WebAssembly.Global;
  readonly l2: WebAssembly.Global;
  readonly ssim: WebAssembly.Global;
  readonly uncovered: WebAssembly.Global;
  readonly l2Uncovered: WebAssembly.Global;
}

/** What 32 bits can address, in pages of 64 KiB. */
const MOST_PAGES = 65_536;

/** The groups as the kernel's planes, in its order. */
const GROUPS = [
  { name: 'position', width: 2 },
  { name: 'scale', width: 2 },
  { name: 'color', width: 3 },
] as const;

/**
 * The strict arithmetic of strict.ts as a kernel. The memory is laid out at the first evaluation, whose N holds for all.
 * Threads share the windows of the SSIM, which is most of the work when the terms are wanted.
 */
export function openStrictKernel(target: Float32Array, frame: Frame, cutoff: number, threads: number): FusedEvaluator {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  const module = loadKernel('gaussian-strict');
  const exports = instantiate(module, memory);
  const kernel = exports as unknown as Kernel;
  const pool = new KernelPool(module, memory, threads, exports);
  const windowRows = 3 * (frame.height - WINDOW);
  let count = -1;
  let gradient: Record<string, Float32Array> = {};
  let view = new Float32Array(memory.buffer);
  /** The whole memory, which may have grown. */
  const floats = () => {
    if (view.buffer !== memory.buffer) view = new Float32Array(memory.buffer);
    return view;
  };

  const setup = (position: ArrayLike<number>) => {
    count = position.length / 2;
    const [cutoffBits] = new Int32Array(Float32Array.of(cutoff).buffer);
    pool.run('layout', 0, count, frame.width, frame.height, cutoffBits, threads);
    guarded(kernel.initialize);
    for (let channel = 0; channel < 3; channel++) {
      const start = kernel.targetPointer() + channel * kernel.planeStride();
      const plane = new Float32Array(memory.buffer, start, frame.width * frame.height);
      for (let i = 0; i < plane.length; i++) plane[i] = target[3 * i + channel];
    }
    kernel.prepareTarget();
    gradient = Object.fromEntries(GROUPS.map(({ name, width }) => [name, new Float32Array(count * width)]));
  };

  return {
    evaluate(params, terms) {
      if (count < 0) setup(params.position);
      copyIn(params, floats(), kernel, count);
      guarded(kernel.forward);
      if (terms) {
        kernel.findChanges();
        pool.run('structure', windowRows);
        kernel.evaluateLoss();
      }
      kernel.backward();
      copyOut(gradient, floats(), kernel, count);
      return { gradient, terms: terms ? termsOf(kernel) : undefined };
    },
    close: () => pool.close(),
  };
}

/** The kernel runs into a trap when four gigabytes do not hold the weights of all drawn pixels. */
function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    throw new InputError('setting gaussians: too many at this image size for the strict engine; use --engine simd');
  }
}

function copyIn(params: Arrays, memory: Float32Array, kernel: Kernel, count: number): void {
  forEachPlane(kernel.parametersPointer(), kernel, (name, width, column, start) => {
    const values = params[name];
    for (let i = 0; i < count; i++) memory[start + i] = values[i * width + column];
  });
}

function copyOut(gradient: Arrays, memory: Float32Array, kernel: Kernel, count: number): void {
  forEachPlane(kernel.gradientsPointer(), kernel, (name, width, column, start) => {
    const values = gradient[name];
    for (let i = 0; i < count; i++) values[i * width + column] = memory[start + i];
  });
}

function forEachPlane(
  pointer: number,
  kernel: Kernel,
  visit: (name: string, width: number, column: number, start: number) => void,
): void {
  const stride = kernel.parameterStride() / 4;
  let start = pointer / 4;
  for (const { name, width } of GROUPS) {
    for (let column = 0; column < width; column++, start += stride) visit(name, width, column, start);
  }
}

function termsOf(kernel: Kernel): LossTerms {
  const l2 = kernel.l2.value as number;
  const l2_uncovered = kernel.l2Uncovered.value as number;
  return {
    loss: kernel.loss.value,
    l1: kernel.l1.value,
    l2,
    ssim: kernel.ssim.value,
    uncovered: kernel.uncovered.value,
    l2_covered: l2 - l2_uncovered,
    l2_uncovered,
  };
}
