import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { encodeNpy } from '../../../src/ilt/npy.js';
import { clearField, leading, readKernels } from '../../../src/ilt/optics/index.js';
import { readRegularFile } from '../../../src/run/index.js';
import { tensor } from '../../../src/tensor.js';
import { belongsTo } from '../../support/allure.js';
import { openIlt } from '../../support/openilt.js';

belongsTo('ilt', 'optics', 'kernel files');

const SIDE = 3;
const COUNT = 2;

/** Values that tell every place and both parts apart. */
const part = (k: number, y: number, x: number, imaginary: boolean) => 100 * k + 10 * y + x + (imaginary ? 0.5 : 0);

/** A complex array in single precision as NumPy writes it. */
function complexNpy(shape: readonly number[], data: Float32Array): Uint8Array {
  const real = encodeNpy(tensor([...shape], new Float64Array(shape.reduce((a, b) => a * b, 1))));
  const text = Buffer.from(real).toString('latin1');
  const head = real.length - 8 * shape.reduce((a, b) => a * b, 1);
  return Buffer.concat([Buffer.from(text.slice(0, head).replace('<f8', '<c8'), 'latin1'), Buffer.from(data.buffer)]);
}

function kernelNpy(value = (k: number, y: number, x: number, i: boolean) => part(k, y, x, i), side = SIDE) {
  const data: number[] = [];
  for (let k = 0; k < COUNT; k++)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) data.push(value(k, y, x, false), value(k, y, x, true));
  return complexNpy([COUNT, side, side], Float32Array.from(data));
}

/** The same kernel in OpenILT's binary form, which stores the transpose. */
function kernelBin(k: number, change: (view: DataView) => void = () => {}): Uint8Array {
  const bytes = new Uint8Array(20 + SIDE * SIDE * 8 + 4);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of [SIDE, SIDE, 2, k, 0].entries()) view.setInt32(4 * i, word);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      for (const i of [0, 1]) view.setFloat32(20 + 8 * (x * SIDE + y) + 4 * i, part(k, y, x, i === 1));
    }
  }
  change(view);
  return bytes;
}

const weights = encodeNpy(tensor([COUNT], Float64Array.of(3, 2)));
const text = (content: string) => Buffer.from(content);

type Files = Record<string, Uint8Array>;
const npyFiles: Files = {
  'k/focus_scales.npy': weights,
  'k/defocus_scales.npy': weights,
  'k/focus_24x35x35_c64.npy': kernelNpy(),
  'k/defocus_24x35x35_c64.npy': kernelNpy(),
};
const binFiles: Files = Object.fromEntries(
  ['M1OPC', 'M1OPC_def'].flatMap((folder) => [
    [`k/${folder}/scales.txt`, text('2\n3.0\n2.0\n')],
    ...[0, 1].map((k) => [`k/${folder}/fh${k}.bin`, kernelBin(k)] as const),
  ]),
);
const read = (files: Files, format: 'npy' | 'bin') =>
  readKernels('k', format, {
    read(_, path) {
      if (!(path in files)) throw new InputError(`${path}: absent`);
      return files[path];
    },
  });

