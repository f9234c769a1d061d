import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { gaussian } from '../../src/gaussian/index.js';
import { startRun } from '../../src/run/index.js';
import { encodeState, lock, openRun } from '../../src/trace/index.js';
import { belongsTo } from '../support/allure.js';
import { SMALL } from '../support/toy-runs.js';
import { type BatchResult, runBatch } from './batch.js';
import { expectRefusal } from './refusal.js';

belongsTo('harness', 'cli', 'bad input');

const NEWEST = 'checkpoints/000020.safetensors';
let cwd: string;
const file = (...path: string[]) => join(cwd, ...path);

/** Changes a file of a run: gets its bytes and gives new ones. */
const edit = (name: string, change: (bytes: Buffer) => Uint8Array | string) => (run: string) =>
  writeFileSync(file(run, name), change(readFileSync(file(run, name))));
/** Changes run.json: gets its content and may change it in place. */
const manifest = (change: (content: Record<string, unknown> & { config: object }) => void) =>
  edit('run.json', (bytes) => {
    const content = JSON.parse(bytes.toString());
    change(content);
    return JSON.stringify(content);
  });
const flip = (at: (length: number) => number) => (bytes: Buffer) => {
  bytes[at(bytes.length)] ^= 1;
  return bytes;
};
const each =
  (...names: string[]) =>
  (change: (name: string) => (run: string) => void) =>
  (run: string) => {
    for (const name of names) change(name)(run);
  };
const checkpoints = each('checkpoints/000000.safetensors', 'checkpoints/000010.safetensors', NEWEST);
const asIs = () => {};

const MORE = ['--iterations', '30'];
/** What is done to a run of 20 iterations, what its resume is given, and what it says; RUN stands for the folder. */
const runs: [string, (run: string) => void, string[], RegExp][] = [
  ['no run.json', (run) => rmSync(file(run, 'run.json')), MORE, /^RUN\/run\.json: not found$/],
  [
    'a run.json that is a link',
    (run) => relink(run),
    MORE,
    /^RUN\/run\.json: a symbolic link, a regular file expected$/,
  ],
  ['a run.json that is no JSON', edit('run.json', () => 'runs!'), MORE, /^RUN\/run\.json: not valid JSON$/],
  ['a run.json that is empty', edit('run.json', () => ''), MORE, /^RUN\/run\.json: not valid JSON$/],
  [
    'a run.json that breaks off',
    edit('run.json', (bytes) => bytes.subarray(0, 200)),
    MORE,
    /^RUN\/run\.json: not valid JSON$/,
  ],
  ['a run.json that is null', edit('run.json', () => 'null'), MORE, /^RUN\/run\.json: /],
  [
    'a run.json of the future',
    manifest((content) => Object.assign(content, { version: 2 })),
    MORE,
    /^RUN\/run\.json: version is 2, written by a newer program/,
  ],
  [
    'a run.json of another subject',
    manifest((content) => Object.assign(content, { subject: 'toString' })),
    MORE,
    /^RUN\/run\.json: subject: no subject "toString"; expected gaussian, ilt or clnf$/,
  ],
  [
    'a run.json of an engine unknown',
    manifest((content) => Object.assign(content, { engine: 'abacus' })),
    MORE,
    /^RUN\/run\.json: engine "abacus"; expected simd, strict, tensorflow$/,
  ],
  [
    'a run.json with a setting unknown',
    manifest(({ config }) => Object.assign(config, { rate: 1 })),
    MORE,
    /^setting rate: not known/,
  ],
  [
    'a run.json with a setting out of range',
    manifest(({ config }) => Object.assign(config, { lr: -1 })),
    MORE,
    /^setting lr=-1: expected a number from 0 to 10$/,
  ],
  [
    'a run.json of more Gaussians',
    manifest(({ config }) => Object.assign(config, { gaussians: 9 })),
    MORE,
    /^RUN: checkpoint 20: position is Float32Array \[8,2\]; expected floats \[9,2\]$/,
  ],
  [
    'a run.json whose start is negative',
    manifest((content) => Object.assign(content, { start: -1 })),
    MORE,
    /^RUN\/run\.json: start: /,
  ],
  [
    'other columns',
    edit('scalars.csv', (bytes) => bytes.toString().replace('loss', 'cost')),
    MORE,
    /^RUN\/scalars\.csv: line 1: columns /,
  ],
  [
    'rows that are no numbers',
    edit('scalars.csv', (bytes) => bytes.toString().replace(/,[\d.e-]+\n3,/, ',x\n3,')),
    MORE,
    /^RUN\/scalars\.csv: line 3: /,
  ],
  [
    'no whole checkpoint',
    checkpoints((name) => edit(name, (bytes) => bytes.subarray(0, 99))),
    MORE,
    /^RUN: no whole checkpoint: RUN\/checkpoints\/000020\.safetensors: /,
  ],
  [
    'no checkpoint at all',
    (run) => rmSync(file(run, 'checkpoints'), { recursive: true }),
    MORE,
    /^RUN: no whole checkpoint$/,
  ],
  [
    'no iteration ahead',
    asIs,
    ['--iterations', '20'],
    /^RUN: already at iteration 20; expected --iterations above it$/,
  ],
  ['nothing left to do', asIs, [], /^RUN: already at iteration 20; expected --iterations above it$/],
  [
    'a change that no engine can do',
    asIs,
    [...MORE, '--set', 'precision=f64', '--engine', 'simd'],
    /^setting precision=f64: /,
  ],
  ['a setting unknown', asIs, [...MORE, '--set', '__proto__=1'], /^setting __proto__: not known/],
  ['an image in place', asIs, [...MORE, '--set', 'image=../image.png'], /^\.\.\/image\.png: cannot be read/],
  ['--out in itself', asIs, [...MORE, '--out', 'RUN'], /^RUN: already holds files; give another --out$/],
  ['a lock of a process that lives', asIs, MORE, /^RUN: in use by process \d+$/],
  [
    'a lock that is none',
    (run) => writeFileSync(file(run, 'run.lock'), 'mine'),
    MORE,
    /^RUN\/run\.lock: not a lock of this program/,
  ],
];
const LOCKED = runs.findIndex(([name]) => name.startsWith('a lock of'));

