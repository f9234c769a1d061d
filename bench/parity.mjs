import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machineFacts } from './table.mjs';

/*
 * Times the comparison of two runs, and the bisect of a fault, by the command as its users start it; and how much memory the
 * comparison of ten times as many checkpoints takes.
 *
 * usage: node bench/parity.mjs [--rounds N]
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`bench: --rounds ${values.rounds}: expected a whole number from 1`);
  process.exit(2);
}
const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const part = fileURLToPath(new URL('parity-bisect.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
// prints what the process used as its last line
const used = `process.on('exit', () => { const { userCPUTime: u, systemCPUTime: s, maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ cpu: (u + s) / 1e6, memory: maxRSS / 1024 })); });`;
const meter = `data:text/javascript,${encodeURIComponent(used)}`;

/** @param {readonly string[]} args */
function timed(args) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', meter, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  // 1: what is compared differs
  if (status !== 0 && status !== 1) throw new Error(stderr);
  const wall = (performance.now() - began) / 1000;
  const lines = stdout.trim().split('\n');
  return {
    said: lines[0],
    wall,
    .../** @type {{ cpu: number, memory: number }} */ (JSON.parse(lines[lines.length - 1])),
  };
}

const GAUSSIAN = [command, 'run', 'gaussian', '--iterations', '10000', '--no-pictures'];
const records = [
  [...GAUSSIAN, '--checkpoint-every', '10', '--out', 'a'],
  [...GAUSSIAN, '--checkpoint-every', '10', '--out', 'same'],
  [...GAUSSIAN, '--checkpoint-every', '10', '--set', 'lr=0.0011', '--out', 'other'],
  [...GAUSSIAN, '--checkpoint-every', '100', '--out', 'sparse'],
  [...GAUSSIAN, '--checkpoint-every', '100', '--set', 'lr=0.0011', '--out', 'sparse-other'],
];
/** @type {readonly [string, readonly string[]][]} */
const tasks = [
  ['compare, 1,000 checkpoints, the same', [command, 'compare', 'a', 'same']],
  ['compare, 1,000 checkpoints, all different', [command, 'compare', 'a', 'other', '--despite', 'lr']],
  ['compare, 100 checkpoints, all different', [command, 'compare', 'sparse', 'sparse-other', '--despite', 'lr']],
  ['bisect, a fault at iteration 137', [part, 'sparse', '137']],
  ['bisect, a fault at iteration 9,973', [part, 'sparse', '9973']],
];
try {
  console.log(machineFacts());
  for (const args of records) timed(args);
  const found = tasks.map(() => /** @type {ReturnType<typeof timed>[]} */ ([]));
  for (let round = 0; round < rounds; round++) {
    for (const [i, [, args]] of tasks.entries()) found[i].push(timed(args));
  }
  tasks.forEach(([name], i) => {
    /** @param {'cpu' | 'wall' | 'memory'} key */
    const median = (key) => found[i].map((each) => each[key]).sort((a, b) => a - b)[rounds >> 1];
    console.log(
      `${name}: ${median('cpu').toFixed(2)} s of CPU, ${median('wall').toFixed(2)} s elapsed, ${median('memory').toFixed(0)} MiB at most`,
    );
    console.log(`  ${found[i][0].said}`);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
