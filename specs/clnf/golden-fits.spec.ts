import { describe, expect, it } from 'vitest';
import type { State } from '../../src/solver.js';
import type { Prepared } from '../../src/subject.js';
import { metric } from '../../src/vitest/metric.js';
import { attachTable, belongsTo } from '../support/allure.js';
import {
  CASES,
  type CaseName,
  caseSettings,
  dataOf,
  ENGINES,
  farthest,
  goldenCase,
  landmarkRows,
  landmarksOfRow,
  prepareClnf,
  type Tapped,
  tapAll,
  worst,
} from '../support/clnf.js';

belongsTo('clnf', 'parity with OpenFace', 'whole fits');

/**
 * In these a sampling position or a kernel's centre lies so near to the middle between two steps, of 1/32 and of 0.1 px,
 * that single precision rounds it the other way; the fit goes on from there a little apart.
 */
const TURNED: readonly CaseName[] = ['r1_frontal', 'r2_small_noisy', 'r3_large_sidelight'];

/**
 * Columns of the trace, ours for them, and how far they may be apart: where no step is turned, and where one is. There two
 * cells of a map may be alike but for rounding, and a peak that moves by one is 1/68 px in the mean, and some
 * of the distance between neighbours in the median.
 */
const COLUMNS = [
  ['ms_mean_ref_px', 'mean_shift_mean', 1e-3, 5e-3],
  ['ms_l2_image_px', 'mean_shift_norm', 1e-2, 0.1],
  ['dp_norm', 'update_norm', 1e-2, 0.05],
  ['peak_offset_mean_ref_px', 'peak_offset_mean', 1e-3, 0.02],
  ['peak_offset_median_ref_px', 'peak_offset_median', 1e-3, 0.1],
  ['view', 'view', 0, 0],
  ['scale', 'scale', 0, 0],
  ['window', 'window', 0, 0],
  ['iteration', 'stage_iteration', 0, 0],
] as const;
/** Scale in px/mm, angles in radians, place in pixels: the same. */
const PARAMETERS = [
  ['s', 5e-5, 5e-4],
  ['rx', 5e-5, 1e-3],
  ['ry', 5e-5, 1e-3],
  ['rz', 5e-5, 1e-3],
  ['tx', 2e-3, 1e-2],
  ['ty', 2e-3, 1e-2],
] as const;

interface Fitted {
  readonly prepared: Prepared;
  readonly iterations: readonly Tapped[];
  readonly last: State;
}

describe.each(ENGINES)('from the parameters that the C++ started with, %s', (engine) => {
  const known = new Map<CaseName, Fitted>();
  const fitted = async (name: CaseName): Promise<Fitted> => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const prepared = await prepareClnf(caseSettings(name), { engine });
    const iterations = tapAll(prepared);
    const { values, updated } = iterations[iterations.length - 1];
    const fit = { prepared, iterations, last: { iteration: iterations.length, values: { ...values, ...updated } } };
    known.set(name, fit);
    return fit;
  };

  it.each(CASES)('goes the same way, iteration by iteration: %s', async (name) => {
    const { trace } = goldenCase(name);
    const { iterations } = await fitted(name);
    expect(iterations.map(({ scalars }) => ['rigid', 'nonrigid'][scalars.stage])).toEqual(
      trace.map(({ stage }) => stage),
    );
    const isTurned = TURNED.includes(name);
    const largest = (difference: (iteration: Tapped, row: (typeof trace)[number]) => number) =>
      worst(
        iterations.map((iteration, i) => difference(iteration, trace[i])),
        new Float64Array(trace.length),
      );
    for (const [theirs, ours, exact, turned] of COLUMNS) {
      const difference = largest(({ scalars }, row) => scalars[ours] - Number(row[theirs]));
      expect(difference, theirs).toBeLessThanOrEqual(isTurned ? turned : exact);
    }
    for (const [j, [parameter, exact, turned]] of PARAMETERS.entries()) {
      const difference = largest(({ updated }, row) => dataOf(updated, 'updated')[j] - Number(row[parameter]));
      expect(difference, parameter).toBeLessThanOrEqual(isTurned ? turned : exact);
    }
  });

  it('ends within 0.05 px of the C++ in every case, within 0.004 px in all but three', async () => {
    const rows: [string, number][] = [];
    for (const name of CASES) {
      const { prepared, last } = await fitted(name);
      const [row] = landmarkRows(prepared, last);
      rows.push([name, farthest(landmarksOfRow(row), landmarksOfRow(goldenCase(name).result))]);
    }
    attachTable('largest distance of a landmark from the C++', [['case', 'px'], ...rows]);
    metric(`landmarks by ${engine}: largest distance from the C++ [px]`, Math.max(...rows.map(([, px]) => px)));
    for (const [name, distance] of rows) {
      expect(distance, name).toBeLessThanOrEqual(TURNED.includes(name as CaseName) ? 0.05 : 0.004);
    }
  });

  it('writes the columns of OpenFace with its pose, 3-D landmarks and parameters', async () => {
    const name = 'r4_yaw_switch';
    const { result } = goldenCase(name);
    const { prepared, last } = await fitted(name);
    const [row] = landmarkRows(prepared, last);
    // this program writes no success, camera and likelihood into its CSV, as FaceLandmarkImg does not
    const columns = Object.keys(result).filter(
      (c) => !['success', 'model_likelihood', 'fx', 'fy', 'cx', 'cy'].includes(c),
    );
    expect(Object.keys(row)).toEqual(columns);
    const numbers = columns.filter((column) => column !== 'confidence');
    const [ours, theirs] = [row, result].map((each) => numbers.map((column) => Number(each[column])));
    // pixels and mm to 1 in 1e5 of a metre's distance, where the C++ has its own minimum of solvePnP in single precision
    expect(worst(ours, theirs)).toBeLessThanOrEqual(0.002);
    const { likelihood } = JSON.parse(new TextDecoder().decode(prepared.results?.(last)['metrics.json']));
    // the logarithm of sums of 49 values in single precision, at landmarks that are 0.0005 px apart
    expect(Math.abs(likelihood - Number(result.model_likelihood))).toBeLessThan(5e-4);
  });
});

describe('from the box', () => {
  it.each(CASES)('begins where the C++ did: %s', async (name) => {
    const { init } = goldenCase(name);
    const { image } = caseSettings(name);
    const { solver } = await prepareClnf({ image: image as string, box: init.bbox.join() });
    const params = dataOf(solver.init().values, 'params');
    for (const [i, value] of init.params_global.entries()) {
      // nine digits of single precision
      expect(Math.abs(params[i] - value), `${i}`).toBeLessThanOrEqual(3e-5);
    }
    expect(params.subarray(6).every((q) => q === 0)).toBe(true);
  });
});
