import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { encodeNpy } from '../../src/ilt/npy.js';
import { tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';
import { type BatchResult, runBatch } from './batch.js';
import { expectRefusal } from './refusal.js';

belongsTo('ilt', 'subject', 'bad input');

const set = (...settings: string[]) => ['run', 'ilt', ...settings.flatMap((each) => ['--set', each])];
/** A layout in a GLP file of this name. */
const layout = (name: string, ...settings: string[]) => set(`pattern=${name}.glp`, ...settings);
const LAYOUTS = {
  good: 'RECT N M1 0 0 100 300',
  malformed: 'BEGIN\nRECT N M1 0 0 100',
  crossed: 'RECT N M1 0 0 9 9\nPGON N M1 0 0 90 90 90 0 0 90',
  fraction: 'PGON N M1 0 0 9.5 0 9 9',
  wide: 'RECT N M1 0 0 1200 100',
  thin: 'RECT N M1 1 1 2 300',
  empty: '',
};

const cases: [string, string[], RegExp][] = [
  ['a layout that is absent', layout('absent'), /^absent\.glp: cannot be read \(ENOENT\)$/],
  ['a layout without shapes', layout('empty'), /^empty\.glp: no line RECT or PGON; expected a layout in GLP$/],
  [
    'a malformed line',
    layout('malformed'),
    /^malformed\.glp: line 2: RECT: 3 numbers; expected x, y, width and height$/,
  ],
  [
    'edges that cross',
    layout('crossed'),
    /^crossed\.glp: line 2: PGON: edges 1 and 3 meet; expected a simple polygon$/,
  ],
  [
    'a fraction of a nanometre',
    layout('fraction'),
    /^fraction\.glp: line 1: PGON: 9\.5; expected whole nanometres from/,
  ],
  [
    'a polygon that reaches over the field',
    layout('wide'),
    /^wide\.glp: 1200 by 100 nm; expected less than the tile's 1024 nm, or crop=true$/,
  ],
  [
    'a pattern that no pixel is left of',
    layout('thin', 'pixel=8', 'size=128', 'raster=half-open'),
    /^setting pattern=thin\.glp: covers no pixel; expected something to print$/,
  ],
  [
    'a tile too small for the generated layout',
    set('size=256'),
    /^setting size=256: 256 nm; expected at least 640 nm for /,
  ],
  ['a tile of no pixels', set('size=0'), /^setting size=0: expected a whole number from 8 to 4096$/],
  ['a tile of a fraction', set('size=100.5'), /^setting size=100\.5: expected a whole number from 8 to 4096$/],
  [
    'a tile with fewer pixels than the kernels have bins',
    layout('good', 'size=16', 'pixel=64'),
    /^setting size=16: expected at least the 27 bins of the kernels$/,
  ],
  [
    'pixels that the contest cannot be cut into',
    set('kernels=kernels', 'pixel=3'),
    /^setting pixel=3: expected a divisor of the contest's field, 2048$/,
  ],
  [
    'a window larger than the tile',
    set('window=1040'),
    /^setting window=1040: expected at most the size, 1024, and as even/,
  ],
  [
    'a window with no middle',
    set('window=511'),
    /^setting window=511: expected at most the size, 1024, and as even or odd/,
  ],
  [
    'a window that blocks do not fill',
    set('window=500'),
    /^setting window=500: expected a multiple of the recipe's blocks of 8/,
  ],
  ['a lens beyond its medium', set('na=1.5'), /^setting na=1\.5: expected at most the index, 1\.44$/],
  ['a source beyond the aperture', set('sigma_out=1.2'), /^setting sigma_out=1\.2: expected at most 1$/],
  ['a source all hole', set('sigma_in=0.9'), /^setting sigma_in=0\.9: expected less than sigma_out, 0\.9$/],
  [
    'a source that no point is in',
    set('source=dipole', 'source_points=2', 'opening=1'),
    /^setting source_points=2: no point lies in the source; expected more$/,
  ],
  ['no light', set('wavelength=0'), /^setting wavelength=0: expected a number from 1 to 1000$/],
  ['a source of another shape', set('source=star'), /^setting source=star: expected one of circular, annular, /],
  [
    'flare that ends before it begins',
    set('flare_inner=9000'),
    /^setting flare_inner=9000: expected at most flare_range, 5000$/,
  ],
  ['more scatter than light', set('tis=1.1'), /^setting tis=1\.1: expected a number from 0 to 1$/],
  ['a folder without kernels', set('kernels=folder'), /^folder\/focus_scales\.npy: cannot be read \(ENOENT\)$/],
  [
    'kernels of the wrong shape',
    set('kernels=kernels'),
    /^kernels\/focus_24x35x35_c64\.npy: shape \[2,5,5\]; expected complex kernels \[count, odd side, the same side\]$/,
  ],
  ['another program', set('program=v3'), /^setting program=v3: expected one of main, v2, simple, multilevel$/],
  [
    "another program's setting",
    set('program=simple', 'mu=1'),
    /^setting mu: not known; expected one of program, pattern/,
  ],
  ['a start of another size', set('program=v2', 'start=start.npy'), /^start\.npy: \[3,4\]; expected \[256,256\]$/],
  [
    'a start that is not finite',
    set('program=main', 'size=64', 'field=512', 'start=nan.npy'),
    /^nan\.npy: a value that is not finite/,
  ],
  [
    'a start that is no array',
    set('program=v2', 'start=good.glp'),
    /^good\.glp: no NumPy file; expected a NumPy array/,
  ],
  [
    'the fast engine for the flare-aware program',
    [...set('program=main'), '--engine', 'simd'],
    /^setting program=main: use --engine strict$/,
  ],
];

let cwd: string;
let results: BatchResult[];
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'plumbline-bad-ilt-'));
  for (const [name, text] of Object.entries(LAYOUTS)) writeFileSync(join(cwd, `${name}.glp`), `${text}\n`);
  for (const folder of ['folder', 'kernels']) mkdirSync(join(cwd, folder));
  const array = (name: string, shape: number[], value = 1) =>
    writeFileSync(
      join(cwd, name),
      encodeNpy(tensor(shape, new Float64Array(shape.reduce((a, b) => a * b)).fill(value))),
    );
  array('start.npy', [3, 4]);
  array('nan.npy', [64, 64], Number.NaN);
  array('kernels/focus_scales.npy', [2]);
  array('kernels/focus_24x35x35_c64.npy', [2, 5, 5]);
  results = await runBatch(
    cases.map(([, args]) => args),
    cwd,
  );
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('is refused in one line with code 2, and writes nothing:', () => {
  it.each(cases.map(([name, , message], i) => [name, message, i] as const))('%s', (_, message, i) => {
    expectRefusal(results[i], message);
  });
});
