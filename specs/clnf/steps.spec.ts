import { beforeAll, expect, it } from 'vitest';
import { clnfWith, STEPS, type Steps } from '../../src/clnf/index.js';
import type { Prepared } from '../../src/subject.js';
import type { Tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';
import {
  caseSettings,
  csvRows,
  farthest,
  goldenPath,
  landmarkRows,
  landmarksOfRow,
  lastState,
  prepareClnf,
  worst,
} from '../support/clnf.js';

belongsTo('clnf', 'fit', 'replaced steps');

/** Defects of one stage each, by their names in golden/clnf/faults.csv, where another program has them. */
const FAULTS: [stage: string, fault: string, steps: Partial<Steps>][] = [
  ['warp', 'halfpx', { warpOf: (x, y, toImage, side) => STEPS.warpOf(x, y, toImage, side + 1) }],
  [
    'patch-response',
    'flip',
    { activation: (neuron, patch) => STEPS.activation({ ...neuron, weights: neuron.weights.toReversed() }, patch) },
  ],
  ['response-map', 'nosigma', { smoothed: (sums) => sums }],
  [
    'mean-shift',
    'msA',
    { shiftToImage: (x, y, [a, b, c, d]) => STEPS.shiftToImage(x, y, STEPS.inverse(Float64Array.of(a, b, c, d))) },
  ],
  [
    'jacobian',
    'jacsign',
    {
      jacobian: (pdm, params, visible, rigid) => {
        const derivatives = STEPS.jacobian(pdm, params, visible, rigid);
        const columns = derivatives.length / (2 * pdm.points);
        return derivatives.map((value, i) => (i % columns === 2 ? -value : value));
      },
    },
  ],
  ['solve', 'noreg', { regularized: (equations) => equations, clampModes: (params) => params }],
  ['update', 'euleradd', { turned: ([x, y, z], [wx, wy, wz]) => [x + wx, y + wy, z + wz] }],
];

const CASE = 'r5_border';
const golden = csvRows(goldenPath('faults.csv')).filter((row) => row.case === CASE);
const fitted = (prepared: Prepared) => landmarksOfRow(landmarkRows(prepared, lastState(prepared))[0]);

let correct: Prepared;
let landmarks: Float64Array;
beforeAll(async () => {
  correct = await prepareClnf(caseSettings(CASE), { engine: 'strict' });
  landmarks = fitted(correct);
});

it.each(FAULTS)(
  'a fault of %s, %s, shows first in that stage, and misleads the fit as far as the other program',
  async (stage, fault, steps) => {
    const row = golden.find((each) => each.fault === fault);
    const faulty = await prepareClnf(caseSettings(CASE), { engine: 'strict' }, clnfWith(steps));
    expect(firstDifference(correct, faulty)).toBe(stage);
    const distance = farthest(fitted(faulty), landmarks);
    const expected = Number(row?.diff_vs_cpp_max_px);
    // the other program is 0.01 px from the C++ too, and a fit without a prior doubles what little it is apart
    expect(Math.abs(distance - expected), `${distance} for ${expected}`).toBeLessThan(0.02 + 0.02 * expected);
  },
);

it('the whole fit is refused to an engine that is not made of steps', async () => {
  await expect(prepareClnf({}, { engine: 'simd' }, clnfWith({ solve: STEPS.solve }))).rejects.toThrow(
    '--engine simd: not with replaced steps; expected strict',
  );
});

/** The first stage of the first iteration whose outputs differ. */
function firstDifference(a: Prepared, b: Prepared): string | undefined {
  const [state] = [a.solver.init()];
  const outputs = [a, b].map(({ solver }) => {
    const found = new Map<string, Float64Array>();
    // the mean shift to the image, the prior and the update differ in a non-rigid step at the latest
    let at = state;
    for (let i = 0; i < 6; i++) {
      at = solver.step(at, (stage, values) => {
        for (const [name, value] of Object.entries(values)) {
          if (typeof value !== 'number') found.set(`${i} ${stage} ${name}`, (value as Tensor<Float64Array>).data);
        }
      }).state;
    }
    return found;
  });
  for (const [key, data] of outputs[0]) {
    const other = outputs[1].get(key) as Float64Array;
    if (data.length > 0 && worst(other, data) > 1e-9) return key.split(' ')[1];
  }
  return undefined;
}
