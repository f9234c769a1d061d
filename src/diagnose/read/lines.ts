import { readSync } from 'node:fs';
import { InputError } from '../../errors.js';

const CHUNK = 1 << 20;
/** A line that is longer is no row of numbers. */
const LONGEST = 1 << 24;
const NEWLINE = 0x0a;

/**
 * Hands over the lines of an open file one after the other, as places in a buffer that is used again, without their newline.
 * Memory is that of one chunk, or of the longest line. `isWhole` is false for what follows the last newline.
 */
export function eachLine(
  file: number,
  path: string,
  hear: (bytes: Buffer, begin: number, end: number, isWhole: boolean) => void,
): void {
  let bytes = Buffer.allocUnsafe(CHUNK);
  let held = 0;
  for (;;) {
    const read = readSync(file, bytes, held, bytes.length - held, null);
    const end = held + read;
    let begin = 0;
    for (;;) {
      const newline = bytes.indexOf(NEWLINE, Math.max(begin, begin === 0 ? held : begin));
      if (newline < 0 || newline >= end) break;
      hear(bytes, begin, newline, true);
      begin = newline + 1;
    }
    if (read === 0) {
      if (begin < end) hear(bytes, begin, end, false);
      return;
    }
    held = end - begin;
    if (begin > 0) bytes.copyWithin(0, begin, end);
    if (held === bytes.length) {
      if (held >= LONGEST)
        throw new InputError(`${path}: a line of more than ${LONGEST} bytes; rows of numbers expected`);
      const larger = Buffer.allocUnsafe(2 * bytes.length);
      bytes.copy(larger, 0, 0, held);
      bytes = larger;
    }
  }
}
