// Compiles src to dist: TypeScript to JavaScript, AssemblyScript kernels to WebAssembly. A kernel is rebuilt only when a source is newer.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const assembly = join(root, 'src/kernels/assembly');
const kernels = ['gaussian-strict', 'gaussian-simd', 'clnf-simd', 'ilt-simd'];
// imported shared memory, so that worker threads work on one image; 4 GiB is the most that 32-bit WebAssembly can address
const shared = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'threads', ...shared];

/** @param {string} name a package's command */
const command = (name) => join(root, 'node_modules', ...name.split('/'));
/** @param {string} path a file that may not exist */
const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const newest = Math.max(
  ...readdirSync(assembly).map((file) => modified(join(assembly, file))),
  modified(fileURLToPath(import.meta.url)),
);
mkdirSync(join(root, 'dist/kernels'), { recursive: true });
for (const name of kernels) {
  const wasm = join(root, 'dist/kernels', `${name}.wasm`);
  if (modified(wasm) > newest) continue;
  execFileSync(
    process.execPath,
    [command('assemblyscript/bin/asc.js'), join(assembly, `${name}.ts`), ...options, '-o', wasm],
    { stdio: 'inherit' },
  );
}
execFileSync(process.execPath, [command('typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
// npx starts the command from its own package by its path
chmodSync(join(root, 'dist/cli/main.js'), 0o755);
