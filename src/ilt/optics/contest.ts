import { InputError } from '../../errors.js';
import type { Inputs } from '../../subject.js';
import { decodeNpy } from '../npy.js';
import { checkKernels, type KernelSet, type Kernels } from './kernels.js';

/** The contest's field is 2048 nm wide whatever the number of pixels on it. Source: ICCAD-2013 contest, problem C. */
const FIELD = 2048;
const MOST_KERNELS = 1024;
const LARGEST_RADIUS = 127;

/** How a folder's files are named: NumPy arrays, or the binary files that OpenILT ships. */
export type KernelFormat = 'npy' | 'bin';

/** Reads the contest's kernels of both focal conditions from a folder. Throws InputError. */
export function readKernels(folder: string, format: KernelFormat, inputs: Inputs): Kernels {
  const read = format === 'npy' ? readNpySet : readBinSet;
  const [focus, defocus] = [read(folder, 'focus', inputs), read(folder, 'defocus', inputs)];
  if (focus.radius !== defocus.radius) {
    throw new InputError(`${folder}: kernels of radius ${focus.radius} in focus and ${defocus.radius} out of it`);
  }
  return { focus, defocus };
}

type Condition = keyof Kernels;

/** `focus_24x35x35_c64.npy` [k][fy][fx] complex and `focus_scales.npy` [k]. */
function readNpySet(folder: string, condition: Condition, inputs: Inputs): KernelSet {
  const scales = `${folder}/${condition}_scales.npy`;
  const file = `${folder}/${condition}_24x35x35_c64.npy`;
  const weights = decodeNpy(inputs.read(`${condition}_scales`, scales), scales);
  const { shape, data } = decodeNpy(inputs.read(`${condition}_kernels`, file), file);
  const [count, height, width, parts] = shape;
  const radius = (width - 1) / 2;
  if (shape.length !== 4 || parts !== 2 || height !== width || !isRadius(radius) || !isCount(count)) {
    throw new InputError(`${file}: shape [${shape}]; expected complex kernels [count, odd side, the same side]`);
  }
  if (weights.shape.join() !== String(count)) {
    throw new InputError(`${scales}: shape [${weights.shape}]; expected the weights of ${count} kernels`);
  }
  const part = (offset: number) => Float64Array.from({ length: data.length / 2 }, (_, i) => data[2 * i + offset]);
  const set = { field: FIELD, radius, count, weights: Float64Array.from(weights.data), re: part(0), im: part(1) };
  return checkKernels(set, file);
}

/** `M1OPC/fh0.bin`, `fh1.bin`, … and `scales.txt` beside them; defocus in `M1OPC_def`. */
function readBinSet(folder: string, condition: Condition, inputs: Inputs): KernelSet {
  const place = `${folder}/${condition === 'focus' ? 'M1OPC' : 'M1OPC_def'}`;
  const weights = parseScales(inputs.read(`${condition}_scales`, `${place}/scales.txt`), `${place}/scales.txt`);
  const count = weights.length;
  const kernels = Array.from(weights, (_, k) => {
    const file = `${place}/fh${k}.bin`;
    return decodeFh(inputs.read(`${condition}_fh${k}`, file), file);
  });
  const { radius } = kernels[0];
  const other = kernels.findIndex((kernel) => kernel.radius !== radius);
  if (other >= 0) {
    throw new InputError(`${place}/fh${other}.bin: radius ${kernels[other].radius}; expected ${radius} as in fh0.bin`);
  }
  const join = (part: 're' | 'im') => Float64Array.from(kernels.flatMap((kernel) => Array.from(kernel[part])));
  return checkKernels({ field: FIELD, radius, count, weights, re: join('re'), im: join('im') }, `${place}/fh*.bin`);
}

/** The weights in text: how many, then each. */
export function parseScales(bytes: Uint8Array, file: string): Float64Array {
  const [count, ...weights] = Buffer.from(bytes).toString('latin1').trim().split(/\s+/).map(Number);
  if (!isCount(count) || weights.length !== count || !weights.every(Number.isFinite)) {
    throw new InputError(`${file}: expected the number of weights and then as many numbers`);
  }
  return Float64Array.from(weights);
}

/**
 * One kernel of OpenILT's `fh*.bin`: big-endian int32 width, height, 2 and two more words, then width * height pairs of
 * float32. What is stored is the transpose of the kernel.
 */
export function decodeFh(bytes: Uint8Array, file: string): Pick<KernelSet, 'radius' | 're' | 'im'> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = bytes.length < 20 ? [] : [0, 4, 8].map((offset) => view.getInt32(offset));
  const [side, height, parts] = words;
  const radius = (side - 1) / 2;
  if (side !== height || parts !== 2 || !isRadius(radius) || bytes.length < 20 + side * side * 8) {
    throw new InputError(
      `${file}: header [${words}], ${bytes.length} bytes; expected a square kernel of complex numbers`,
    );
  }
  const at = (offset: number) =>
    Float64Array.from({ length: side * side }, (_, i) => {
      const transposed = (i % side) * side + Math.floor(i / side);
      return view.getFloat32(20 + 8 * transposed + offset);
    });
  return { radius, re: at(0), im: at(4) };
}

const isRadius = (radius: number): boolean => Number.isInteger(radius) && radius >= 1 && radius <= LARGEST_RADIUS;
const isCount = (count: number): boolean => Number.isInteger(count) && count >= 1 && count <= MOST_KERNELS;
