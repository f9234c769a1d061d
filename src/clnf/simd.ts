import type { Engine, Floats, Window } from './engine.js';
import { jacobian } from './jacobian.js';
import { GLOBAL } from './shape.js';
import { type Layout, SimdCore } from './simd-core.js';
import { readAreas, readMaps, writeAreas, writeMaps } from './simd-lanes.js';
import { normalEquations, regularized, solve } from './solve.js';
import { landmarkWeights, patchSide } from './strict.js';
import { clampModes, updated } from './update.js';
import { areaSide, warpOf } from './warp.js';

/**
 * The fit by the SIMD kernel, stage by stage: maps in single precision, shape and update in double precision. The threads
 * are for whoever runs many steps; a stage by itself is done on one.
 */
export function simdEngine(layout: Layout): Engine {
  const core = new SimdCore(layout, 1);
  const { memory } = core;
  const { workspace } = memory;
  const modelOf = (window: Window) => layout.models[window.model];
  const pointsOf = (window: Window) => modelOf(window).pdm.points;
  const viewOf = (window: Window, view: number) => modelOf(window).scales[window.scale].views[view];

  return {
    Floats: Float32Array,
    landmarks(window, params) {
      core.shape(window).set(params);
      return core.shape(window).landmarks.slice();
    },
    place(window, params, image) {
      const geometry = core.geometry(window, params);
      const { view, base, toImage } = geometry;
      const bank = core.bank(window, view);
      core.response.run('cut', window, bank, geometry, image);
      const areas = readAreas(memory, bank, pointsOf(window));
      return { ...geometry, warp: warpsOf(window, viewOf(window, view), base, toImage), areas };
    },
    patchResponse(window, view, areas) {
      const bank = core.bank(window, view);
      writeAreas(memory, bank, areas);
      memory.run('adopt', bank.shape.groups, bank.address);
      memory.run('activate', bank.shape.groups, bank.address);
      return readMaps(memory, bank, workspace.sums, pointsOf(window));
    },
    responseMap(window, view, sums) {
      const bank = core.bank(window, view);
      writeMaps(memory, bank, workspace.sums, sums);
      memory.run('smooth', bank.shape.groups, bank.address);
      return readMaps(memory, bank, workspace.maps, pointsOf(window));
    },
    meanShift(window, params, placement, maps) {
      const bank = core.bank(window, placement.view);
      writeMaps(memory, bank, workspace.maps, maps);
      const [shape, shift] = [core.shape(window), core.shift(window)];
      shape.set(params);
      shift.run(window, bank, { ...placement, shape: shape.landmarks });
      return {
        shape: shape.landmarks.slice(),
        coordinates: shift.coordinates.slice(),
        reference: shift.reference.slice(),
        image: shift.image.slice(),
      };
    },
    jacobian: (window, view, params, rigid) =>
      jacobian(modelOf(window).pdm, params, viewOf(window, view).visible, rigid),
    solve(window, view, params, derivatives, shifts) {
      const { pdm } = modelOf(window);
      const rigid = derivatives.length === 2 * pdm.points * GLOBAL;
      const own = jacobian(pdm, params, viewOf(window, view).visible, rigid);
      if (!isSame(own, derivatives)) {
        // another Jacobian than the shape's own has no moments
        const plain = normalEquations(derivatives, landmarkWeights(viewOf(window, view), window.weight), shifts);
        const equations = regularized(plain, params, pdm.variances, window.regularization);
        return { ...equations, update: solve(equations) };
      }
      core.shape(window).set(params);
      const equations = core.equations(window);
      const situation = core.situation(window, core.moments(window, view), params, shifts);
      return { ...equations.equations(situation, rigid), update: equations.solve(situation, rigid).slice() };
    },
    update: (window, params, update) => clampModes(updated(params, update), modelOf(window).pdm.variances),
  };
}

/** The warps of all landmarks that a view sees, zero for the others: [n, 2, 3]. */
export function warpsOf(
  window: Window,
  view: Parameters<typeof patchSide>[0],
  base: Float64Array,
  toImage: Float64Array,
): Float64Array {
  const n = base.length / 2;
  const side = areaSide(window.side, patchSide(view));
  const warps = new Float64Array(6 * n);
  for (let i = 0; i < n; i++) {
    if (view.visible[i] !== 0) warps.set(warpOf(base[i], base[n + i], toImage, side), 6 * i);
  }
  return warps;
}

const isSame = (a: Floats, b: Floats): boolean => a.every((value, i) => Object.is(value, b[i]));
