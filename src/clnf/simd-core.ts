import type { Window } from './engine.js';
import type { LandmarkModel } from './model/model.js';
import { equationDoubles, SimdEquations } from './simd-equations.js';
import { type Bank, openSimdMemory, type SimdMemory } from './simd-memory.js';
import { type Moments, momentDoubles, momentsOf } from './simd-moments.js';
import { SimdResponse } from './simd-response.js';
import { SimdShape, shapeDoubles } from './simd-shape.js';
import { SimdShift } from './simd-shift.js';
import type { Situation } from './simd-sums.js';
import { inverse, type Similarity, similarity } from './similarity.js';
import { landmarkWeights } from './strict.js';
import { chooseView } from './view.js';

/** What a fit is made of, for the memory to be laid out. */
export interface Layout {
  readonly models: readonly LandmarkModel[];
  /** All windows of the schedule. */
  readonly windows: readonly Window[];
  /** Pixels of an image. */
  readonly pixels: number;
  /** Whether sampling is plain bilinear, not OpenCV's. */
  readonly isPlain: boolean;
}

/** What the kernel needs of one model. */
interface Solver {
  readonly shape: SimdShape;
  readonly before: Float64Array;
  readonly shift: SimdShift;
  readonly equations: SimdEquations;
}

/** Where a window is placed. */
export interface Geometry {
  readonly view: number;
  readonly base: Float64Array;
  readonly toReference: Similarity;
  readonly toImage: Similarity;
}

/** The parts of a fit over one memory of the kernel. */
export class SimdCore {
  readonly memory: SimdMemory;
  readonly response: SimdResponse;
  readonly #layout: Layout;
  readonly #solvers: readonly Solver[];
  readonly #moments = new Map<string, Moments>();
  /** By model, the addresses of moments that are still to be worked out. */
  readonly #free: readonly number[][];

  constructor(layout: Layout, threads: number) {
    const { models, windows, pixels, isPlain } = layout;
    const sizes = models.flatMap(({ pdm }) => [shapeDoubles(pdm), equationDoubles(pdm)]);
    // each view of each window may have weights of its own
    const owners = windows.flatMap(({ model, scale }) => models[model].scales[scale].views.map(() => model));
    const momentSizes = owners.map((model) => momentDoubles(models[model].pdm));
    const reserve = [...sizes, ...momentSizes].map((count) => 8 * count);
    const memory = openSimdMemory(models, windows, pixels, threads, reserve);
    this.memory = memory;
    this.response = new SimdResponse(memory, isPlain);
    this.#layout = layout;
    this.#solvers = models.map(({ pdm }, i) => ({
      shape: new SimdShape(pdm, memory, memory.reserved[2 * i]),
      before: new Float64Array(2 * pdm.points),
      shift: new SimdShift(pdm.points, memory),
      equations: new SimdEquations(pdm, memory, memory.reserved[2 * i + 1]),
    }));
    const places = memory.reserved.slice(2 * models.length);
    this.#free = models.map((_, model) => places.filter((_, i) => owners[i] === model));
  }

  /** The shape of a window's model, with what it had last. */
  shape({ model }: Window): SimdShape {
    return this.#solvers[model].shape;
  }

  /** A copy of a model's landmarks as they are, which the next call overwrites. */
  before({ model }: Window): Float64Array {
    const { before, shape } = this.#solvers[model];
    before.set(shape.landmarks);
    return before;
  }

  shift({ model }: Window): SimdShift {
    return this.#solvers[model].shift;
  }

  equations({ model }: Window): SimdEquations {
    return this.#solvers[model].equations;
  }

  /** Sets the shape for the parameters, and gives where a window that starts with them is placed. */
  geometry(window: Window, params: Float64Array): Geometry {
    const experts = this.#layout.models[window.model].scales[window.scale];
    const shape = this.shape(window);
    shape.set(params);
    const base = shape.landmarks.slice();
    const reference = shape.space.slice(0, base.length);
    for (let i = 0; i < reference.length; i++) reference[i] *= experts.scale;
    const toReference = similarity(base, reference);
    return { view: chooseView(experts, params), base, toReference, toImage: inverse(toReference) };
  }

  bank(window: Window, view: number): Bank {
    return this.memory.bank(window, view);
  }

  /** What the equations of a window need of the shape that is set. */
  situation(window: Window, moments: Moments, params: Float64Array, shifts: Float64Array): Situation {
    const { space, rotation } = this.shape(window);
    return { params, space, rotation, shifts, moments, regularization: window.regularization };
  }

  /** The moments of the landmarks that a view sees, weighted as the window has it. */
  moments({ model, scale, weight }: Window, view: number): Moments {
    const key = `${model},${scale},${view},${weight}`;
    let moments = this.#moments.get(key);
    if (moments === undefined) {
      const experts = this.#layout.models[model].scales[scale].views[view];
      const all = landmarkWeights(experts, weight);
      const weights = all.map((value, i) => (experts.visible[i] === 0 ? 0 : value));
      moments = momentsOf(
        this.#layout.models[model].pdm,
        weights,
        this.memory.doubles,
        this.#free[model].pop() as number,
      );
      this.#moments.set(key, moments);
    }
    return moments;
  }
}
