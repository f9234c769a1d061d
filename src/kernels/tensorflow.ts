import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { registerGradients } from './tensorflow-gradients.js';

export type Tensorflow = typeof import('@tensorflow/tfjs-core');

/** The accelerated package, ready for use under the name it goes by, or why there is none. */
export type Probe = { readonly tf: Tensorflow; readonly name: string } | { readonly reason: string };

const PACKAGE = '@tensorflow/tfjs-node-gpu';
const ADDON = 'tfjs_binding.node';

/**
 * Looks for the optional package @tensorflow/tfjs-node-gpu where the module `from` (a path or file URL) would find it.
 * Never throws: a package that is absent, was installed without its addon, does not load or computes wrongly is a
 * reason, in one line.
 */
export async function probeTensorflow(from: string | URL = import.meta.url): Promise<Probe> {
  try {
    const require = createRequire(from);
    const folder = packageFolder(require);
    if (folder === undefined) return { reason: `${PACKAGE}: not installed` };
    // A failed import has already registered kernels and printed warnings, so the addon is looked for beforehand.
    if (!hasAddon(folder)) return { reason: `${PACKAGE}: installed without its addon (lib/napi-v*/${ADDON})` };
    restoreUtil();
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'; // errors only: the library greets on standard error
    process.env.NVIDIA_TF32_OVERRIDE ??= '0'; // or matrix products keep 10 of 23 bits on Ampere and later
    const tf: Tensorflow = require(PACKAGE);
    if (!(await tf.setBackend('tensorflow'))) throw new Error('its backend does not start');
    await tf.ready();
    checkArithmetic(tf);
    return { tf, name: PACKAGE };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { reason: `${PACKAGE}: ${message.replace(/\s+/g, ' ').trim().slice(0, 200)}` };
  }
}

/** An engine of TensorFlow.js, its backend ("tensorflow" or "cpu") selected and its gradients registered. */
export interface OpenTensorflow {
  readonly tf: Tensorflow;
  readonly backend: string;
  /** Why no graphics card is used, in one line. */
  readonly reason?: string;
}

/** The accelerated package where the probe finds one, else the pure-JavaScript backend, which every install has. */
export async function openTensorflow(from?: string | URL): Promise<OpenTensorflow> {
  const probe = await probeTensorflow(from);
  const tf = 'tf' in probe ? probe.tf : await openJavaScript();
  registerGradients(tf);
  const backend = tf.getBackend();
  if ('reason' in probe) return { tf, backend, reason: probe.reason };
  const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean };
  return isUsingGpuDevice ? { tf, backend } : { tf, backend, reason: `${probe.name}: found no graphics card` };
}

async function openJavaScript(): Promise<Tensorflow> {
  const tf = await import('@tensorflow/tfjs-core');
  const production = tf.env().getBool('PROD');
  // The backend advertises another package on the first tensor, except in production.
  tf.env().set('PROD', true);
  try {
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    tf.dispose(tf.scalar(0));
  } finally {
    tf.env().set('PROD', production);
  }
  return tf;
}

function packageFolder(require: NodeJS.Require): string | undefined {
  try {
    return path.dirname(require.resolve(`${PACKAGE}/package.json`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function hasAddon(folder: string): boolean {
  const lib = path.join(folder, 'lib');
  return existsSync(lib) && readdirSync(lib).some((name) => existsSync(path.join(lib, name, ADDON)));
}

/** Node 23 removed two functions that the package calls in every operation. */
function restoreUtil(): void {
  const mutable: Record<string, unknown> = util as never;
  mutable.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  mutable.isArray ??= Array.isArray;
}

/** That a package loads proves nothing: its operations may still fail, or the device may compute nonsense. */
function checkArithmetic(tf: Tensorflow): void {
  const product = tf.tidy(() => {
    const ones = tf.exp(tf.zeros([2, 1]));
    return Array.from(tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), ones).dataSync());
  });
  if (product[0] !== 3 || product[1] !== 7) throw new Error(`a matrix product gives ${product}, expected 3,7`);
}
