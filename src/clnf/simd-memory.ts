import { InputError } from '../errors.js';
import { instantiate, type KernelExports, type KernelFunction, loadKernel } from '../kernels/load.js';
import { KernelPool } from '../kernels/pool.js';
import type { Window } from './engine.js';
import type { LandmarkModel } from './model/model.js';
import { type BankShape, bankStrides, CELL, placesOf, up4 } from './simd-bank.js';
import { packBank, shapeOf } from './simd-pack.js';

const PAGE = 65_536;
/** What 32 bits can address, in pages. */
const MOST_PAGES = 65_536;

/** A bank in the kernel's memory. Addresses are in bytes. */
export interface Bank {
  readonly shape: BankShape;
  /** Of the descriptor that the passes take. */
  readonly address: number;
}

/** What all banks share, since one window is worked on at a time: addresses in bytes. */
export interface Workspace {
  /** x of four areas' first pixels, then their y, by group: doubles. */
  readonly origins: number;
  /** Areas of interest, sums and response maps by group, as lanes; and the areas' means. */
  readonly areas: number;
  readonly means: number;
  readonly sums: number;
  readonly maps: number;
  /** What the mean shift takes and gives, 64 bytes by group, and what it works in. */
  readonly shifts: number;
  readonly shiftScratch: number;
  /** The warp that the areas of a window share, and its table. */
  readonly warp: number;
  readonly frame: number;
  /** The pixels of the image. */
  readonly pixels: number;
}

/** The kernel with its memory and its threads. */
export interface SimdMemory {
  readonly exports: KernelExports;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
  readonly workspace: Workspace;
  /** The experts of a window and a view, packed when they are first asked for. */
  bank(window: Window, view: number): Bank;
  /** The table of kernels of a window: rows of up4(side) values for centres in steps of 0.1 px. */
  table(window: Window): number;
  /** Runs a pass over so many groups on all threads. */
  run(name: string, groups: number, ...values: number[]): void;
  /** Ends the threads. */
  close(): void;
  /** Addresses for so many bytes of one model: what {@link openSimdMemory} was asked to keep for it. */
  readonly reserved: readonly number[];
}

/** Sizes of descriptors: of a bank in words, of a warp in bytes. */
const BANK_WORDS = 22;
const WARP_BYTES = 64;

/**
 * Lays out a memory for the windows of a fit over images of so many pixels: a pure function of the models, the windows and
 * the sizes. `reserve` are bytes that the caller has use for. Throws InputError where it does not fit 32 bits.
 */