/** What is done to a checkpoint of a run that is resumed from just there. */
const points: [string, (run: string) => void, string, RegExp][] = [
  [
    'a checkpoint that breaks off',
    edit(NEWEST, (bytes) => bytes.subarray(0, -8)),
    '20',
    /^RUN\/checkpoints\/000020\.safetensors: /,
  ],
  [
    'a checkpoint with a bit flipped in its data',
    edit(
      NEWEST,
      flip((length) => length - 5),
    ),
    '20',
    /^RUN\/checkpoints\/000020\.safetensors: /,
  ],
  [
    'a checkpoint with a bit flipped in its header',
    edit(
      NEWEST,
      flip(() => 30),
    ),
    '20',
    /^RUN\/checkpoints\/000020\.safetensors: /,
  ],
  [
    'a checkpoint of absurd length',
    edit(
      NEWEST,
      flip(() => 6),
    ),
    '20',
    /^RUN\/checkpoints\/000020\.safetensors: /,
  ],
  [
    'a checkpoint of another subject',
    (run) => otherSubject(run),
    '20',
    /^RUN\/checkpoints\/000020\.safetensors: metadata subject is "ilt", "gaussian" expected$/,
  ],
  [
    'a checkpoint of another iteration',
    (run) => cpSync(file(run, 'checkpoints/000010.safetensors'), file(run, NEWEST)),
    '20',
    /metadata iteration is "10", "20" expected by its name$/,
  ],
  ['a checkpoint that is not there', asIs, '15', /^RUN: no checkpoint 15; expected one of 0, 10, 20$/],
  [
    'an iteration beyond all numbers',
    asIs,
    '99999999999999999999',
    /^RUN: no checkpoint 100000000000000000000; expected one of 0, 10, 20$/,
  ],
  ['an iteration in words', asIs, 'ten', /^RUN@ten: no such run folder$/],
  ['a negative iteration', asIs, '-10', /^RUN@-10: no such run folder$/],
];

