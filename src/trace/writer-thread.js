import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { workerData } from 'node:worker_threads';

/**
 * What `openWriter` and this thread share: counters that both wait on, and a port that carries batches in and failures out.
 * @typedef {{ counters: Int32Array, port: import('node:worker_threads').MessagePort }} Shared
 * @typedef {{ writer: number, bytes: number, operations: readonly import('./writer.js').Operation[] }} Batch
 */

const { counters, port } = /** @type {Shared} */ (workerData);
const [EVENTS, DONE, OUTSTANDING, DEAD] = [0, 1, 2, 3];
const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND, O_NOFOLLOW = 0 } = fs.constants;
// enough for the file system to gather many fsyncs into one commit, well below the usual limit of open files
const TOGETHER = 32;

/** Writers whose files may have a hole after a failure, and so get nothing more. */
const failed = new Set();
let temporaries = 0;

const signal = () => {
  Atomics.add(counters, EVENTS, 1);
  Atomics.notify(counters, EVENTS);
};

/** @param {string} path @param {number} flags */
function create(path, flags) {
  try {
    return fs.openSync(path, flags | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    // left by a process that was killed
    fs.unlinkSync(path);
    return fs.openSync(path, flags | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
  }
}

/** @param {number} file @param {Uint8Array} bytes */
function writeAll(file, bytes) {
  for (let at = 0; at < bytes.length; ) at += fs.writeSync(file, bytes, at);
}

/** @param {number} file @returns {Promise<void>} */
const sync = (file) => new Promise((done, fail) => fs.fsync(file, (error) => (error ? fail(error) : done())));

/**
 * Writes and syncs the temporary file of a replacement, which nobody sees yet; so the order among these is free.
 * @param {import('./writer.js').Operation} operation @returns {Promise<string | undefined>} the temporary file
 */
async function prepare(operation) {
  if (operation.kind !== 'replace') return undefined;
  const temporary = join(dirname(operation.path), `.${basename(operation.path)}.${temporaries++}.tmp`);
  const file = create(temporary, O_WRONLY);
  try {
    writeAll(file, operation.bytes);
    await sync(file);
    return temporary;
  } catch (error) {
    // a full disk needs the space back
    fs.rmSync(temporary, { force: true });
    throw error;
  } finally {
    fs.closeSync(file);
  }
}

/** @param {import('./writer.js').Operation} operation @param {string | undefined} temporary */
function show(operation, temporary) {
  const { path } = operation;
  if (operation.kind === 'replace') fs.renameSync(/** @type {string} */ (temporary), path);
  else if (operation.kind === 'append') append(path, operation.bytes);
  else if (operation.kind === 'remove') fs.rmSync(path, { force: true });
  else if (!fs.lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) fs.mkdirSync(path);
}

/** @param {string} path @param {Uint8Array} bytes */
function append(path, bytes) {
  const file = fs.openSync(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o666);
  try {
    writeAll(file, bytes);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

/** @param {string} path */
function syncFolder(path) {
  // a folder cannot be opened there
  if (process.platform === 'win32') return;
  const folder = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(folder);
  } finally {
    fs.closeSync(folder);
  }
}

/** @param {Batch} batch */
async function perform({ writer, bytes, operations }) {
  try {
    if (!failed.has(writer)) await performAll(operations);
  } catch (error) {
    failed.add(writer);
    port.postMessage({ writer, message: /** @type {Error} */ (error).message });
  }
  Atomics.sub(counters, OUTSTANDING, bytes);
  Atomics.add(counters, DONE, 1);
  signal();
}

/**
 * Operations whose temporary files can be written at once; a folder must stand before what goes into it.
 * @param {Batch['operations']} operations
 */
function* groups(operations) {
  let start = 0;
  for (let end = 1; end <= operations.length; end++) {
    if (end < operations.length && end - start < TOGETHER && operations[end - 1]?.kind !== 'folder') continue;
    yield operations.slice(start, end);
    start = end;
  }
}

/** @param {Batch['operations']} operations */
async function performAll(operations) {
  /** @type {Set<string>} */
  const folders = new Set();
  for (const group of groups(operations)) {
    const prepared = await Promise.allSettled(group.map(prepare));
    try {
      group.forEach((operation, index) => {
        const temporary = /** @type {PromiseSettledResult<string | undefined>} */ (prepared[index]);
        naming(operation.path, () => {
          if (temporary.status === 'rejected') throw temporary.reason;
          show(operation, temporary.value);
        });
        folders.add(dirname(operation.path));
      });
    } catch (error) {
      for (const temporary of prepared) {
        if (temporary.status === 'fulfilled' && temporary.value) fs.rmSync(temporary.value, { force: true });
      }
      throw error;
    }
  }
  for (const folder of folders) naming(folder, () => syncFolder(folder));
}

/** @param {string} path @param {() => void} change */
function naming(path, change) {
  try {
    change();
  } catch (error) {
    throw new Error(`${path}: cannot write: ${/** @type {Error} */ (error).message}`);
  }
}

process.on('exit', () => {
  Atomics.store(counters, DEAD, 1);
  signal();
});

let last = Promise.resolve();
port.on('message', (/** @type {Batch} */ batch) => {
  last = last.then(() => perform(batch));
});