export function openSimdMemory(
  models: readonly LandmarkModel[],
  windows: readonly Window[],
  pixels: number,
  threads: number,
  reserve: readonly number[],
): SimdMemory {
  const module = loadKernel('clnf-simd');
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  const exports = instantiate(module, memory);
  const call = (name: string, ...values: number[]) => (exports[name] as KernelFunction)(...values) >>> 0;

  let end = call('heapBase');
  const take = (size: number) => {
    const at = Math.ceil(end / 64) * 64;
    end = at + size;
    return at;
  };
  const reserved = reserve.map(take);
  const places = new Map<string, BankPlace>();
  const scratch = { origins: 0, areas: 0, means: 0, maps: 0, shifts: 0, shiftScratch: 0, thread: 0, warp: 0 };
  for (const { model, scale, side } of windows) {
    for (const view of models[model].scales[scale].views.keys()) {
      const key = `${model},${scale},${view},${side}`;
      if (places.has(key)) continue;
      const shape = shapeOf(models[model], scale, view, side);
      const { groups, patch } = shape;
      const strides = bankStrides(shape);
      const addresses = {
        address: take(4 * BANK_WORDS),
        weights: take(groups * strides.weights),
        biases: take(groups * strides.biases),
        sigma: take(groups * strides.sigma),
        places: take(4 * placesOf(side, patch).length),
      };
      places.set(key, { shape, strides, ...addresses });
      grow(scratch, {
        origins: groups * 64,
        areas: groups * strides.areas,
        means: groups * CELL,
        maps: groups * strides.maps,
        shifts: groups * 64,
        shiftScratch: 3 * up4(side) * CELL,
        thread: call('scratchSize', side, patch),
        warp: WARP_BYTES + 8 * (side + patch),
      });
    }
  }
  const tables = new Map<string, number>();
  for (const { side, sigma } of windows) {
    const key = `${side},${sigma}`;
    if (!tables.has(key)) tables.set(key, take(4 * (10 * side + 1) * up4(side)));
  }
  const workspace: Workspace = {
    origins: take(scratch.origins),
    areas: take(scratch.areas),
    means: take(scratch.means),
    sums: take(scratch.maps),
    maps: take(scratch.maps),
    shifts: take(scratch.shifts),
    shiftScratch: take(scratch.shiftScratch),
    warp: take(scratch.warp),
    frame: take(CELL),
    pixels: take(pixels),
  };
  const threadScratch = take(threads * scratch.thread);
  if (end > MOST_PAGES * PAGE) {
    throw new InputError(`--engine simd: the fit needs ${end} bytes, more than 32 bits address; expected strict`);
  }
  memory.grow(Math.ceil(end / PAGE));

  const [bytes, words] = [new Uint8Array(memory.buffer), new Int32Array(memory.buffer)];
  const [floats, doubles] = [new Float32Array(memory.buffer), new Float64Array(memory.buffer)];
  for (const { side, sigma } of windows) fillTable(floats, tables.get(`${side},${sigma}`) as number, side, sigma);
  const tableOf = new Map(windows.map((window) => [window, tables.get(`${window.side},${window.sigma}`) as number]));
  const packed = new Set<string>();
  // threads start when there is work for them, and again where there is more after they were ended
  let pool: KernelPool | undefined;
  return {
    exports,
    bytes,
    words,
    floats,
    doubles,
    workspace,
    reserved,
    bank({ model, scale, side }, view) {
      const key = `${model},${scale},${view},${side}`;
      const place = places.get(key) as BankPlace;
      if (!packed.has(key)) {
        const { weights, biases, sigma } = packBank(models[model], scale, view, side);
        floats.set(weights, place.weights / 4);
        floats.set(biases, place.biases / 4);
        floats.set(sigma, place.sigma / 4);
        words.set(placesOf(side, place.shape.patch), place.places / 4);
        words.set(describe(place, workspace, threadScratch, scratch.thread), place.address / 4);
        packed.add(key);
      }
      return place;
    },
    table: (window) => tableOf.get(window) as number,
    run(name, groups, ...values) {
      pool ??= new KernelPool(module, memory, threads, exports);
      pool.run(name, groups, ...values);
    },
    close() {
      pool?.close();
      pool = undefined;
    },
  };
}

interface BankPlace extends Bank {
  readonly strides: ReturnType<typeof bankStrides>;
  readonly weights: number;
  readonly biases: number;
  readonly sigma: number;
  readonly places: number;
}

/** The fields of `Bank` in src/kernels/assembly/clnf-bank.ts, in their order. */
function describe(place: BankPlace, workspace: Workspace, scratch: number, scratchStride: number): number[] {
  const { shape, strides } = place;
  return [
    ...[shape.groups, shape.side, shape.patch, shape.fours, shape.threes],
    ...[place.weights, strides.weights, place.biases, strides.biases],
    ...[shape.blocks.length > 1 ? 1 : 0, place.sigma, strides.sigma],
    ...[workspace.origins, workspace.areas, strides.areas, workspace.means],
    ...[workspace.sums, workspace.maps, strides.maps, place.places, scratch, scratchStride],
  ];
}

/** Kernel values exp(-(b / 10 - i)^2 / 2 sigma^2) at the columns i of a window, for centres b / 10. */
function fillTable(floats: Float32Array, address: number, side: number, sigma: number): void {
  for (let b = 0; b <= 10 * side; b++) {
    for (let i = 0; i < side; i++) {
      const distance = b * 0.1 - i;
      floats[address / 4 + b * up4(side) + i] = Math.exp((-0.5 * distance * distance) / (sigma * sigma));
    }
  }
}

function grow<Sizes extends Record<string, number>>(sizes: Sizes, needed: Sizes): void {
  for (const name of Object.keys(sizes) as (keyof Sizes)[]) {
    if (needed[name] > sizes[name]) sizes[name] = needed[name];
  }
}