const gaussians = [{ position: [0.5, 0.5], scale: [0.1, 0.1], color: [1, 0, 0] }];
const json = (content: object) => JSON.stringify({ iteration: 5, gaussians, ...content });
const imports: [string, string, string[], RegExp][] = [
  ['text', 'not JSON', [], /^FILE: expected a checkpoint in JSON$/],
  ['bytes that are no text', '\xff\xfe{}', [], /^FILE: expected a checkpoint in JSON$/],
  ['no Gaussians', '{"iteration": 5}', [], /^FILE: gaussians: /],
  ['an empty list of Gaussians', json({ gaussians: [] }), [], /^FILE: gaussians: /],
  [
    'moments of another length',
    json({ m: [...gaussians, ...gaussians] }),
    [],
    /^FILE: m\.position has 2 entries; expected 1, one a Gaussian$/,
  ],
  [
    'flat moments of another length',
    json({ v_scale: [] }),
    [],
    /^FILE: v\.scale has 0 entries; expected 1, one a Gaussian$/,
  ],
  ['a rotation', json({ gaussians: [{ ...gaussians[0], rotation: 0.5 }] }), [], /^FILE: gaussians\.0\.rotation: /],
  [
    'a number beyond single precision',
    json({ gaussians: [{ ...gaussians[0], position: [1e300, 0] }] }),
    [],
    /^FILE: position holds a number beyond single precision$/,
  ],
  [
    'a position of three numbers',
    json({ gaussians: [{ ...gaussians[0], position: [0, 0, 0] }] }),
    [],
    /^FILE: gaussians\.0\.position: /,
  ],
  ['a negative iteration', json({ iteration: -1 }), [], /^FILE: iteration: /],
  [
    'an iteration that is reached',
    json({}),
    ['--iterations', '5'],
    /^FILE: already at iteration 5; expected --iterations above it$/,
  ],
  ['an unknown setting', json({}), ['--set', 'constructor=1'], /^setting constructor: not known/],
];

function otherSubject(run: string) {
  writeFileSync(file(run, NEWEST), encodeState('ilt', openRun(file(run)).state(20)));
}
function relink(run: string) {
  cpSync(file(run, 'run.json'), file(`${run}.manifest`));
  rmSync(file(run, 'run.json'));
  symlinkSync(`../${run}.manifest`, file(run, 'run.json'));
}

interface Case {
  readonly name: string;
  readonly args: string[];
  readonly message: RegExp;
  /** What RUN or FILE stands for. */
  readonly place: string;
}
const cases: Case[] = [
  { name: 'an absent folder', args: ['resume', 'absent'], message: /^absent: no such run folder$/, place: '' },
  { name: 'a file', args: ['resume', 'import-0.json/'], message: /^import-0\.json\/: no such run folder$/, place: '' },
  ...runs.map(([name, , args, message], i) => {
    const place = `run-${i}`;
    return { name, args: ['resume', place, ...args.map((arg) => (arg === 'RUN' ? place : arg))], message, place };
  }),
  ...points.map(([name, , iteration, message], i) => {
    const place = `point-${i}`;
    return { name: `RUN@: ${name}`, args: ['resume', `${place}@${iteration}`, ...MORE], message, place };
  }),
  ...imports.map(([name, , args, message], i) => {
    const place = `import-${i}.json`;
    return { name: `JSON: ${name}`, args: ['resume', place, '--iterations', '9', ...args], message, place };
  }),
];

let results: BatchResult[];
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'plumbline-bad-'));
  const parent = mkdtempSync(join(tmpdir(), 'plumbline-good-'));
  await startRun(gaussian, SMALL, join(parent, 'run'), { iterations: 20, checkpointEvery: 10 });
  for (const [kind, damages] of [
    ['run', runs],
    ['point', points],
  ] as const) {
    damages.forEach(([, damage], i) => {
      cpSync(join(parent, 'run'), file(`${kind}-${i}`), { recursive: true });
      damage(`${kind}-${i}`);
    });
  }
  imports.forEach(([, content], i) => {
    writeFileSync(file(`import-${i}.json`), content, 'latin1');
  });
  const release = lock(file(`run-${LOCKED}`));
  try {
    results = await runBatch(
      cases.map(({ args }) => args),
      cwd,
    );
  } finally {
    release();
    rmSync(parent, { recursive: true });
  }
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('a resume is refused in one line with code 2, and writes nothing:', () => {
  it.each(cases.map(({ name, message, place }, i) => [name, message, place, i] as const))(
    '%s',
    (_, message, place, i) => {
      const name = place.startsWith('import') ? 'FILE' : 'RUN';
      expectRefusal(results[i], message, (line) => (place === '' ? line : line.replaceAll(place, name)));
    },
  );
});
