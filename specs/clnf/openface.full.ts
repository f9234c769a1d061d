import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { stepwise } from '../../src/solver.js';
import { tensor } from '../../src/tensor.js';
import { encodeState } from '../../src/trace/index.js';
import { attachTable, belongsTo } from '../support/allure.js';
import {
  dataOf,
  ENGINES,
  farthest,
  landmarkRows,
  landmarksOfRow,
  lastState,
  prepareClnf,
  runStage,
  tapAll,
  worst,
} from '../support/clnf.js';
import { convergenceOf, OPENFACE_CASES, openFaceCase, openFaceFolder, WITH_PARTS } from '../support/openface.js';

belongsTo('clnf', 'parity with OpenFace', "OpenFace's own models");

let folder: string;
beforeEach((context) => {
  folder = openFaceFolder(context);
});

describe.each(ENGINES)("with OpenFace's own models, %s", (engine) => {
  it.each(OPENFACE_CASES)('comes to the same in the stages of every window: %s', async (name) => {
    const golden = openFaceCase(folder, name);
    const prepared = await prepareClnf(golden.settings, { engine });
    const found = new Map<string, number>();
    const hold = (quantity: string, difference: number) =>
      found.set(quantity, Math.max(found.get(quantity) ?? 0, difference));
    for (const { scalars, values } of tapAll(prepared)) {
      if (scalars.stage_iteration !== 0) continue;
      const scale = [0.25, 0.35, 0.5].indexOf(scalars.scale);
      const suffix = `scale${scale}_win${scalars.window}.f32`;
      const stage = scalars.stage === 0 ? 'rigid' : 'nonrigid';
      const derivatives = dataOf(runStage(prepared, 'jacobian', values), 'jacobian');
      // the C++ is a little elsewhere by then, so that entries of up to 100 and sums of up to 1e6 differ by as little
      hold('jacobian', worst(derivatives, golden.floats(`jacobian_${stage}_${suffix}`)) / 100);
      if (scalars.stage === 1) continue;
      const side = scalars.window + 10;
      const cut = golden.floats(`aoi_${suffix}`).filter((_, i) => i % (6 + side * side) >= 6);
      const aoi = tensor([68, side, side], engine === 'simd' ? cut : Float64Array.from(cut));
      const summed = runStage(prepared, 'patch-response', { ...values, aoi });
      hold('presigma', worst(dataOf(summed, 'presigma'), golden.floats(`presigma_${suffix}`)));
      const mapped = runStage(prepared, 'response-map', { ...values, ...summed });
      hold('response', worst(dataOf(mapped, 'response'), golden.floats(`resp_${suffix}`)));
    }
    attachTable(`largest differences from the C++, ${name}`, [['quantity', 'difference'], ...found]);
    expect(found.size).toBe(3);
    expect(found.get('jacobian')).toBeLessThan(1e-3);
    // measured on the C++'s own areas by other programs: 8e-5 and 4.4e-7
    expect(found.get('presigma')).toBeLessThan(3e-4);
    expect(found.get('response')).toBeLessThan(2e-6);
  });

  it.each([
    ['astro2x_wildpreset', 'main_clnf_general.txt', { preset: 'wild', multi_view: false }],
    ['astro2x_wildmodel4', 'main_clnf_wild.txt', {}],
  ] as const)('begins and ends every window as the C++ did: %s', async (name, main, changed) => {
    const { settings, box } = openFaceCase(folder, 'astro2x_general');
    const { start: _, ...others } = settings;
    const model = join(folder, 'model', main);
    const iterations = tapAll(await prepareClnf({ ...others, model, box, ...changed }, { engine }));
    const expected = convergenceOf(folder, name);
    for (const { window, shift, norm, rigid, nonrigid } of expected) {
      const rows = iterations.map(({ scalars }) => scalars).filter((row) => row.window === window);
      const [first, last] = [rows[0], rows[rows.length - 1]];
      // as many digits as the C++'s table has, and the box's
      expect(Math.abs(first.mean_shift_mean - shift[0]), `mean shift, ${window}`).toBeLessThan(0.02);
      expect(Math.abs(last.mean_shift_mean - shift[1]), `mean shift, ${window}`).toBeLessThan(0.02);
      expect(Math.abs(first.mean_shift_norm - norm[0]), `norm, ${window}`).toBeLessThan(0.2);
      expect(Math.abs(last.mean_shift_norm - norm[1]), `norm, ${window}`).toBeLessThan(0.2);
      expect(Math.abs(first.update_norm - rigid[0]), `update, ${window}`).toBeLessThan(0.1);
      expect(Math.abs(last.update_norm - nonrigid[1]), `update, ${window}`).toBeLessThan(0.1);
    }
    expect(expected.length).toBeGreaterThan(2);
  });

  it.each([...OPENFACE_CASES, WITH_PARTS])('ends within 0.05 px of the C++: %s', async (name) => {
    const { settings, result, iterations } = openFaceCase(folder, name);
    const prepared = await prepareClnf(settings, { engine });
    const tapped = tapAll(prepared);
    const face = tapped.filter(({ scalars }) => scalars.part === 0);
    expect(face.length).toBe(iterations.length);
    for (const [i, { updated }] of face.entries()) {
      const expected = iterations[i].global_after as number[];
      expect(worst(dataOf(updated, 'updated').subarray(0, 6), expected), `iteration ${i + 1}`).toBeLessThan(0.02);
    }
    const end = lastState(prepared);
    const steps = stepwise(prepared.solver, prepared.solver.init());
    for (let i = 0; i < tapped.length; i++) steps.advance(false);
    expect(encodeState('clnf', end)).toEqual(encodeState('clnf', steps.state()));
    const [row] = landmarkRows(prepared, end);
    const distance = farthest(landmarksOfRow(row), landmarksOfRow(result));
    attachTable(`largest distance of a landmark from the C++, ${name}`, [['px'], [distance]]);
    expect(distance).toBeLessThan(0.05);
  });
});
