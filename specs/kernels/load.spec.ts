import { expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { instantiate, loadKernel } from '../../src/kernels/load.js';

it('a kernel is compiled once', () => {
  expect(loadKernel('gaussian-simd')).toBe(loadKernel('gaussian-simd'));
});

it('instances over one memory share it', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const exports = instantiate(loadKernel('gaussian-simd'), memory);
  expect(exports.forward).toBeTypeOf('function');
  expect(exports.strips).toBeInstanceOf(WebAssembly.Global);
});

it('a kernel that was never built is named, with the way to build it', () => {
  const load = () => loadKernel('absent');
  expect(load).toThrow(InputError);
  expect(load).toThrow(/dist\/kernels\/absent\.wasm: the kernel was not built; .*"npm run build"$/);
});
