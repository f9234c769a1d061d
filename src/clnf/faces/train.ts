import type { Neuron, Patch, PatchExperts, View } from '../model/model.js';
import { MIRROR, POINTS } from './design.js';
import { softmax, trainNetwork } from './network.js';
import { Pcg32 } from './pcg32.js';
import { NEURONS, PATCH, SCALES, type ScaleRecipe, VIEWS } from './recipe.js';
import { samplesOf } from './samples.js';
import { smoothingComponentsOf } from './smoothing-components.js';
import { mirrored, type TrainingFace } from './training-faces.js';
import { chooseSmoothing } from './validation.js';

const WEIGHTS = PATCH * PATCH;
/** Seeds of a scale begin 1000 further on, and each landmark has its own. */
const SEEDS = { front: 7000, side: 17_000 } as const;
const UNSEEN: Patch = {
  width: PATCH,
  height: PATCH,
  neurons: [],
  betas: new Float64Array(0),
  confidence: 0,
  unused: 0,
};

/**
 * Trains the patch experts of one scale on faces from the front and from a side. The right half of the front view and the
 * whole view from the other side are the mirror images of what was trained. `progress` hears of each landmark.
 */
export function trainScale(
  recipe: ScaleRecipe,
  front: readonly TrainingFace[],
  side: readonly TrainingFace[],
  progress: (landmark: number) => void = () => {},
): PatchExperts {
  const faces = frontFaces(recipe, front);
  const [middle, other, own] = VIEWS.map(() => new Array<Patch>(POINTS).fill(UNSEEN));
  const hidden: readonly number[] = VIEWS[2].hidden;
  for (let i = 0; i < POINTS; i++) {
    const mirror = MIRROR[i];
    if (i <= mirror) {
      middle[i] = trainPatch(faces, i, recipe, 'front');
      if (mirror !== i) middle[mirror] = mirroredPatch(middle[i]);
    }
    if (!hidden.includes(i)) {
      own[i] = trainPatch(side, i, recipe, 'side');
      other[mirror] = mirroredPatch(own[i]);
    }
    progress(i);
  }
  return {
    scale: recipe.scale,
    smoothing: recipe.windows.map((window) => ({ window, components: smoothingComponentsOf(window) })),
    views: [middle, other, own].map((patches, v): View => {
      const unseen: readonly number[] = VIEWS[v].hidden;
      return {
        center: Float64Array.from(VIEWS[v].center),
        visible: Int32Array.from({ length: POINTS }, (_, i) => (unseen.includes(i) ? 0 : 1)),
        patches,
      };
    }),
  };
}

/** Every other face that looks far enough ahead as it is, and the rest of them in the mirror. */
export function frontFaces({ largestYaw }: ScaleRecipe, front: readonly TrainingFace[]): TrainingFace[] {
  const ahead = front.filter(({ params }) => (Math.abs(params[2]) * 180) / Math.PI <= largestYaw);
  return [...ahead.filter((_, k) => k % 2 === 0), ...ahead.filter((_, k) => k % 2 === 1).map(mirrored)];
}

/** Trains the patch expert of one landmark of a view. */
export function trainPatch(
  faces: readonly TrainingFace[],
  landmark: number,
  recipe: ScaleRecipe,
  view: keyof typeof SEEDS,
): Patch {
  const rng = new Pcg32(SEEDS[view] + 1000 * SCALES.indexOf(recipe) + landmark);
  const samples = samplesOf(faces, landmark, recipe, rng);
  const network = trainNetwork(samples, rng);
  const soft = softmax(network.shares, 0);
  const { ratios, error, correlation } = chooseSmoothing(samples, network, soft);
  const alphas = 1 / (2 * Math.max(error, 0.004));
  return {
    width: PATCH,
    height: PATCH,
    neurons: Array.from({ length: NEURONS }, (_, k): Neuron => {
      const weights = network.weights.slice(k * WEIGHTS, (k + 1) * WEIGHTS);
      let mean = 0;
      for (const weight of weights) mean += weight / WEIGHTS;
      let square = 0;
      for (let p = 0; p < WEIGHTS; p++) {
        weights[p] -= mean;
        square += weights[p] * weights[p];
      }
      const norm = Math.sqrt(square);
      return {
        norm,
        bias: network.biases[k],
        alpha: soft[k] * alphas,
        weights: Float32Array.from(weights, (weight) => weight / norm),
      };
    }),
    betas: Float64Array.from(ratios, (ratio) => ratio * alphas),
    confidence: Math.max(0.05, correlation),
    unused: 0,
  };
}

function mirroredPatch(patch: Patch): Patch {
  const flip = (weights: Float32Array) =>
    weights.map((_, i) => weights[Math.floor(i / PATCH) * PATCH + PATCH - 1 - (i % PATCH)]);
  return { ...patch, neurons: patch.neurons.map((neuron) => ({ ...neuron, weights: flip(neuron.weights) })) };
}
