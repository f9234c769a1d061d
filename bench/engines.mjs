/**
 * The project's engines as the bench drives them: the one file here that knows the compiled modules. The types are those of
 * the sources, so that checking them needs no build.
 */
/** @typedef {import('../src/solver.js').Cursor} Cursor */
/** @typedef {import('../src/solver.js').State} State */
/** @typedef {import('../src/solver.js').Solver} Solver */
/** @typedef {import('../src/settings.js').Settings} Settings */
/** @typedef {import('../src/tensor.js').Tensor<Float32Array>} FloatTensor */

const compiled = (/** @type {string} */ path) => import(new URL(`../dist/${path}`, import.meta.url).href);

/** @type {typeof import('../src/gaussian/subject.js')} */
const { gaussian } = await compiled('gaussian/subject.js');
/** @type {typeof import('../src/gaussian/strict.js')} */
const strict = await compiled('gaussian/strict.js');
/** @type {typeof import('../src/gaussian/simd.js')} */
const { SimdRasterizer } = await compiled('gaussian/simd.js');
/** @type {typeof import('../src/gaussian/scene.js')} */
const { testImage } = await compiled('gaussian/scene.js');
/** @type {typeof import('../src/gaussian/settings.js')} */
const { parseGaussianSettings } = await compiled('gaussian/settings.js');
/** @type {typeof import('../src/gaussian/groups.js')} */
const { groupsOf } = await compiled('gaussian/groups.js');
/** @type {typeof import('../src/gaussian/descent.js')} */
const { descent } = await compiled('gaussian/descent.js');
/** @type {typeof import('../src/gaussian/fused.js')} */
const { fused } = await compiled('gaussian/fused.js');
/** @type {typeof import('../src/gaussian/whitening.js')} */
const { whiten } = await compiled('gaussian/whitening.js');
/** @type {typeof import('../src/run/drive.js')} */
const { drive } = await compiled('run/drive.js');
/** @type {typeof import('../src/trace/index.js')} */
const { createRun } = await compiled('trace/index.js');

/** The repaired renderer with the gradient of the whole loss, or of l2. */
export const repaired = (/** @type {'full' | 'l2'} */ gradient) =>
  /** @type {const} */ ({ eps: 0.01, cutoff: 40, gradient });

/**
 * A solver as `plumbline run gaussian` makes it.
 * @param {Settings} settings
 * @param {'simd' | 'strict'} engine
 * @returns {Promise<Solver>}
 */
export async function solverFor(settings, engine) {
  const refuse = () => {
    throw new Error('the bench names no files');
  };
  const occasion = { engine, iterations: 10_000, start: 0, inputs: { read: refuse } };
  return (await gaussian.prepare(settings, occasion)).solver;
}

/** A run of a solver by its engine. @param {Solver} solver @param {State} state @returns {Cursor} */
export function openCursor(solver, state) {
  if (!solver.open) throw new TypeError('the solver has no engine of its own');
  return solver.open(state);
}

/** The built-in image, [size, size, 3]. */
export const targetOf = (/** @type {number} */ size) => testImage({ width: size, height: size });

/** The Gaussians of a state with axis-aligned covariance. @param {State} state */
export const gaussiansOf = ({ values }) => ({
  position: /** @type {FloatTensor} */ (values.position).data,
  scale: /** @type {FloatTensor} */ (values.scale).data,
  color: /** @type {FloatTensor} */ (values.color).data,
});

/** The state with all scales times `factor`: many Gaussians of the usual size would lie hundreds deep. @param {State} state */
export function shrunk(state, /** @type {number} */ factor) {
  const scale = /** @type {FloatTensor} */ (state.values.scale);
  const values = { ...state.values, scale: { ...scale, data: scale.data.map((value) => value * factor) } };
  return { ...state, values };
}

/**
 * The faithful model by the plain strict TypeScript of src/gaussian/strict.ts, which measures only the rows that are wanted,
 * as the kernel does. (The stages of a step always measure, which is most of their time.)
 * @param {State} state
 * @param {number} size side of the image, in pixels
 * @returns {Cursor}
 */
export function openPlain(state, size) {
  const settings = { ...parseGaussianSettings({ size }), schedule_start: 0, schedule_end: 1 };
  const groups = groupsOf(settings);
  const frame = { width: size, height: size };
  const target = targetOf(size);
  return fused(
    {
      evaluate(params, wanted) {
        const gaussians = /** @type {import('../src/gaussian/strict.js').AxisGaussians} */ (
          /** @type {unknown} */ (params)
        );
        const rendered = strict.render(gaussians, frame, settings.cutoff);
        const terms = wanted ? strict.loss(rendered, target, frame) : undefined;
        const gradient = strict.imageGradient(rendered.image, target);
        return { gradient: { ...strict.backward(gaussians, rendered, gradient, frame, settings.cutoff) }, terms };
      },
      close() {},
    },
    groups,
    descent(settings, groups),
    state,
  );
}

/**
 * The repaired model's steps by the SIMD kernel, without the optimizer.
 * @param {State} state
 * @param {number} size side of the image, in pixels
 * @param {number} threads
 */
export function openRasterizer(state, size, threads) {
  const { position, scale, color } = gaussiansOf(state);
  const shapes = { position, color, whitening: whiten({ covariance: 'axis', scale }) };
  const settings = {
    ...repaired('full'),
    count: position.length / 2,
    width: size,
    height: size,
    target: targetOf(size),
  };
  const rasterizer = new SimdRasterizer({ ...settings, renderer: 'normalized', threads });
  return {
    /** Forward, error and backward; the loss if it is wanted. */
    step: (/** @type {boolean} */ wanted) => rasterizer.step(shapes, wanted)?.loss,
    forward: () => rasterizer.render(shapes),
    differentiate: () => rasterizer.imageGradient(),
    backward: () => rasterizer.backward(),
    close: () => rasterizer.close(),
  };
}

/**
 * A whole run with a row every iteration, kept in `folder` with a checkpoint every 10 iterations, or not kept at all.
 * @param {Solver} solver
 * @param {State} state
 * @param {number} iterations
 * @param {string | undefined} folder
 * @returns {Promise<number[]>} the smallest and the last loss
 */
export async function drivenRun(solver, state, iterations, folder) {
  const until = state.iteration + iterations;
  const manifest = { ...MANIFEST, iterations: until, checkpointEvery: 10, start: state.iteration };
  const recorder = folder === undefined ? undefined : createRun(folder, manifest, solver.columns);
  const recording = recorder && { sink: recorder, checkpointEvery: manifest.checkpointEvery };
  const { best, last, status } = await drive(solver, state, { until, scalarsEvery: 1, ...recording });
  recorder?.close(status);
  return [best, last].map((measured) => measured?.loss ?? Number.NaN);
}

const MANIFEST = {
  format: /** @type {const} */ ('plumbline-run'),
  version: /** @type {const} */ (1),
  subject: 'gaussian',
  engine: 'strict',
  config: {},
  scalarsEvery: 1,
  inputs: {},
  status: /** @type {const} */ ('running'),
  versions: { node: process.version },
  segments: [],
};
