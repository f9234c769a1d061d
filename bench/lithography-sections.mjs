import { LAYOUTS, numpy, PRESETS, prepare, presetLength, SOURCES } from './lithography.mjs';
import { pythonWith } from './python.mjs';

/** @typedef {import('./measure.mjs').Section} Section */
/** @typedef {import('./measure.mjs').Contender} Contender */
/** @typedef {import('../src/settings.js').Settings} Settings */
/** @typedef {import('../src/solver.js').Cursor} Cursor */

const SIMPLE = { program: 'simple' };
const MILLISECONDS = { unit: 'ms/iteration', perSecond: 1e3 };

/**
 * Iterations of a run from its start, with their losses. Tables and memory are made before the clock starts.
 * @param {string} name
 * @param {Settings} settings
 * @param {number} iterations
 * @param {number} [threads]
 * @returns {Promise<Contender>}
 */
async function descent(name, settings, iterations, threads = 1) {
  const { solver } = await prepare(settings, threads);
  const start = solver.init();
  /** @type {Cursor | undefined} */
  let cursor;
  return {
    name,
    iterations,
    setup() {
      cursor?.close();
      cursor = solver.open?.(start);
      // memory is laid out with the first step
      cursor?.advance(false);
    },
    run(count) {
      return { losses: Array.from({ length: count }, () => cursor?.advance(true)?.loss ?? Number.NaN) };
    },
    close: () => cursor?.close(),
  };
}

/** A whole iteration of SimpleILT on the contest's field, against the same in NumPy. @returns {Promise<Section>} */
export async function iteration() {
  const iterations = 8;
  const notes = [
    `SimpleILT, gradient descent, true gradient, three corners, ${SOURCES}; single precision, one thread`,
    'aims: dense at most 35 ms and a fifth of NumPy, with skipping at most 15 ms and an eleventh',
  ];
  const python = pythonWith('numpy');
  if (!python) notes.push('python3-numpy is not installed (or $PYTHON has no numpy): NumPy is not compared');
  const onFacts = (/** @type {Readonly<Record<string, string>>} */ { numpy: version }) => {
    const note = `NumPy ${version}`;
    if (!notes.includes(note)) notes.push(note);
  };
  return {
    name: 'iteration',
    title: `SimpleILT at 2048x2048, 24+24 kernels, first ${iterations} iterations`,
    notes,
    ...MILLISECONDS,
    reference: 'SIMD kernel, dense',
    // single precision on both sides, and a BLAS without blocks adds up thousands of terms one by one
    tolerance: 1e-3,
    contenders: [
      await descent('SIMD kernel, dense', SIMPLE, iterations),
      await descent('SIMD kernel, skipping', { ...SIMPLE, skip: true }, iterations),
      ...(python ? [numpy({ name: 'NumPy', python, settings: SIMPLE, iterations, onFacts })] : []),
    ],
  };
}

/** What an iteration costs on fields of the same width in more and more pixels. @returns {Promise<Section>} */
export const sizes = () =>
  series('sizes', 'SimpleILT on a field of 2048 nm, 24+24 kernels: cost by the pixels across', SIZES, (size) => ({
    name: `${size}`,
    settings: { ...SIMPLE, pixel: 2048 / size },
  }));

/** And with more and more kernels. @returns {Promise<Section>} */
export const kernels = () =>
  series('kernels', 'SimpleILT at 512x512: cost by the number of kernels of each condition', COUNTS, (count) => ({
    name: `${count}`,
    settings: { ...SIMPLE, pixel: 4, kernel_count: count },
  }));

/** And on more and more threads: the elapsed time is what counts. @returns {Promise<Section>} */
export const threads = () =>
  series('threads', 'SimpleILT at 2048x2048, 24+24 kernels: cost by the number of threads', THREADS, (count) => ({
    name: `${count}`,
    settings: SIMPLE,
    threads: count,
  }));

export const SIZES = [128, 256, 512, 1024, 2048];
export const COUNTS = [4, 8, 12, 16, 20, 24];
export const THREADS = [1, 2];

/**
 * @param {string} name
 * @param {string} title
 * @param {readonly number[]} values
 * @param {(value: number) => { name: string, settings: Settings, threads?: number }} contenderOf
 * @returns {Promise<Section>}
 */
async function series(name, title, values, contenderOf) {
  const contenders = [];
  for (const value of values) {
    const { name, settings, threads } = contenderOf(value);
    contenders.push(await descent(name, settings, Number(settings.pixel ?? 1) > 2 ? 40 : 8, threads));
  }
  return { name, title, notes: [SOURCES], ...MILLISECONDS, reference: '', tolerance: 0, contenders };
}

/** What a mask costs by each preset, from the layout's pixels to the last parameters. @returns {Promise<Section>} */
export async function presets() {
  /** @type {Contender[]} */
  const contenders = [];
  for (const recipe of PRESETS) {
    const solvers = await Promise.all(
      LAYOUTS.map((layout) => prepare({ ...layout, recipe }).then(({ solver }) => solver)),
    );
    contenders.push({
      name: recipe,
      iterations: solvers.length,
      setup() {},
      run() {
        const losses = solvers.map((solver) => {
          const cursor = /** @type {NonNullable<typeof solver.open>} */ (solver.open)(solver.init());
          let loss = Number.NaN;
          for (let i = presetLength(recipe); i > 0; i--) loss = cursor.advance(true)?.loss ?? Number.NaN;
          cursor.close();
          return loss;
        });
        return { losses };
      },
    });
  }
  return {
    name: 'presets',
    title:
      'Multi-level ILT by its presets on ten layouts, one thread; aims: default at most 500 ms, fast at most 200 ms',
    notes: [SOURCES, 'tables and memory of every level included; the reading of the layout and the scoring are not'],
    unit: 'ms/layout',
    perSecond: 1e3,
    reference: '',
    tolerance: 0,
    contenders,
  };
}
