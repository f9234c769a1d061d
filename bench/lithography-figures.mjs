import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAYOUTS, PRESETS, prepare, presetLength } from './lithography.mjs';

/** @typedef {import('./measure.mjs').Measured} Measured */
/** @typedef {import('../src/figure.js').Figure} Figure */
/** @typedef {import('../src/figure.js').CurveFigure} CurveFigure */

/** @type {typeof import('../src/report/figures/draw.js')} */
const { drawFigure } = await import(new URL('../dist/report/figures/draw.js', import.meta.url).href);

/** The number of iterations of SimpleILT's first version, which is its best. */
const SIMPLE = { settings: { program: 'simple', optimizer: 'adam' }, iterations: 50 };

/**
 * Draws what was measured: the cost by size, kernels and threads, and the front of cost, sum, EPE and shots of the presets.
 * @param {string} folder
 * @param {ReadonlyMap<string, readonly Measured[]>} measured
 */
export async function writeFigures(folder, measured) {
  mkdirSync(folder, { recursive: true });
  const write = (/** @type {string} */ name, /** @type {Figure} */ figure) => {
    writeFileSync(join(folder, `${name}.svg`), drawFigure(figure));
    console.log(`${join(folder, name)}.svg`);
  };
  const series = /** @type {const} */ ([
    ['sizes', 'pixels across', 'log', 'cpu'],
    ['kernels', 'kernels of each condition', 'linear', 'cpu'],
    ['threads', 'threads', 'linear', 'wall'],
  ]);
  for (const [name, label, scale, clock] of series) {
    const all = measured.get(name);
    if (all) write(`ilt-${name}`, costFigure(all, label, scale, clock));
  }
  const presets = measured.get('presets');
  if (presets) write('ilt-front', await frontFigure(presets));
}

/** @param {readonly Measured[]} all @param {string} label @param {'linear' | 'log'} scale @param {'cpu' | 'wall'} clock @returns {CurveFigure} */
function costFigure(all, label, scale, clock) {
  return {
    kind: 'curve',
    title: `SimpleILT: what an iteration costs by ${label}`,
    x: { label, scale },
    panels: [
      {
        y: { label: `${clock === 'cpu' ? 'CPU' : 'elapsed'} ms`, scale },
        series: [{ name: 'median', x: all.map(({ name }) => Number(name)), y: all.map((each) => each[clock].median) }],
      },
    ],
  };
}

/** Every preset, and SimpleILT, by what a layout costs and what comes out. @param {readonly Measured[]} presets @returns {Promise<CurveFigure>} */
async function frontFigure(presets) {
  /** @type {({ name: string } & Awaited<ReturnType<typeof averageOf>>)[]} */
  const rows = [];
  for (const [i, name] of PRESETS.entries()) {
    const { seconds: _, ...quality } = await averageOf({ recipe: name }, presetLength(name));
    rows.push({ name, seconds: presets[i].cpu.median / 1e3, ...quality });
  }
  rows.push({ name: 'SimpleILT, Adam', ...(await averageOf(SIMPLE.settings, SIMPLE.iterations)) });
  const panel = (/** @type {string} */ label, /** @type {(row: typeof rows[number]) => number} */ of) => ({
    y: { label },
    series: [],
    points: rows.map((row) => ({ x: row.seconds, y: of(row), label: row.name })),
    height: 160,
  });
  return {
    kind: 'curve',
    title: 'Masks of ten layouts: what they cost and what they come to',
    x: { label: 'CPU seconds a layout', scale: 'log' },
    panels: [
      panel('L2 + PV band', (row) => row.l2 + row.pvb),
      panel('EPE', (row) => row.epe),
      panel('shots', (row) => row.shots),
    ],
  };
}

/**
 * The average of the ten layouts' qualities, and the CPU time that one took.
 * @param {import('../src/settings.js').Settings} settings
 * @param {number} iterations
 */
async function averageOf(settings, iterations) {
  const sums = { seconds: 0, l2: 0, pvb: 0, epe: 0, shots: 0 };
  for (const layout of LAYOUTS) {
    const { solver, results } = await prepare({ ...layout, ...settings });
    const before = process.cpuUsage();
    const cursor = /** @type {NonNullable<typeof solver.open>} */ (solver.open)(solver.init());
    for (let i = 0; i < iterations; i++) cursor.advance(false);
    const state = cursor.state();
    cursor.close();
    const { user, system } = process.cpuUsage(before);
    sums.seconds += (user + system) / 1e6 / LAYOUTS.length;
    const metrics = JSON.parse(new TextDecoder().decode(results?.(state)['metrics.json']));
    for (const name of /** @type {const} */ (['l2', 'pvb', 'epe', 'shots']))
      sums[name] += metrics[name] / LAYOUTS.length;
  }
  return sums;
}
