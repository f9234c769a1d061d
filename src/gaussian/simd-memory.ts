import { instantiate, type KernelExports, type KernelFunction, loadKernel } from '../kernels/load.js';
import { KernelPool } from '../kernels/pool.js';
import { type RasterizerOptions, RENDERERS } from './simd-options.js';
import { type Blocks, forEachInPlanes, type Planes } from './simd-planes.js';

const PAGE = 65_536;
/** What 32 bits can address, in pages. */
const MOST_PAGES = 65_536;

/** The kernel with its threads and its memory, and where things lie in it, in float32 values. */
export interface SimdMemory {
  readonly pool: KernelPool;
  readonly floats: Float32Array;
  /** The same memory. */
  readonly words: Int32Array;
  readonly position: Float32Array;
  readonly whitening: Float32Array;
  readonly color: Float32Array;
  readonly sums: Float32Array;
  readonly colorGradient: Float32Array;
  readonly strips: number;
  readonly blocks: Blocks;
  readonly nearest: Blocks;
  readonly gradient: Planes;
  /** 1 when the blocks hold an image, 0 when they hold sums. */
  readonly resolved: number;
  readonly stripSums: number;
  readonly rowSums: number;
}

/** Sets up the kernel for these options. They must have been checked: no size within their limits needs over 1.2 GiB. */
export function openSimdMemory(options: Required<RasterizerOptions>): SimdMemory {
  const { count, width, height, threads, renderer, target } = options;
  const module = loadKernel('gaussian-simd');
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  const exports = instantiate(module, memory);
  const sizes = [count, width, height, threads, RENDERERS[renderer]];
  const bytes = (exports.configure as KernelFunction)(0, 0, 0, ...sizes) >>> 0;
  memory.grow(Math.ceil(bytes / PAGE));
  const floats = new Float32Array(memory.buffer);
  const words = new Int32Array(memory.buffer);

  const at = (name: string) => globalOf(exports, name) / 4;
  const view = (name: string, columns: number) => floats.subarray(at(name), at(name) + columns * count);
  const planes = { plane: at('plane'), rowPitch: at('rowPitch') };
  const settings = at('settings');
  floats[settings] = renderer === 'normalized' ? options.eps : 0;
  floats[settings + 1] = options.cutoff;
  forEachInPlanes(options, { start: at('target'), ...planes }, (index, place) => {
    floats[place] = target[index];
  });

  const pool = new KernelPool(module, memory, threads, exports);
  pool.run('configure', 0, ...sizes);
  pool.run('positions', 0);
  pool.run('targetStatistics', height);
  return {
    pool,
    floats,
    words,
    position: view('position', 2),
    whitening: view('whitening', 3),
    color: view('color', 3),
    sums: view('sums', 5),
    colorGradient: view('colorGradient', 3),
    strips: globalOf(exports, 'strips'),
    blocks: { start: at('blocks'), pitch: at('pitch'), vectors: 4 },
    nearest: { start: at('nearest'), pitch: at('nearestPitch'), vectors: 1 },
    gradient: { start: at('gradient'), ...planes },
    resolved: settings + 2,
    stripSums: at('stripSums'),
    rowSums: at('rowSums'),
  };
}

function globalOf(exports: KernelExports, name: string): number {
  return (exports[name] as WebAssembly.Global).value >>> 0;
}
