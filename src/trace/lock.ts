import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../errors.js';
import { codeOf, readFile, reasonOf } from './files.js';
import { quote } from './json.js';
import { LOCK } from './layout.js';

// ended, but its parent has not asked yet how
const ZOMBIE = 'Z';

/** Who holds a run: `began` tells apart two processes that were given the same id one after the other. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly began: string;
}

/**
 * Makes this process the only one that writes in `folder`, and returns what gives it back. A lock whose process is gone from
 * this host is taken over. Throws InputError when another process holds it.
 */
export function lock(folder: string): () => void {
  const path = join(folder, LOCK);
  const own = JSON.stringify({ pid: process.pid, host: hostname(), began: statOf(process.pid)[1] });
  // a file appears under its name with its content or not at all, so that a kill leaves no lock that names nobody
  const draft = join(folder, `.${LOCK}.${process.pid}.tmp`);
  try {
    rmSync(draft, { force: true });
    writeFileSync(draft, own, { flag: 'wx' });
    if (!take(draft, path)) {
      dropIfStale(folder, path);
      if (!take(draft, path)) throw inUse(folder, path);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: cannot write: ${reasonOf(error)}`);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (read(path) === own) rmSync(path, { force: true });
  };
}

function take(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function dropIfStale(folder: string, path: string): void {
  const text = read(path);
  if (text === undefined) return;
  const holder = holderOf(text);
  if (holder === undefined || isAlive(holder)) throw inUse(folder, path);
  // moved aside before it is dropped: of two processes that found it stale, one may already have put its own in its place
  const aside = join(folder, `.${LOCK}.${process.pid}.stale.tmp`);
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== text) take(aside, path);
  rmSync(aside, { force: true });
}

function inUse(folder: string, path: string): InputError {
  const holder = holderOf(read(path) ?? '');
  if (holder === undefined)
    return new InputError(`${path}: not a lock of this program; remove it if nothing writes there`);
  const where = holder.host === hostname() ? '' : ` on ${quote(holder.host)}; remove ${LOCK} if it is gone`;
  return new InputError(`${folder}: in use by process ${holder.pid}${where}`);
}

function holderOf(text: string): Holder | undefined {
  try {
    const { pid, host, began } = JSON.parse(text);
    return Number.isSafeInteger(pid) && pid > 0 && typeof host === 'string'
      ? { pid, host, began: String(began) }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, host, began }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // another user's process is alive too
    if (codeOf(error) === 'ESRCH') return false;
  }
  const [state, now] = statOf(pid);
  return state !== ZOMBIE && (began === '' || now === '' || began === now);
}

/** A process's state, and when it began in the system's own count; empty where the system does not say (proc_pid_stat(5)). */
function statOf(pid: number): [state: string, began: string] {
  let stat = '';
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return ['', ''];
  }
  // the second field, the command, may hold anything but ends with the last bracket
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [fields[0] ?? '', fields[19] ?? ''];
}

function read(path: string): string | undefined {
  try {
    return new TextDecoder().decode(readFile(path, 4096));
  } catch {
    return undefined;
  }
}
