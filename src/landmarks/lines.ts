import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '../errors.js';

/** A text file line by line: a window over its bytes that moves on. */
export interface Lines {
  /** Moves on to the next line that is not empty; false after the last. */
  next(): boolean;
  /** The line is `bytes` from `from` to `to`, without what ends it. */
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  /** The number of the line, from 1. */
  readonly line: number;
  /** How much has been read, 0 to 1. */
  progress(): number;
  close(): void;
}

const [NEWLINE, RETURN] = [0x0a, 0x0d] as const;
/** The longest line, and all the memory that a file takes. */
const LONGEST = 1024 * 1024;

/** Opens a text file of any length. Throws InputError, from here or from `next`, when it is no file, or a line is over 1 MiB. */
export function openLines(file: string): Lines {
  const { descriptor, size } = open(file);
  const bytes = Buffer.allocUnsafeSlow(2 * LONGEST);
  let [read, start, end, from, to, line] = [0, 0, 0, 0, 0, 0];
  let isOpen = true;

  /** Reads on behind what is not yet used, which moves to the front; false at the end of the file. */
  const fill = (): boolean => {
    if (end - start > LONGEST) throw new InputError(`${file}: line ${line + 1}: over ${LONGEST} bytes; expected fewer`);
    bytes.copyWithin(0, start, end);
    [start, end] = [0, end - start];
    const count = readSync(descriptor, bytes, end, bytes.length - end, null);
    if (read === 0 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)) start = 3;
    read += count;
    end += count;
    return count > 0;
  };

  return {
    next() {
      let searched = start;
      for (;;) {
        let newline = bytes.subarray(0, end).indexOf(NEWLINE, searched);
        if (newline < 0) {
          searched = end - start;
          if (fill()) continue;
          if (start === end) return false;
          newline = end; // the last line need not be ended
        }
        [from, to, start] = [start, newline, Math.min(newline + 1, end)];
        searched = start;
        line++;
        if (to > from && bytes[to - 1] === RETURN) to--;
        if (to > from) return true;
      }
    },
    bytes,
    get from() {
      return from;
    },
    get to() {
      return to;
    },
    get line() {
      return line;
    },
    progress: () => (size === 0 ? 1 : Math.min(1, (read - (end - start)) / size)),
    close() {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf);

function open(file: string): { descriptor: number; size: number } {
  let descriptor: number | undefined;
  try {
    // a pipe is opened without waiting for its other end, so that it cannot stop the program
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const facts = fstatSync(descriptor);
    if (facts.isFile()) return { descriptor, size: facts.size };
  } catch (error) {
    throw new InputError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  closeSync(descriptor);
  throw new InputError(`${file}: expected a file`);
}