describe("the contest's kernels", () => {
  it('are read from NumPy files: row fy, column fx, real and imaginary part', () => {
    const { focus, defocus } = read(npyFiles, 'npy');
    expect(focus).toMatchObject({ field: 2048, radius: 1, count: 2, weights: Float64Array.of(3, 2) });
    expect([focus.re[5], focus.im[5], focus.re[9 + 1]]).toEqual([part(0, 1, 2, false), part(0, 1, 2, true), 101]);
    expect(defocus).toEqual(focus);
  });

  it("are the same from OpenILT's binary files", () => {
    expect(read(binFiles, 'bin')).toEqual(read(npyFiles, 'npy'));
  });

  it('give a clear field, and the leading ones of them a part of it', () => {
    const { focus } = read(npyFiles, 'npy');
    const power = (k: number) => part(k, 1, 1, false) ** 2 + part(k, 1, 1, true) ** 2;
    expect(clearField(focus)).toBeCloseTo(3 * power(0) + 2 * power(1), 9);
    expect(clearField(leading(focus, 1, 'k'))).toBeCloseTo(3 * power(0), 9);
    expect(() => leading(focus, 3, 'k')).toThrow('k: 2 kernels; expected at least 3');
  });

  it.each<[string, 'npy' | 'bin', Files, string]>([
    ['no file', 'npy', { 'k/focus_scales.npy': weights }, 'focus_24x35x35_c64.npy: absent'],
    [
      'a kernel of wrong shape',
      'npy',
      { 'k/focus_24x35x35_c64.npy': encodeNpy(tensor([2, 3], new Float64Array(6))) },
      'k/focus_24x35x35_c64.npy: shape [2,3]; expected complex kernels [count, odd side, the same side]',
    ],
    [
      'an even side',
      'npy',
      { 'k/focus_24x35x35_c64.npy': complexNpy([2, 2, 2], new Float32Array(16)) },
      'shape [2,2,2,2]; expected complex kernels',
    ],
    [
      'NaN',
      'npy',
      { 'k/defocus_24x35x35_c64.npy': kernelNpy((k, y, x, i) => (k + y + x === 3 ? NaN : part(k, y, x, i))) },
      'k/defocus_24x35x35_c64.npy: a value that is not finite',
    ],
    [
      'no light at f = 0',
      'npy',
      { 'k/focus_24x35x35_c64.npy': kernelNpy((_, y, x) => (x === 1 && y === 1 ? 0 : 1)) },
      'a clear mask gives no light',
    ],
    [
      'fewer weights',
      'npy',
      { 'k/focus_scales.npy': encodeNpy(tensor([1], Float64Array.of(1))) },
      'k/focus_scales.npy: shape [1]; expected the weights of 2 kernels',
    ],
    [
      'a negative weight',
      'npy',
      { 'k/focus_scales.npy': encodeNpy(tensor([2], Float64Array.of(1, -1))) },
      'a negative weight',
    ],
    [
      'another radius out of focus',
      'npy',
      { 'k/defocus_24x35x35_c64.npy': kernelNpy(() => 1, 5) },
      'k: kernels of radius 1 in focus and 2 out of it',
    ],
    ['weights in words', 'bin', { 'k/M1OPC/scales.txt': text('2\n3\nx\n') }, 'k/M1OPC/scales.txt: expected the number'],
    ['too few weights', 'bin', { 'k/M1OPC/scales.txt': text('3\n3\n1\n') }, 'k/M1OPC/scales.txt: expected the number'],
    [
      'no bytes',
      'bin',
      { 'k/M1OPC/fh1.bin': text('') },
      'k/M1OPC/fh1.bin: header [], 0 bytes; expected a square kernel',
    ],
    ['a torn kernel', 'bin', { 'k/M1OPC/fh0.bin': kernelBin(0).subarray(0, 60) }, '60 bytes; expected a square kernel'],
    [
      'an absurd side',
      'bin',
      {
        'k/M1OPC/fh0.bin': kernelBin(0, (view) => {
          view.setInt32(0, 2 ** 31 - 1);
          view.setInt32(4, 2 ** 31 - 1);
        }),
      },
      'header [2147483647,2147483647,2]',
    ],
  ])('with %s are refused in one line', (_, format, changed, message) => {
    const base = changed['k/focus_scales.npy'] === weights ? {} : format === 'npy' ? npyFiles : binFiles;
    const act = () => read({ ...base, ...changed }, format);
    expect(act).toThrow(InputError);
    expect(act).toThrow(message);
  });

  it('of the contest itself pass the clear field that OpenILT gives', (context) => {
    const folder = openIlt(context);
    const { focus, defocus } = readKernels(`${folder}/kernels`, 'npy', { read: (_, path) => readRegularFile(path) });
    expect(focus).toMatchObject({ radius: 17, count: 24 });
    // four digits are what the specification of the model gives
    expect(clearField(focus)).toBeCloseTo(0.9515, 4);
    expect(clearField(defocus)).toBeCloseTo(0.9417, 4);
  });
});
