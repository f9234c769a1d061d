import { square } from '../../../src/ilt/arrays.js';
import { denseAndSparse, normals } from '../../../src/ilt/layout/index.js';
import { type Solver, type State, tapStages, type Values } from '../../../src/solver.js';
import { awareTrace, goldenArray, goldenPath } from '../../support/ilt.js';
import { numbers, worstBetween } from '../fault.js';
import { type IltScene, iltScene } from './scenes.js';
import { textbookAdam } from './textbook.js';

const RULES = {
  main: { beta: 5, mu: 0.01, grey: 0, central: true },
  v2: { beta: 2, mu: 0.3, grey: 0.05, central: false },
};

const sigma = (x: number) => 1 / (1 + Math.exp(-x));
/** The mask's sigmoid, each operation rounded to single precision, as the original's state has it. */
const singleMask = (p: number) => Math.fround(1 / Math.fround(1 + Math.fround(Math.exp(-Math.fround(10 * p)))));
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const data = (values: Values, name: string) => Float64Array.from(numbers(values, name));

/** mean(gx^2 + gy^2) of an image, by numpy.gradient or by differences to the next pixel, as spec A.3 has them. */
function roughness(image: Float64Array, size: number, central: boolean): number {
  const slope = (at: (j: number) => number, j: number) => {
    if (!central) return j < size - 1 ? at(j + 1) - at(j) : at(j) - at(j - 1);
    if (j === 0) return at(1) - at(0);
    return j === size - 1 ? at(j) - at(j - 1) : (at(j + 1) - at(j - 1)) / 2;
  };
  let sum = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const gx = slope((j) => image[y * size + j], x);
      const gy = slope((j) => image[j * size + x], y);
      sum += gx * gx + gy * gy;
    }
  }
  return sum / image.length;
}

/** What the flare-aware programs' formulas (the textbook, stage by stage) say of each step of a run. */
export function awareRelations({ settings }: IltScene, solver: Solver, iterations: number): string[] {
  const size = settings.size as number;
  const target = Float64Array.from(denseAndSparse(size));
  const rules = RULES[settings.program as keyof typeof RULES];
  const found = new Set<string>();
  const holds = (name: string, difference: number, most: number) => {
    if (!(difference <= most)) found.add(name);
  };
  let state = solver.init();
  const scale = (settings.start_scale as number | undefined) ?? 1;
  const deviates = normals(size * size, (settings.seed as number | undefined) ?? 1);
  const start = target.map((value, i) => scale * (2 * value - 1 + 0.05 * deviates[i]));
  holds('start: 2 T - 1 and noise', worstBetween(data(state.values, 'params'), start), 1e-6);
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const all: Record<string, Values> = tapStages(solver, state);
    const seen: Values = Object.assign({}, ...Object.values(all).slice(0, -1));
    const after = all.update;
    const image = (name: string) => data(seen, name);
    const [params, mask, alpha, diffracted, scattered] = [
      data(state.values, 'params'),
      ...['mask', 'alpha', 'diffracted', 'scattered'].map(image),
    ];
    holds('mask', worstBetween(mask, params.map(singleMask)), 0);
    const [aerial, printed, w, S] = ['aerial', 'printed', 'w', 'S'].map(image);
    holds(
      'aerial',
      worstBetween(
        aerial,
        diffracted.map((value, i) => value + alpha[i] * scattered[i]),
      ),
      1e-12,
    );
    holds(
      'resist',
      worstBetween(
        printed,
        aerial.map((value) => sigma(10 * (value - 0.3))),
      ),
      1e-12,
    );
    const wrong = aerial.reduce((count, value, i) => count + (Number(value >= 0.3) === target[i] ? 0 : 1), 0);
    holds('aerial: misprinted', Math.abs((seen.misprinted as number) - wrong), 0);
    holds(
      'weight',
      worstBetween(
        w,
        S.map((value, i) => value / (1 + rules.beta * alpha[i])),
      ),
      1e-6,
    );
    // between two computations it is that of the state; of every model here it is about one half
    const isDue = settings.program === 'main' || iteration % 5 === 1;
    holds('weight: S kept', isDue ? 0 : worstBetween(S, data(state.values, 'S')), 0);
    holds('weight: S', Math.abs(mean(S) - 0.5), 0.05);
    if (isDue && settings.diffraction === 'socs' && iteration > 1)
      holds('weight: S computed', worstBetween(S, data(state.values, 'S')) > 0 ? 0 : 1, 0);
    const error = mean(printed.map((value, i) => w[i] * (value - target[i]) ** 2));
    const rough = roughness(scattered, size, rules.central);
    const grey = mean(mask.map((value) => value * (1 - value)));
    const loss = error + rules.mu * rough + rules.grey * grey;
    holds('loss', Math.abs((seen.loss as number) / loss - 1), 1e-9);
    const gradient = data(seen, 'gradient.mask').map((g, i) => 10 * mask[i] * (1 - mask[i]) * g);
    holds('gradient', worstBetween(data(seen, 'gradient.params'), gradient), 1e-12);
    const step = textbookAdam(state.values, data(seen, 'gradient.params'), { rate: 0.1, beta2: 0.999, eps: 1e-8 });
    holds('update', worstBetween(data(after, 'params'), step), 1e-5);
    const isBest = (seen.loss as number) < (state.values['best.loss'] as number);
    const best = isBest
      ? { params: data(after, 'params'), mask }
      : { params: data(state.values, 'best.params'), mask: data(state.values, 'best.mask') };
    holds(
      'update: best',
      worstBetween(data(after, 'best.params'), best.params) + worstBetween(data(after, 'best.mask'), best.mask),
      1e-7,
    );
    state = solver.step(state).state;
  }
  return [...found];
}

