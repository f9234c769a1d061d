import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonProgram } from './python.mjs';

/**
 * The lithography programs as the bench drives them: the one file here that knows their compiled modules.
 */
/** @typedef {import('../src/settings.js').Settings} Settings */
/** @typedef {import('../src/subject.js').Prepared} Prepared */

const compiled = (/** @type {string} */ path) => import(new URL(`../dist/${path}`, import.meta.url).href);

/** @type {typeof import('../src/ilt/subject.js')} */
const { ilt } = await compiled('ilt/subject.js');
/** @type {typeof import('../src/ilt/settings.js')} */
const { parseIltSettings } = await compiled('ilt/settings.js');
/** @type {typeof import('../src/ilt/load.js')} */
const { makeUp } = await compiled('ilt/load.js');
/** @type {typeof import('../src/ilt/recipe/prepare.js')} */
const { problemOf } = await compiled('ilt/recipe/prepare.js');
/** @type {typeof import('../src/ilt/recipe/problem.js')} */
const { startOf } = await compiled('ilt/recipe/problem.js');
/** @type {typeof import('../src/ilt/simd/tables.js')} */
const { smallSide } = await compiled('ilt/simd/tables.js');
/** @type {typeof import('../src/ilt/recipe/presets.js')} */
export const { PRESETS, presetLength } = await compiled('ilt/recipe/presets.js');

const FOLDER = process.env.PLUMBLINE_OPENILT;
const inputs = { read: (/** @type {string} */ _, /** @type {string} */ path) => readFileSync(path) };

/** What images: the contest's kernels where they are, or else our own for its field. */
export const KERNELS = FOLDER ? { kernels: 'contest' } : { kernels: 'computed', field: 2048 };

/** What is to print: the contest's ten layouts where they are, or else as many generated ones. @type {readonly Settings[]} */
export const LAYOUTS = Array.from({ length: 10 }, (_, i) =>
  FOLDER ? { pattern: `${FOLDER}/layouts/M1_test${i + 1}.glp` } : { pattern: 'm1', seed: 1001 + i },
);

export const SOURCES = FOLDER
  ? "the contest's kernels and layouts"
  : 'computed kernels and generated layouts; with PLUMBLINE_OPENILT, those of the contest';

/** A program ready to run on a field of 2048 nm. @param {Settings} settings @param {number} [threads] @returns {Promise<Prepared>} */
export function prepare(settings, threads = 1) {
  const field = { size: 2048 / Number(settings.pixel ?? 1), flare: 'off', ...KERNELS, ...LAYOUTS[0] };
  const occasion = { engine: /** @type {const} */ ('simd'), threads, iterations: 1000, start: 0, inputs };
  return ilt.prepare({ ...field, ...settings }, occasion);
}

/**
 * SimpleILT in NumPy as a contender.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.python
 * @param {Settings} options.settings
 * @param {number} options.iterations
 * @param {(facts: Readonly<Record<string, string>>) => void} options.onFacts
 */
export function numpy({ name, python, settings, iterations, onFacts }) {
  const made = makeUp(parseIltSettings({ size: 2048, flare: 'off', ...KERNELS, ...LAYOUTS[0], ...settings }));
  if (made.program !== 'simple') throw new Error('only SimpleILT is written in NumPy');
  const problem = problemOf(made, inputs);
  const { target, system, process, recipe } = problem;
  const [level] = recipe.levels;
  const { radius } = system.kernels.focus;
  const setup = {
    pixels: target.size,
    start: level.mask.start,
    count: level.mask.count,
    radius,
    side: smallSide(radius),
    theta: level.theta.from,
    steepness: level.steepness.from,
    rate: level.rate.from,
    threshold: process.threshold,
    dose_max: process.doseMax,
    dose_min: process.doseMin,
  };
  const bins = (2 * radius + 1) * (2 * radius + 1);
  const kernels = [system.kernels.focus, system.kernels.defocus].flatMap(({ re, im, weights }) =>
    Array.from({ length: 2 * level.kernels * bins }, (_, i) => {
      const at = i >> 1;
      return Math.sqrt(weights[Math.floor(at / bins)]) * (i % 2 === 0 ? re[at] : im[at]);
    }),
  );
  return pythonProgram({
    name,
    python,
    script: 'ilt_numpy.py',
    files: {
      'setup.json': JSON.stringify(setup),
      'kernels.c128': new Uint8Array(Float64Array.from(kernels).buffer),
      'target.u8': target.raster,
      'params.f32': new Uint8Array(Float32Array.from(startOf(problem, level)).buffer),
    },
    args: (folder) => [join(folder, '')],
    iterations,
    onFacts,
  });
}
