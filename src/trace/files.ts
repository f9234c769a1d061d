import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isAbsolute, posix } from 'node:path';
import { InputError } from '../errors.js';

// absent on Windows, where making a symbolic link is a privilege
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/**
 * The bytes of a regular file of at most `limit` bytes. Throws InputError when it is absent, a link, a pipe, a folder, or
 * larger. A pipe is opened without waiting for its other end, so that an odd file cannot stop the program.
 */
export function readFile(path: string, limit: number): Uint8Array<ArrayBuffer> {
  const { file, size } = openRegular(path);
  try {
    if (size > limit) throw new InputError(`${path}: ${size} bytes, at most ${limit} expected`);
    const bytes = new Uint8Array(size);
    let at = 0;
    while (at < bytes.length) {
      const read = readSync(file, bytes, at, bytes.length - at, null);
      if (read === 0) break;
      at += read;
    }
    return bytes.slice(0, at);
  } finally {
    closeSync(file);
  }
}

/** Opens a regular file to read from, with its size in bytes. The caller closes it. Throws InputError as {@link readFile}. */
export function openRegular(path: string): { file: number; size: number } {
  const file = open(path);
  const facts = fstatSync(file);
  if (facts.isFile()) return { file, size: facts.size };
  closeSync(file);
  throw new InputError(`${path}: not a regular file`);
}

function open(path: string): number {
  try {
    return openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw new InputError(`${path}: ${reasonOf(error)}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'not found',
  ENOTDIR: 'not found',
  ELOOP: 'a symbolic link, a regular file expected',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EISDIR: 'a folder, a file expected',
  EEXIST: 'a file, a folder expected',
  EROFS: 'on a read-only file system',
};

/** Why a system call failed, in words. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return REASONS[code] ?? (code || String(error));
}

/** The system's name of an error, such as ENOENT; empty for other errors. */
export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | null)?.code ?? '';

/** Whether a path from a file names something below the folder that the file lies in, on every platform. */
export function staysInside(path: string): boolean {
  if (path === '' || isAbsolute(path) || /[\\:\0]/.test(path)) return false;
  return path === posix.normalize(path) && path !== '.' && !path.endsWith('/') && path.split('/')[0] !== '..';
}