const COLUMNS = {
  loss: 'loss',
  weighted_l2: 'weighted_l2',
  flare_reg: 'flare_reg',
  bin_loss: 'bin',
  grad_norm: 'grad_norm',
};
const SEEN = [
  ['S', 'S', 1e-6],
  ['w', 'w', 1e-6],
  ['alpha_mask', 'alpha', 1e-6],
  ['I_diff', 'diffracted', 1e-5],
  ['printed', 'printed', 1e-5],
] as const;
const FLARE = 'synth256_flare';

/** The reference's own tile of branch v2. */
export const goldenV2 = (): IltScene =>
  iltScene('v2', { size: 256, kernel_count: 1, start: goldenPath(`${FLARE}_params0.npy`) });

/** What the golden run of branch v2 says, as in specs/ilt/aware/v2.spec.ts, of its first iterations and its best mask. */
export function awareGolden(solver: Solver): string[] {
  const { history } = awareTrace(`${FLARE}.json`);
  const found = new Set<string>();
  let state: State = solver.init();
  for (let i = 0; i < 3; i++) {
    const step = solver.step(state);
    state = step.state;
    for (const [golden, column] of Object.entries(COLUMNS)) {
      const expected = history[golden][i];
      if (!(Math.abs(step.scalars[column] - expected) <= 1e-4 * expected)) found.add(`golden ${golden}`);
    }
    if (i === 0 && step.scalars.misprinted !== 3810) found.add('golden misprinted');
  }
  // what its best iteration saw; the mask is all that the rest depends on
  const params = goldenArray(`${FLARE}_bestmask.npy`).data.map((value) => Math.log(value / (1 - value)) / 10);
  const start = solver.init();
  const own = square(Float32Array.from(params as Iterable<number>));
  const seen: Values = Object.assign(
    {},
    ...Object.values(tapStages(solver, { ...start, values: { ...start.values, params: own } })),
  );
  for (const [golden, name, tolerance] of SEEN) {
    const expected = Float64Array.from(goldenArray(`${FLARE}_snap_${golden}.npy`).data as Iterable<number>);
    if (!(worstBetween(data(seen, name), expected) < tolerance)) found.add(`golden ${golden}`);
  }
  return [...found];
}
