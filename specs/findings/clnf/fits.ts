import { parse } from 'csv-parse/sync';
import { type Answer, bisectSolvers } from '../../../src/bisect/index.js';
import { clnfWith, STEPS, type Steps } from '../../../src/clnf/index.js';
import type { Scalars, Values } from '../../../src/solver.js';
import type { Tensor } from '../../../src/tensor.js';
import { type CaseName, caseSettings, goldenCase, prepareClnf, tapAll } from '../../support/clnf.js';

/** The most iterations a window and stage that the document tried. */
export const SWEEP = [1, 5, 10, 20, 50] as const;

/** A fit of a golden case, as the document looked at its own. */
export interface Fit {
  /** The most iterations of each stage of a window. */
  readonly most: number;
  /** One row an iteration. */
  readonly rows: readonly Scalars[];
  /** The response maps that each iteration worked with, [68, w, w], row = y. */
  readonly maps: readonly Tensor[];
  /** x of all landmarks, then y, in pixels. */
  readonly landmarks: readonly number[];
}

/** Weights as a program reads them that takes a matrix by columns for one by rows: the usual exporter's fault. */
const transposed: Partial<Steps> = {
  neuronSums: (area, window, patch, steps) => {
    const { width } = patch;
    const turned = patch.neurons.map((neuron) => ({
      ...neuron,
      weights: neuron.weights.map((_, i) => neuron.weights[(i % width) * width + Math.floor(i / width)]),
    }));
    return STEPS.neuronSums(area, window, { ...patch, neurons: turned }, steps);
  },
};

/** The programs that the sweep is made with. */
export const PROGRAMS = { right: {}, transposed } satisfies Record<string, Partial<Steps>>;
export type Program = keyof typeof PROGRAMS;

/** Fits of one golden case from its recorded start, by the iterations that they may take. */
export async function sweep(program: Program, name: CaseName, all: readonly number[] = SWEEP): Promise<Fit[]> {
  const fits: Fit[] = [];
  for (const most of all) {
    const settings = { ...caseSettings(name), iterations_per_window: most };
    const prepared = await prepareClnf(settings, { engine: 'strict' }, clnfWith(PROGRAMS[program]));
    const iterations = tapAll(prepared);
    const { values, updated } = iterations[iterations.length - 1];
    const end = { iteration: iterations.length, values: { ...values, ...updated } };
    const csv = prepared.results?.(end)['landmarks.csv'];
    fits.push({
      most,
      rows: iterations.map(({ scalars }) => scalars),
      maps: iterations.map((each) => (each.values as Values).response as Tensor),
      landmarks: landmarksIn(Buffer.from(csv as Uint8Array).toString()),
    });
  }
  return fits;
}

/** Where the program with transposed weights leaves the right one. */
export async function bisectPrograms(name: CaseName): Promise<Answer> {
  const [reference, candidate] = await Promise.all(
    [PROGRAMS.right, PROGRAMS.transposed].map((steps) =>
      prepareClnf(caseSettings(name), { engine: 'strict' }, clnfWith(steps)),
    ),
  );
  return bisectSolvers(reference.solver, candidate.solver, { iterations: 6 });
}

function landmarksIn(csv: string): number[] {
  const [row] = parse(csv, { columns: (names: string[]) => names.map((name) => name.trim()) }) as Record<
    string,
    string
  >[];
  return ['x', 'y'].flatMap((axis) => Array.from({ length: 68 }, (_, i) => Number(row[`${axis}_${i}`])));
}

/** The landmarks that the C++ ended at, and those that the renderer knows to be right. */
export function referenceOf(name: CaseName): { readonly cpp: readonly number[]; readonly truth: readonly number[] } {
  const { result, init } = goldenCase(name);
  const truth = init.truth?.landmarks ?? [];
  return {
    cpp: ['x', 'y'].flatMap((axis) => Array.from({ length: 68 }, (_, i) => Number(result[`${axis}_${i}`]))),
    truth: [...truth.filter((_, i) => i % 2 === 0), ...truth.filter((_, i) => i % 2 === 1)],
  };
}

/** Distances of landmarks to others, in pixels: the mean and the largest. */
export function errorsOf(found: readonly number[], expected: readonly number[]): { mean: number; max: number } {
  const n = expected.length / 2;
  const distances = Array.from({ length: n }, (_, i) =>
    Math.hypot(found[i] - expected[i], found[n + i] - expected[n + i]),
  );
  return { mean: distances.reduce((sum, each) => sum + each, 0) / n, max: Math.max(...distances) };
}

/** The cell of a landmark's largest response, from the map's middle. */
export function peakOf({ shape, data }: Tensor, landmark: number): { x: number; y: number } {
  const side = shape[1];
  const map = Array.from({ length: side * side }, (_, i) => Number(data[landmark * side * side + i]));
  const best = map.indexOf(Math.max(...map));
  return { x: (best % side) - (side - 1) / 2, y: Math.floor(best / side) - (side - 1) / 2 };
}
