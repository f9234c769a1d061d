import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError } from '../errors.js';

/** What a kernel exports: functions of numbers, and its mutable globals. */
export type KernelFunction = (...values: number[]) => number;
export type KernelExports = Readonly<Record<string, KernelFunction | WebAssembly.Global | WebAssembly.Memory>>;

const modules = new Map<string, WebAssembly.Module>();

/**
 * The compiled kernel `name` (dist/kernels/NAME.wasm), compiled once a process. Throws InputError when it was never built.
 */
export function loadKernel(name: string): WebAssembly.Module {
  let module = modules.get(name);
  if (module === undefined) {
    module = new WebAssembly.Module(read(new URL(`../../dist/kernels/${name}.wasm`, import.meta.url)));
    modules.set(name, module);
  }
  return module;
}

/** A new instance of a kernel, over `memory` when the kernel imports its memory. */
export function instantiate(module: WebAssembly.Module, memory?: WebAssembly.Memory): KernelExports {
  const instance = new WebAssembly.Instance(module, memory === undefined ? {} : { env: { memory } });
  return instance.exports as KernelExports;
}

function read(url: URL): Buffer<ArrayBuffer> {
  try {
    return readFileSync(url);
  } catch {
    throw new InputError(`${fileURLToPath(url)}: the kernel was not built; expected the file: run "npm run build"`);
  }
}
