import { describe, expect, it } from 'vitest';
import { toGray } from '../../src/clnf/gray.js';
import { sampleOpenCv } from '../../src/clnf/warp.js';
import { decodePng } from '../../src/image/png.js';
import { readRegularFile } from '../../src/run/index.js';
import type { Values } from '../../src/solver.js';
import type { Prepared } from '../../src/subject.js';
import { type Tensor, tensor } from '../../src/tensor.js';
import { attachTable, belongsTo } from '../support/allure.js';
import {
  caseSettings,
  dataOf,
  ENGINES,
  FULL_CASES,
  type GoldenCase,
  goldenCase,
  prepareClnf,
  runStage,
  type Tapped,
  tapAll,
  worst,
} from '../support/clnf.js';
import { STAGE_TOLERANCES } from '../support/clnf-tolerances.js';

belongsTo('clnf', 'parity with OpenFace', 'stage by stage');

const TOLERANCES: Readonly<Record<string, readonly [largest: number, reason: string]>> = STAGE_TOLERANCES;

describe.each(ENGINES)('given the inputs that the C++ had, %s', (engine) => {
  it.each(FULL_CASES)('comes to the same in every stage of every iteration: %s', async (name) => {
    const golden = goldenCase(name);
    const prepared = await prepareClnf(caseSettings(name), { engine });
    const found = new Map<string, number>();
    for (const iteration of tapAll(prepared)) {
      for (const [quantity, difference] of differences(prepared, golden, iteration)) {
        found.set(quantity, Math.max(found.get(quantity) ?? 0, difference));
      }
    }
    attachTable(`largest differences from the C++, ${name}`, [
      ['quantity', 'difference', 'tolerance', 'reason'],
      ...[...found].map(([quantity, difference]) => [quantity, difference, ...TOLERANCES[quantity]]),
    ]);
    expect([...found.keys()].sort()).toEqual(Object.keys(TOLERANCES).sort());
    for (const [quantity, difference] of found) {
      expect(difference, quantity).toBeLessThanOrEqual(TOLERANCES[quantity][0]);
    }
  });
});

it.each(FULL_CASES)('sampling gives the bits of OpenCV for the matrices that it had: %s', (name) => {
  const golden = goldenCase(name);
  const path = caseSettings(name).image as string;
  const image = toGray(decodePng(readRegularFile(path), path));
  for (const window of [11, 9, 7]) {
    const [warps, areas, visible] = ['warp', 'aoi', 'visible'].map((key) => golden.tensor(`w${window}/${key}`).data);
    const side = window + 10;
    for (const [i, seen] of visible.entries()) {
      if (seen === 0) continue;
      const warp = Float64Array.from(warps.subarray(6 * i, 6 * i + 6));
      const area = areas.subarray(i * side * side, (i + 1) * side * side);
      expect(worst(sampleOpenCv(image, warp, side), area), `window ${window}, landmark ${i}`).toBe(0);
    }
  }
});

/** A quantity and its largest difference from the C++, for all that it kept of an iteration. */
function differences(prepared: Prepared, golden: GoldenCase, { scalars, values }: Tapped): [string, number][] {
  const window = `w${scalars.window}`;
  const isFirst = scalars.stage_iteration === 0;
  const stage = `${window}/${scalars.stage === 0 ? 'rigid' : 'nonrigid'}`;
  const iteration = `${stage}/${scalars.stage_iteration}`;
  const before = isFirst ? `${window}/rigid/4` : `${stage}/${scalars.stage_iteration - 1}`;
  const isStart = isFirst && scalars.stage === 0;
  const params = given(golden, isStart ? `${window}/params_start` : `${before}/params`);
  const against = (key: string, data: ArrayLike<number>, quantity = key.slice(key.lastIndexOf('/') + 1)) =>
    [quantity, worst(data, golden.tensor(key).data)] as [string, number];

  const found: [string, number][] = [];
  if (isStart) found.push(...ofWindow(prepared, golden, window, { ...values, params }, against));
  const placed: Values = {
    ...values,
    params,
    ...Object.fromEntries(
      ['base_shape', 'sim_img_to_ref', 'sim_ref_to_img', 'response'].map((key) => [
        key,
        given(golden, `${window}/${key}`),
      ]),
    ),
  };
  const shifted = runStage(prepared, 'mean-shift', placed);
  found.push(
    against(`${iteration}/shape`, dataOf(shifted, 'shape')),
    against(`${iteration}/d`, dataOf(shifted, 'd')),
    against(`${iteration}/mean_shift`, dataOf(shifted, 'mean_shift')),
    against(`${iteration}/mean_shift_img`, dataOf(shifted, 'mean_shift_img')),
  );
  const derived = runStage(prepared, 'jacobian', placed);
  if (isFirst) found.push(against(`${iteration}/jacobian`, dataOf(derived, 'jacobian')));
  const solved = runStage(prepared, 'solve', {
    ...placed,
    ...(isFirst ? { jacobian: given(golden, `${iteration}/jacobian`) } : derived),
    mean_shift_img: given(golden, `${iteration}/mean_shift_img`),
  });
  if (isFirst) found.push(against(`${iteration}/hessian`, dataOf(solved, 'hessian')));
  const updated = runStage(prepared, 'update', {
    ...placed,
    shape: given(golden, `${iteration}/shape`),
    update: given(golden, `${iteration}/update`),
  });
  found.push(
    against(`${iteration}/gradient`, dataOf(solved, 'gradient')),
    against(`${iteration}/update`, dataOf(solved, 'update')),
    against(`${iteration}/params`, dataOf(updated, 'updated'), 'updated'),
  );
  return found;
}

function ofWindow(
  prepared: Prepared,
  golden: GoldenCase,
  window: string,
  values: Values,
  against: (key: string, data: ArrayLike<number>, quantity?: string) => [string, number],
): [string, number][] {
  const warped = runStage(prepared, 'warp', values);
  const kept = ['base_shape', 'sim_img_to_ref', 'sim_ref_to_img', 'visible', 'reg_sigma_wf', 'warp'];
  const summed = runStage(prepared, 'patch-response', { ...values, aoi: given(golden, `${window}/aoi`) });
  const mapped = (presigma: Values) =>
    dataOf(runStage(prepared, 'response-map', { ...values, ...presigma }), 'response');
  return [
    ...kept.map((key) => against(`${window}/${key}`, dataOf(warped, key))),
    against(`${window}/presigma`, dataOf(summed, 'presigma')),
    against(`${window}/response`, mapped(summed), 'response, of the area'),
    against(`${window}/response`, mapped({ presigma: given(golden, `${window}/presigma`) })),
  ];
}

const given = (golden: GoldenCase, key: string): Tensor => {
  const { shape, data } = golden.tensor(key);
  return tensor(shape, Float64Array.from(data));
};
