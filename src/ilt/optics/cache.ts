import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { tensor } from '../../tensor.js';
import { decodeNpy, encodeNpy } from '../npy.js';
import { binsOf, checkKernels, type KernelSet } from './kernels.js';

/** Where kernels are kept between runs, by a key that says what they are of. */
export interface KernelCache {
  read(key: string): KernelSet | undefined;
  write(key: string, set: KernelSet): void;
}

/** Numbers in front of the weights: field, radius, count, energy. */
const HEAD = 4;

/**
 * Files of one NumPy array each in a folder: field, radius, count and energy, the weights, then all real and all imaginary
 * parts. A file that cannot be read, or holds something else, counts as absent; a folder that cannot be written is let be.
 */
export function folderCache(folder: string): KernelCache {
  const place = (key: string) => join(folder, `${key}.npy`);
  return {
    read(key) {
      try {
        return unpack(decodeNpy(readFileSync(place(key)), place(key)).data as Float64Array, place(key));
      } catch {
        return undefined;
      }
    },
    write(key, { field, radius, count, energy = 0, weights, re, im }) {
      const data = new Float64Array(HEAD + weights.length + re.length + im.length);
      data.set([field, radius, count, energy]);
      data.set(weights, HEAD);
      data.set(re, HEAD + weights.length);
      data.set(im, HEAD + weights.length + re.length);
      // whole or not at all, also when two runs write it at once
      const unfinished = join(folder, `.${key}.${process.pid}.tmp`);
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(unfinished, encodeNpy(tensor([data.length], data)));
        renameSync(unfinished, place(key));
      } catch {}
    },
  };
}

/** The cache of the user: PLUMBLINE_CACHE, or `plumbline` in XDG_CACHE_HOME or ~/.cache. */
export function userCache(): KernelCache {
  const { PLUMBLINE_CACHE, XDG_CACHE_HOME } = process.env;
  return folderCache(PLUMBLINE_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'plumbline'));
}

function unpack(data: Float64Array, file: string): KernelSet | undefined {
  const [field, radius, count, energy] = data;
  const size = count * binsOf({ radius });
  if (data.length !== HEAD + count + 2 * size) return undefined;
  const from = (start: number, length: number) => data.slice(HEAD + start, HEAD + start + length);
  const parts = { weights: from(0, count), re: from(count, size), im: from(count + size, size) };
  return checkKernels({ field, radius, count, energy, ...parts }, file);
}
