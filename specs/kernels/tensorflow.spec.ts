import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import util, { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTensorflow, probeTensorflow } from '../../src/kernels/tensorflow.js';

const NAME = '@tensorflow/tfjs-node-gpu';
const require = createRequire(import.meta.url);

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-tensorflow-'));
});
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A module beside which a package stands that was made up for one test, with the addon at `addon`. */
function install(source: string, addon: string | undefined = 'lib/napi-v8/tfjs_binding.node'): string {
  const folder = mkdtempSync(path.join(root, 'app-'));
  const files: Record<string, string> = { 'package.json': '{"main": "index.js"}', 'index.js': source };
  if (addon) files[addon] = '';
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, 'node_modules', NAME, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return path.join(folder, 'module.js');
}

/** A package that works: the JavaScript backend under another name, with `changes` to it. */
const working = (changes = '') => `
  const tf = require(${JSON.stringify(require.resolve('@tensorflow/tfjs-core'))});
  require(${JSON.stringify(require.resolve('@tensorflow/tfjs-backend-cpu'))});
  let selected = '';
  module.exports = {
    ...tf,
    setBackend: async (name) => { selected = name; return name === 'tensorflow' && tf.setBackend('cpu'); },
    getBackend: () => selected,
    backend: () => ({ isUsingGpuDevice: true }),
    ${changes}
  };`;

/** Opens the backend, differentiates with it, and says in JSON what came of it. */
const PROGRAM = `
  import { openTensorflow } from ${JSON.stringify(new URL('../../dist/kernels/tensorflow.js', import.meta.url).href)};
  const { tf, backend, reason } = await openTensorflow(process.argv[1]);
  const square = (x) => tf.sum(tf.mul(x, x));
  const gradient = tf.tidy(() => [...tf.grad(square)(tf.tensor1d([1, 2])).dataSync()]);
  const { numTensors } = tf.memory();
  console.log(JSON.stringify({ backend, reason, gradient, numTensors, production: tf.env().getBool('PROD') }));
`;

// in a process of its own, since the backend advertises only once in a process
it('the JavaScript backend opens without a word, ready for gradients', async () => {
  const args = ['--input-type=module', '--eval', PROGRAM, path.join(root, 'module.js')];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  expect(stderr).toBe('');
  const reason = `${NAME}: not installed`;
  expect(JSON.parse(stdout)).toEqual({ backend: 'cpu', reason, gradient: [2, 4], numTensors: 0, production: false });
});

describe('the probe gives the reason in one line', () => {
  it.each<[string, () => string, string]>([
    ['the package is absent', () => path.join(root, 'module.js'), 'not installed'],
    [
      'its addon was never downloaded',
      () => install(working(), ''),
      'installed without its addon (lib/napi-v*/tfjs_binding.node)',
    ],
    [
      'its addon stands elsewhere',
      () => install(working(), 'build/tfjs_binding.node'),
      'installed without its addon (lib/napi-v*/tfjs_binding.node)',
    ],
    ['its folder is damaged', () => install(working(), 'lib'), 'ENOTDIR: not a directory'],
    [
      'its addon does not load',
      () => install('throw new Error("libtensorflow.so.2:\\n  cannot open")'),
      'libtensorflow.so.2: cannot open',
    ],
    ['it throws what is no error', () => install('throw null'), 'null'],
    ['it lacks what is needed', () => install('module.exports = {}'), 'tf.setBackend is not a function'],
    [
      'its backend does not start',
      () => install(working('setBackend: async () => false,')),
      'its backend does not start',
    ],
    [
      'its backend is never ready',
      () => install(working('ready: async () => { throw new Error("no memory"); },')),
      'no memory',
    ],
    ['an operation throws', () => install(working('matMul: () => { throw new Error("no kernel"); },')), 'no kernel'],
    [
      'a result is wrong',
      () => install(working('matMul: (a, b) => tf.add(a, b),')),
      'a matrix product gives 2,3,4,5, expected 3,7',
    ],
    [
      'the place to look from is none',
      () => 'nowhere',
      'must be a file URL object, file URL string, or absolute path string',
    ],
  ])('when %s', async (_, from, reason) => {
    const probe = await probeTensorflow(from());
    expect(Object.keys(probe)).toEqual(['reason']);
    const text = 'reason' in probe ? probe.reason : '';
    expect(text).toContain(reason);
    expect(text).toMatch(/^@tensorflow\/tfjs-node-gpu: .+$/);
    expect(text.length).toBeLessThanOrEqual(NAME.length + 2 + 200);
  });

  it('and looks for the addon before it loads anything', async () => {
    Reflect.deleteProperty(globalThis, 'loaded');
    await probeTensorflow(install('globalThis.loaded = true;', ''));
    expect(globalThis).not.toHaveProperty('loaded');
  });
});

describe('a package that works', () => {
  it('is found, and leaves no tensor behind', async () => {
    const { memory } = await import('@tensorflow/tfjs-core');
    const held = memory().numTensors;
    const probe = await probeTensorflow(install(working()));
    expect(probe).toMatchObject({ name: NAME });
    expect('tf' in probe && probe.tf.memory().numTensors).toBe(held);
  });

  it('is what opens, with nothing to say', async () => {
    const { backend, reason } = await openTensorflow(install(working()));
    expect({ backend, reason }).toEqual({ backend: 'tensorflow', reason: undefined });
  });

  it('that found no graphics card opens and says so', async () => {
    const { backend, reason } = await openTensorflow(install(working('backend: () => ({ isUsingGpuDevice: false }),')));
    expect({ backend, reason }).toEqual({ backend: 'tensorflow', reason: `${NAME}: found no graphics card` });
  });

  it('finds what newer Node versions have removed', async () => {
    const names = ['isNullOrUndefined', 'isArray'];
    const removed = names.map((name) => [name, Reflect.get(util, name)]);
    for (const name of names) Reflect.set(util, name, undefined);
    const use = `ready: async () => {
      const util = require('node:util');
      if (!util.isNullOrUndefined(null) || !util.isNullOrUndefined(undefined) || util.isNullOrUndefined(0)) throw 1;
      if (!util.isArray([]) || util.isArray({})) throw 2;
    },`;
    try {
      expect(await probeTensorflow(install(working(use)))).toMatchObject({ name: NAME });
    } finally {
      for (const [name, value] of removed) Reflect.set(util, name, value);
    }
  });

  it.each([
    ['works in full single precision and in silence', undefined, '0 2'],
    ['keeps what its user has set', '1', '1 1'],
  ])('%s', async (_, setting, expected) => {
    for (const name of ['NVIDIA_TF32_OVERRIDE', 'TF_CPP_MIN_LOG_LEVEL']) vi.stubEnv(name, setting);
    const tell = 'const { NVIDIA_TF32_OVERRIDE, TF_CPP_MIN_LOG_LEVEL } = process.env;';
    const reason = `${NAME}: ${expected}`;
    const from = install(`${tell} throw new Error(NVIDIA_TF32_OVERRIDE + ' ' + TF_CPP_MIN_LOG_LEVEL)`);
    expect(await probeTensorflow(from)).toEqual({ reason });
  });
});
