import { wholeRun } from './contenders.mjs';
import { coveredPixels } from './covered-pixels.mjs';
import { gaussiansOf, openCursor, openRasterizer, repaired, shrunk, solverFor, targetOf } from './engines.mjs';
import { MICROSECONDS } from './measure.mjs';
import { pythonWith } from './python.mjs';
import { pytorch } from './pytorch.mjs';

/** @typedef {import('./measure.mjs').Section} Section */
/** @typedef {import('./measure.mjs').Contender} Contender */

/**
 * The SIMD kernel against PyTorch on one thread.
 * @param {string} name
 * @param {'full' | 'l2'} gradient
 * @param {string} aim
 * @returns {Promise<Section>}
 */
export async function againstPytorch(name, gradient, aim) {
  const iterations = 500;
  const solver = await solverFor(repaired(gradient), 'simd');
  const start = solver.init();
  const notes = [
    `C/(W+0.01) with cutoff 40, ${gradient} gradient, Adam; "separable" leaves out the cutoff, which it does not feel`,
  ];
  const python = pythonWith('torch');
  if (!python) notes.push('python3-torch is not installed (or $PYTHON has no torch): PyTorch is not compared');
  const opponent = (/** @type {'dense' | 'separable'} */ form) =>
    pytorch({
      name: `PyTorch, ${form}`,
      python: /** @type {string} */ (python),
      start: gaussiansOf(start),
      target: targetOf(64),
      frame: { width: 64, height: 64 },
      form,
      gradient,
      iterations,
      onFacts({ torch, blas }) {
        const note = `PyTorch ${torch}, BLAS ${blas}`;
        if (!notes.includes(note)) notes.push(note);
      },
    });
  return {
    name,
    title: `SIMD kernel and PyTorch on one thread, N=50, 64x64, first ${iterations} iterations; ${aim}`,
    notes,
    ...MICROSECONDS,
    reference: 'SIMD kernel',
    // all are single precision, and l1's gradient jumps where an error changes its sign: PyTorch's own forms differ by 3e-4
    tolerance: [1e-4, 2e-3, 2e-3, 2e-3, 2e-3],
    contenders: [
      wholeRun('SIMD kernel', iterations, () => openCursor(solver, start)),
      ...(python ? [opponent('dense'), opponent('separable')] : []),
    ],
  };
}

/** The SIMD kernel on one thread and on two. @returns {Promise<Section>} */
export async function threads() {
  const size = 256;
  const solver = await solverFor({ ...repaired('full'), gaussians: 2000, size }, 'simd');
  const state = shrunk(solver.init(), 0.2);
  const contender = (/** @type {string} */ name, /** @type {number} */ count) => {
    /** @type {ReturnType<typeof openRasterizer>} */
    let rasterizer;
    return onceSetUp({
      name,
      iterations: 20,
      setup() {
        rasterizer = openRasterizer(state, size, count);
      },
      run(iterations) {
        for (let i = 1; i < iterations; i++) rasterizer.step(false);
        return { losses: [rasterizer.step(true) ?? Number.NaN] };
      },
      close: () => rasterizer.close(),
    });
  };
  return {
    name: 'threads',
    title:
      'SIMD kernel on one and on two threads, N=2,000, 256x256, full gradient; aim: one thread 1.6 or more by the wall clock',
    notes: [
      'forward, error and backward of one state again and again; scales drawn from [0.002, 0.02); the same bits on both',
    ],
    ...MICROSECONDS,
    reference: 'two threads',
    tolerance: 0,
    contenders: [contender('one thread', 1), contender('two threads', 2)],
  };
}

/** What drawing and going back cost the SIMD kernel at a large size. @returns {Promise<Section>} */
export async function large() {
  const size = 512;
  const solver = await solverFor({ ...repaired('full'), gaussians: 10_000, size }, 'simd');
  const state = shrunk(solver.init(), 0.125);
  const covered = coveredPixels(gaussiansOf(state), size, repaired('full').cutoff);
  /** @type {ReturnType<typeof openRasterizer>} */
  let rasterizer;
  const open = () => {
    rasterizer ??= openRasterizer(state, size, 1);
  };
  /** @type {Contender} */
  const forward = {
    name: 'forward',
    iterations: 10,
    units: covered,
    setup: open,
    run(iterations) {
      for (let i = 0; i < iterations; i++) rasterizer.forward();
      return { losses: [] };
    },
  };
  return {
    name: 'large',
    title: 'SIMD kernel on one thread, N=10,000, 512x512, full gradient; aim: at most 1 ns a covered pixel each way',
    notes: [`${covered} pairs of a Gaussian and a pixel inside its cutoff of 40; scales drawn from [0.00125, 0.0125)`],
    unit: 'ns/covered pixel',
    perSecond: 1e9,
    reference: '',
    tolerance: 0,
    contenders: [
      forward,
      {
        ...forward,
        name: 'backward',
        run(iterations) {
          const used = { cpuSeconds: 0, wallSeconds: 0 };
          for (let i = 0; i < iterations; i++) {
            // the way back uses its image up, so another is made outside the clock
            rasterizer.forward();
            rasterizer.differentiate();
            const cpu = process.cpuUsage();
            const wall = performance.now();
            rasterizer.backward();
            const { user, system } = process.cpuUsage(cpu);
            used.cpuSeconds += (user + system) / 1e6;
            used.wallSeconds += (performance.now() - wall) / 1e3;
          }
          return { losses: [], ...used };
        },
        close: () => rasterizer?.close(),
      },
    ],
  };
}

/** A contender whose runs leave no trace, so that one set-up serves them all. @param {Contender} contender @returns {Contender} */
function onceSetUp({ setup, ...rest }) {
  let ready = false;
  return {
    ...rest,
    async setup() {
      if (!ready) await setup();
      ready = true;
    },
  };
}
