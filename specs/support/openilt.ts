import { existsSync, readFileSync } from 'node:fs';
import type { TestContext } from 'vitest';
import { centered, type Layout, parseGlp } from '../../src/ilt/layout/index.js';
import { decodeNpy, type NpyData } from '../../src/ilt/npy.js';
import type { Tensor } from '../../src/tensor.js';
import { notTriggered } from './allure.js';

/** The folder of OpenILT's own kernels, layouts and traces, which are not the project's; ends the test where it is not named. */
export function openIlt(context: TestContext): string {
  const folder = process.env.PLUMBLINE_OPENILT;
  if (folder === undefined || !existsSync(folder)) notTriggered(context, 'PLUMBLINE_OPENILT names no folder');
  return folder;
}

/** A contest layout in the middle of its field. */
export const contestLayout = (folder: string, number: number, size = 2048): Layout => {
  const file = `${folder}/layouts/M1_test${number}.glp`;
  return centered(parseGlp(readFileSync(file, 'utf8'), file), size);
};

export const openIltArray = (folder: string, name: string): Tensor<NpyData> =>
  decodeNpy(readFileSync(`${folder}/golden/${name}`), name);

/** The bits of a row-major image that numpy.packbits packed row by row. */
export const unpackBits = (packed: ArrayLike<number>): Uint8Array =>
  Uint8Array.from({ length: packed.length * 8 }, (_, i) => (packed[i >> 3] >> (7 - (i & 7))) & 1);
