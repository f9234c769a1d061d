import { InputError } from '../errors.js';
import type { State } from '../solver.js';
import type { Doubles, Probe } from '../subject.js';
import type { Engine, Floats, Window } from './engine.js';
import { density, shiftToImage, windowCoordinates } from './mean-shift.js';
import type { LandmarkModel } from './model/model.js';
import { product, rotationOf } from './rotation.js';
import { isWindowStart, modelAt, type Position, type Schedule, windowAt } from './schedule.js';
import { GLOBAL } from './shape.js';
import { doubles, floats, placementOf, positionOf } from './state.js';
import { landmarkWeights } from './strict.js';
import { DEVIATIONS, updated } from './update.js';
import type { GrayImage } from './warp.js';

/** What holds in the step from a state: its window, and what is given to it. */
interface Place {
  readonly position: Position;
  readonly window: Window;
  readonly model: LandmarkModel;
  readonly placement: ReturnType<typeof placementOf>;
  readonly maps: Floats;
}

/**
 * What a window's iterations descend. A mean shift is sigma^2 times the gradient of the logarithm of the density, and a step
 * solves the normal equations for J' W ms - Lambda q, which is minus the gradient of
 *
 *     -(sigma / a)^2 sum of w log(density at the landmark) + reg / 2 sum of q^2 / variance     [px^2 of the image]
 *
 * with a the scale from the image to the reference frame; after Saragih, Lucey and Cohn (2011). The kernel is centred at the
 * landmark itself, where OpenFace rounds its centre to 0.1 px. Rotations are counted from the state's own, and the gradient by
 * them holds there.
 */
export function probe(engine: Engine, schedule: Schedule, frames: (frame: number) => GrayImage, state: State): Probe {
  const place = placeOf(engine, schedule, frames, state);
  const { window, model, position } = place;
  const start = doubles(state.values, 'params');
  const isRigid = position.stage === 0;
  const variances = model.pdm.variances;
  const prior = window.regularization;
  const paramsOf = (groups: Doubles): Float64Array => {
    const moved = start.slice();
    moved[0] = groups.scale[0];
    moved.set(groups.translation, 4);
    if (!isRigid) moved.set(groups.shape, GLOBAL);
    return updated(moved, Float64Array.of(0, ...groups.rotation));
  };
  return {
    objectiveName: 'negative log posterior',
    groups: [
      ...['scale', 'rotation', 'translation'].map((name) => ({ name })),
      ...(isRigid ? [] : [{ name: 'shape', range: (mode: number) => rangeOf(variances[mode]) }]),
    ],
    tensors: ['params'],
    parameters(next) {
      checkSameFit(state, position, next);
      const params = doubles(next.values, 'params');
      return {
        scale: params.slice(0, 1),
        rotation: incrementBetween(start, params),
        translation: params.slice(4, GLOBAL),
        ...(!isRigid && { shape: params.slice(GLOBAL) }),
      };
    },
    objective(groups) {
      const params = paramsOf(groups);
      let sum = 0;
      for (const { weight, map, x, y } of seen(place, engine.landmarks(window, params))) {
        sum -= weight * Math.log(density(map, window.side, x, y, window.sigma).sum);
      }
      return variancePerDensity(place) * sum + (prior / 2) * distanceToMean(params, variances);
    },
    gradient(groups) {
      const params = paramsOf(groups);
      const n = model.pdm.points;
      const pull = new Float64Array(2 * n);
      for (const { i, weight, map, x, y } of seen(place, engine.landmarks(window, params))) {
        const about = density(map, window.side, x, y, window.sigma);
        const shift = shiftToImage(about.x / about.sum - x, about.y / about.sum - y, place.placement.toImage);
        [pull[i], pull[n + i]] = [-weight * shift[0], -weight * shift[1]];
      }
      const derivatives = engine.jacobian(window, place.placement.view, params, isRigid);
      const columns = derivatives.length / pull.length;
      const gradient = Float64Array.from({ length: columns }, (_, column) => {
        const mode = column - GLOBAL;
        let sum = mode < 0 ? 0 : (prior / variances[mode]) * params[column];
        for (let row = 0; row < pull.length; row++) sum += derivatives[row * columns + column] * pull[row];
        return sum;
      });
      return {
        scale: gradient.slice(0, 1),
        rotation: gradient.slice(1, 4),
        translation: gradient.slice(4, GLOBAL),
        ...(!isRigid && { shape: gradient.slice(GLOBAL) }),
      };
    },
  };
}

/** The window of the next step, with the maps that the step works out where it is the window's first. */
function placeOf(engine: Engine, schedule: Schedule, frames: (frame: number) => GrayImage, { values }: State): Place {
  const position = positionOf(values);
  const window = windowAt(schedule, position);
  const common = { position, window, model: modelAt(schedule, position) };
  if (!isWindowStart(position)) return { ...common, placement: placementOf(values), maps: floats(values, 'response') };
  const placement = engine.place(window, doubles(values, 'params'), frames(position.frame));
  const sums = engine.patchResponse(window, placement.view, placement.areas);
  return { ...common, placement, maps: engine.responseMap(window, placement.view, sums) };
}

/** The landmarks that the view sees, with their maps, where they lie in them, and what they weigh. */
function* seen({ window, model, placement, maps }: Place, landmarks: Float64Array) {
  const { view, base, toReference } = placement;
  const experts = model.scales[window.scale].views[view];
  const weights = landmarkWeights(experts, window.weight);
  const coordinates = windowCoordinates(landmarks, base, toReference, window.side);
  const n = model.pdm.points;
  const cells = window.side * window.side;
  for (let i = 0; i < n; i++) {
    if (experts.visible[i] === 0) continue;
    const map = maps.subarray(i * cells, (i + 1) * cells);
    yield { i, weight: weights[i], map, x: coordinates[i], y: coordinates[n + i] };
  }
}

/** (sigma / a)^2, in square pixels of the image. */
function variancePerDensity({ window, placement }: Place): number {
  const [a, b, c, d] = placement.toReference;
  return (window.sigma * window.sigma) / (a * d - b * c);
}

const distanceToMean = (params: Float64Array, variances: ArrayLike<number>): number => {
  let sum = 0;
  for (let j = 0; j < variances.length; j++) sum += (params[GLOBAL + j] * params[GLOBAL + j]) / variances[j];
  return sum;
};

function rangeOf(variance: number): readonly [number, number] {
  const limit = DEVIATIONS * Math.sqrt(variance);
  return [-limit, limit];
}

/** The w whose {@link updated} turns the rotation of `from` into that of `to`. */
function incrementBetween(from: Float64Array, to: Float64Array): Float64Array {
  const [a, b] = [from, to].map((params) => rotationOf(params[1], params[2], params[3]));
  const transposed = Float64Array.of(a[0], a[3], a[6], a[1], a[4], a[7], a[2], a[5], a[8]);
  const r = product(transposed, b);
  // the antisymmetric part is the axis times the sine, and an increment's length is the tangent
  const cosine = (r[0] + r[4] + r[8] - 1) / 2;
  return Float64Array.of(r[7] - r[5], r[2] - r[6], r[3] - r[1]).map((twice) => twice / 2 / cosine);
}

function checkSameFit(state: State, at: Position, next: State): void {
  const then = positionOf(next.values);
  if (then.frame === at.frame && then.hypothesis === at.hypothesis && then.part === at.part) return;
  throw new InputError(`iteration ${state.iteration}: a fit ends with the next step; expected an iteration before`);
}
