import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonProgram, pythonWith } from './python.mjs';

/** @typedef {import('./measure.mjs').Section} Section */
/** @typedef {import('../src/solver.js').Solver} Solver */
/** @typedef {import('../src/solver.js').State} State */

const compiled = (/** @type {string} */ path) => import(new URL(`../dist/${path}`, import.meta.url).href);
const beside = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

/** @type {typeof import('../src/clnf/index.js')} */
const { clnf } = await compiled('clnf/index.js');
/** @type {typeof import('../src/clnf/model/load.js')} */
const { loadModel } = await compiled('clnf/model/load.js');
/** @type {typeof import('../src/clnf/simd-pack.js')} */
const { packBank } = await compiled('clnf/simd-pack.js');
/** @type {typeof import('../src/clnf/shape.js')} */
const { landmarksOf } = await compiled('clnf/shape.js');
/** @type {typeof import('../src/image/png.js')} */
const { decodePng, encodePng } = await compiled('image/png.js');
/** @type {typeof import('../src/clnf/gray.js')} */
const { toGray } = await compiled('clnf/gray.js');
/** @type {typeof import('../src/clnf/faces/scene.js')} */
const { AHEAD, sceneOf } = await compiled('clnf/faces/scene.js');

const SYNTHETIC = beside('../golden/clnf/model/main_clnf_self68.txt');
const WINDOWS = [11, 9, 7];
const MILLISECONDS = { unit: 'ms', perSecond: 1000 };
const read = (/** @type {string} */ _, /** @type {string} */ path) => readFileSync(path);

/** One fit after another of the same face, model and image loaded. @param {string} [model] @returns {Promise<Section>} */
export async function fits(model = SYNTHETIC) {
  const { folder, png, raw, image, box } = face();
  const settings = { image: png, box, model, parts: false };
  const { pdm } = loadModel(model, read);
  const notes = [`a face of 185 px, windows ${WINDOWS}, five iterations a stage; the model is ${nameOf(model)}`];
  const [simd, strict] = await Promise.all([prepare(settings, 'simd'), prepare(settings, 'strict')]);
  const start = simd.init();
  const python = pythonWith('numpy');
  if (!python) notes.push('python3-numpy is not installed (or $PYTHON has none): NumPy is not compared');
  const landmarks = (/** @type {State} */ state) => [...landmarksOf(pdm, newest(state))];
  const list = /^LandmarkDetector (.*?)\r?$/m.exec(readFileSync(model, 'latin1'))?.[1] ?? '';
  const params = /** @type {{ data: Float64Array }} */ (start.values.params).data.slice(0, 6);
  const args = [join(dirname(model), list), raw, `${image.width}`, `${image.height}`, `${params}`];
  return {
    name: 'fits',
    title: 'a fit on one core; aims: NumPy 50 or more',
    notes,
    ...MILLISECONDS,
    reference: 'SIMD kernel',
    // a sampling step of 1/32 px or a kernel's step of 0.1 px may turn: 0.05 px of some hundred
    tolerance: 1e-3,
    contenders: [
      {
        ...inPlace('SIMD kernel', simd, 100, landmarks),
        close: () => rmSync(folder, { recursive: true, force: true }),
      },
      {
        name: 'strict TypeScript',
        iterations: 1,
        setup() {},
        run() {
          let state = strict.init();
          while (strict.done?.(state) === undefined) state = strict.step(state).state;
          return { losses: landmarks(state) };
        },
      },
      ...(python
        ? [
            pythonProgram({
              name: 'NumPy',
              python,
              script: 'clnf_numpy.py',
              files: {},
              args: () => args,
              iterations: 3,
              onFacts: ({ numpy }) => notes.push(`NumPy ${numpy}, landmark by landmark`),
            }),
          ]
        : []),
    ],
  };
}

/** A video, each fit starting from the one before; decoding is timed by itself. @param {string} [model] @returns {Promise<Section>} */
export async function video(model = SYNTHETIC) {
  const { folder, png, box } = face();
  const frames = 100;
  for (let i = 0; i < frames; i++) writeFileSync(join(folder, `${i}.png`), readFileSync(png));
  const image = join(folder, '%d.png');
  const solver = await prepare({ image, frames: `0-${frames - 1}`, box, model, parts: false }, 'simd');
  const bytes = readFileSync(png);
  rmSync(folder, { recursive: true });
  return {
    name: 'video',
    title: `a frame of a video of ${frames} frames on one core`,
    notes: [`windows 9 and 7 for frames after the first, as in OpenFace; the model is ${nameOf(model)}`],
    ...MILLISECONDS,
    reference: '',
    tolerance: 0,
    contenders: [
      { ...inPlace('decoding and fitting', solver, 1, (state) => [...newest(state)]), units: frames },
      {
        name: 'decoding alone',
        iterations: 1,
        units: frames,
        setup() {},
        run() {
          let sum = 0;
          for (let i = 0; i < frames; i++) sum += toGray(decodePng(bytes, png)).data[i];
          return { losses: [sum] };
        },
      },
    ],
  };
}

/** Reading a model and packing the experts of the views that a first fit needs. @param {string} [model] @returns {Promise<Section>} */
export async function loading(model = SYNTHETIC) {
  return {
    name: 'loading',
    title: 'reading a model and packing what a fit of a frontal face needs; aim: under 50 ms',
    notes: [`files in the cache of the system; the model is ${nameOf(model)}`],
    ...MILLISECONDS,
    reference: '',
    tolerance: 0,
    contenders: [
      {
        name: 'read and pack',
        iterations: 1,
        setup() {},
        run() {
          const loaded = loadModel(model, read);
          const banks = WINDOWS.map((side, scale) => packBank(loaded, scale, 0, side));
          return { losses: banks.map(({ weights }) => weights.length) };
        },
      },
    ],
  };
}

/** A rendered face of 185 px as a file, and where a detector might find it. */
function face() {
  const { image, box } = sceneOf(7, { ...AHEAD, face: [185, 185] });
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  const [png, raw] = ['face.png', 'face.u8'].map((name) => join(folder, name));
  writeFileSync(png, encodePng({ ...image, channels: 1 }));
  writeFileSync(raw, image.data);
  return { folder, png, raw, image, box: [box.x, box.y, box.width, box.height].join() };
}

const nameOf = (/** @type {string} */ model) => (model === SYNTHETIC ? 'the built-in one' : model);

/** @param {import('../src/settings.js').Settings} settings @param {'simd' | 'strict'} engine @returns {Promise<Solver>} */
async function prepare(settings, engine) {
  return (await clnf.prepare(settings, { engine, iterations: 1e6, start: 0, inputs: { read } })).solver;
}

/** The parameters of the newest fit that is complete. @param {State} state */
function newest({ values }) {
  const { shape, data } = /** @type {{ shape: number[], data: Float64Array }} */ (values['fits.params']);
  return data.slice((shape[0] - 1) * shape[1]);
}

/**
 * The fast engine, from the start to the end of the schedule.
 * @param {string} name
 * @param {Solver} solver
 * @param {number} iterations
 * @param {(state: State) => number[]} measure
 * @returns {import('./measure.mjs').Contender}
 */
function inPlace(name, solver, iterations, measure) {
  const start = solver.init();
  const fit = /** @type {import('../src/clnf/simd-fit.js').SimdFit} */ (solver.open?.(start));
  return {
    name,
    iterations,
    setup() {},
    run(count) {
      for (let i = 0; i < count; i++) {
        fit.reset(start);
        while (fit.done() === undefined) fit.advance(false);
      }
      return { losses: measure(fit.state()) };
    },
  };
}
