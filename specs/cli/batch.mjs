// Runs many command lines in one process, since starting one takes longer than most of them: the command's main module
// is evaluated anew for each. Reads a JSON array of argument lists on stdin, prints a JSON array of results.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const main = new URL('../../dist/cli/main.js', import.meta.url);
const print = process.stdout.write.bind(process.stdout);

const results = [];
for (const [i, args] of JSON.parse(await text(process.stdin)).entries()) {
  const before = contents();
  const result = { code: 0, stdout: '', stderr: '' };
  process.stdout.write = (chunk) => keep(result, 'stdout', chunk);
  process.stderr.write = (chunk) => keep(result, 'stderr', chunk);
  process.argv = [process.execPath, 'plumbline', ...args];
  process.exitCode = 0;
  await import(`${main}?${i}`);
  result.code = Number(process.exitCode);
  const after = contents();
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  results.push({ ...result, touched: names.filter((name) => before[name] !== after[name]) });
}
process.exitCode = 0;
print(JSON.stringify(results));

/**
 * @param {{ stdout: string, stderr: string }} result
 * @param {'stdout' | 'stderr'} stream
 * @param {string | Uint8Array} chunk
 */
function keep(result, stream, chunk) {
  result[stream] += chunk;
  return true;
}

/** Everything below the working folder, by path. */
function contents() {
  /** @type {Record<string, string>} */
  const found = {};
  for (const entry of readdirSync('.', { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    found[path] = entry.isFile() ? readFileSync(path, 'latin1') : 'no file';
  }
  return found;
}
