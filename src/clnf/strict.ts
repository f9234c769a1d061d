import { cholesky } from './cholesky.js';
import type { Engine, Window } from './engine.js';
import { jacobian } from './jacobian.js';
import { clampedTo, meanShift, shiftToImage, windowCoordinates } from './mean-shift.js';
import type { LandmarkModel, Patch } from './model/model.js';
import { activation, neuronSums, normalizePatch } from './patch-response.js';
import { lifted, precision, smoothed, smoothingComponents } from './response-map.js';
import { landmarksOf, referenceShape } from './shape.js';
import { inverse, similarity } from './similarity.js';
import { normalEquations, regularized, solve } from './solve.js';
import { clampModes, turned, updated } from './update.js';
import { chooseView } from './view.js';
import { areaSide, sampleBilinear, sampleOpenCv, warpOf } from './warp.js';

/** The steps that the stages are made of. A fault, or a variant, is the same record with one of them replaced. */
export const STEPS = {
  chooseView,
  landmarksOf,
  referenceShape,
  similarity,
  inverse,
  warpOf,
  sample: sampleOpenCv,
  normalize: normalizePatch,
  activation,
  neuronSums,
  smoothingComponents,
  precision,
  smoothed,
  lifted,
  windowCoordinates,
  clampedTo,
  meanShift,
  shiftToImage,
  jacobian,
  normalEquations,
  regularized,
  solve,
  turned,
  updated,
  clampModes,
};
export type Steps = typeof STEPS;

/** Sampling by the name of the setting. */
export const SAMPLES = { opencv: sampleOpenCv, bilinear: sampleBilinear };

/** The fit in double precision, by the textbook: the readable reference, and the oracle of the fast engine. */
export function strictEngine(models: readonly LandmarkModel[], steps: Steps = STEPS): Engine {
  const factors = new WeakMap<Patch, Map<number, Float64Array>>();

  /** The Cholesky factor of the inverse of Sigma, which takes longer than all the rest and depends on the model alone. */
  const factorOf = (window: Window, patch: Patch): Float64Array => {
    const known = factors.get(patch) ?? new Map<number, Float64Array>();
    factors.set(patch, known);
    const { side } = window;
    const components = () => steps.smoothingComponents(models[window.model], window.scale, side);
    const factor = known.get(side) ?? cholesky(steps.precision(patch, components(), side), side * side);
    known.set(side, factor);
    return factor;
  };
  const viewOf = (window: Window, view: number) => models[window.model].scales[window.scale].views[view];

  /** A map of each landmark that the view sees, from its part of `from`. */
  const mapped = (
    window: Window,
    view: number,
    from: ArrayLike<number>,
    map: (part: Float64Array, patch: Patch) => Float64Array,
  ): Float64Array => {
    const { visible, patches } = viewOf(window, view);
    const size = from.length / visible.length;
    const cells = window.side * window.side;
    const maps = new Float64Array(visible.length * cells);
    for (let i = 0; i < visible.length; i++) {
      if (visible[i] === 0) continue;
      const part = Float64Array.from({ length: size }, (_, at) => from[i * size + at]);
      maps.set(map(part, patches[i]), i * cells);
    }
    return maps;
  };

  return {
    Floats: Float64Array,
    landmarks: (window, params) => steps.landmarksOf(models[window.model].pdm, params),
    place(window, params, image) {
      const { pdm, scales } = models[window.model];
      const experts = scales[window.scale];
      const view = steps.chooseView(experts, params);
      const base = steps.landmarksOf(pdm, params);
      const toReference = steps.similarity(base, steps.referenceShape(pdm, params, experts.scale));
      const toImage = steps.inverse(toReference);
      const { visible } = experts.views[view];
      const side = areaSide(window.side, patchSide(experts.views[view]));
      const warp = new Float64Array(6 * pdm.points);
      const areas = new Float64Array(pdm.points * side * side);
      for (let i = 0; i < pdm.points; i++) {
        if (visible[i] === 0) continue;
        const matrix = steps.warpOf(base[i], base[pdm.points + i], toImage, side);
        warp.set(matrix, 6 * i);
        areas.set(steps.sample(image, matrix, side), i * side * side);
      }
      return { view, base, toReference, toImage, warp, areas };
    },
    patchResponse: (window, view, areas) =>
      mapped(window, view, areas, (area, patch) => steps.neuronSums(area, window.side, patch, steps)),
    responseMap: (window, view, sums) =>
      mapped(window, view, sums, (sum, patch) => steps.lifted(steps.smoothed(sum, factorOf(window, patch)))),
    meanShift(window, params, { view, base, toReference, toImage }, maps) {
      const { side, sigma } = window;
      const { visible } = viewOf(window, view);
      const n = visible.length;
      const shape = steps.landmarksOf(models[window.model].pdm, params);
      const coordinates = steps.windowCoordinates(shape, base, toReference, side);
      const shifts = { reference: new Float64Array(2 * n), image: new Float64Array(2 * n) };
      for (let i = 0; i < n; i++) {
        if (visible[i] === 0) continue;
        const map = maps.subarray(i * side * side, (i + 1) * side * side);
        const at = [steps.clampedTo(side, coordinates[i]), steps.clampedTo(side, coordinates[n + i])] as const;
        const [x, y] = steps.meanShift(map, side, ...at, sigma);
        [shifts.reference[i], shifts.reference[n + i]] = [x, y];
        [shifts.image[i], shifts.image[n + i]] = steps.shiftToImage(x, y, toImage);
      }
      return { shape, coordinates, ...shifts };
    },
    jacobian: (window, view, params, rigid) =>
      steps.jacobian(models[window.model].pdm, params, viewOf(window, view).visible, rigid),
    solve(window, view, params, derivatives, shifts) {
      const weights = landmarkWeights(viewOf(window, view), window.weight);
      const { variances } = models[window.model].pdm;
      const plain = steps.normalEquations(derivatives, weights, shifts);
      const equations = steps.regularized(plain, params, variances, window.regularization);
      return { ...equations, update: steps.solve(equations) };
    },
    update(window, params, update) {
      const { variances } = models[window.model].pdm;
      return steps.clampModes(steps.updated(params, update, steps.turned), variances);
    },
  };
}

type View = LandmarkModel['scales'][number]['views'][number];

/** The side of a view's patches, which is one for all. */
export const patchSide = ({ visible, patches }: View): number => patches[visible.findIndex((seen) => seen !== 0)].width;

/** The weights of the landmarks in the equations: 1, or in proportion to the confidence in their patch experts. */
export const landmarkWeights = ({ visible, patches }: View, weight: number): Float64Array =>
  Float64Array.from(visible, (seen, i) => (seen === 0 || weight === 0 ? 1 : weight * patches[i].confidence));
