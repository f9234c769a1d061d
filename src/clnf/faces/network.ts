import { biasCorrection, DECAYS } from './bias-correction.js';
import { inverted } from './linear-algebra.js';
import type { Pcg32 } from './pcg32.js';
import { BATCH, DECAY, EPOCHS, FAR, NEURONS, PATCH, SQUARED_ERROR } from './recipe.js';
import type { Samples } from './samples.js';

const WEIGHTS = PATCH * PATCH;
const ADAM_EPS = 1e-8;

/** Neurons whose weighted sum is a response: sum_k softmax(shares)_k logistic(weights_k . patch + bias_k). */
export interface Network {
  /** [5, 121]. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
  /** Before their softmax. */
  readonly shares: Float64Array;
}

export const logistic = (z: number): number => 1 / (1 + Math.exp(-z));

/**
 * Trains the neurons of one landmark: from a ridge regression, by Adam, so that the map of a window, divided by its sum, is
 * a narrow bell at the landmark (cross-entropy), with a little squared error that fixes its level.
 */
export function trainNetwork(samples: Samples, rng: Pcg32): Network {
  const network = startOf(samples, rng);
  const { weights, biases, shares } = network;
  const parameters = NEURONS * WEIGHTS + 2 * NEURONS;
  const [moments, squares, gradient] = [0, 1, 2].map(() => new Float64Array(parameters));
  const order = Int32Array.from(samples.starts.keys());
  let step = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, rng);
    const rate = 0.05 * 0.5 * (1 + Math.cos((Math.PI * epoch) / EPOCHS)) + 0.001;
    for (let first = 0; first + BATCH <= order.length; first += BATCH) {
      gradient.fill(0);
      accumulate(samples, order.subarray(first, first + BATCH), network, gradient);
      step++;
      const [first1, second1] = DECAYS.map((decay) => 1 / biasCorrection(decay, step));
      const updated = (i: number, value: number) => {
        moments[i] = DECAYS[0] * moments[i] + 0.1 * gradient[i];
        squares[i] = DECAYS[1] * squares[i] + 0.001 * gradient[i] * gradient[i];
        return value - (rate * (moments[i] * first1)) / (Math.sqrt(squares[i] * second1) + ADAM_EPS);
      };
      for (let i = 0; i < weights.length; i++) weights[i] = updated(i, weights[i]) * (1 - rate * DECAY);
      for (let k = 0; k < NEURONS; k++) {
        biases[k] = updated(weights.length + k, biases[k]);
        shares[k] = updated(weights.length + NEURONS + k, shares[k]);
      }
    }
  }
  return network;
}

/** The neurons' weights in the sum, which sum to 1. */
export function softmax(values: Float64Array, shift: number): Float64Array {
  let total = 0;
  const powers = values.map((value) => {
    const power = Math.exp(value - shift);
    total += power;
    return power;
  });
  return powers.map((power) => power / total);
}

/** Neurons along the ridge regression of the responses on the patches, each a little off it at random. */
function startOf({ patches, responses, count }: Samples, rng: Pcg32): Network {
  let mean = 0;
  for (let i = 0; i < count; i++) mean += responses[i];
  mean /= count;
  const squares = new Float64Array(WEIGHTS * WEIGHTS);
  const products = new Float64Array(WEIGHTS);
  for (let i = 0; i < count; i += 2) {
    const at = i * WEIGHTS;
    for (let p = 0; p < WEIGHTS; p++) {
      const value = patches[at + p];
      products[p] += value * (responses[i] - mean);
      for (let q = p; q < WEIGHTS; q++) squares[p * WEIGHTS + q] += value * patches[at + q];
    }
  }
  for (let p = 0; p < WEIGHTS; p++) {
    for (let q = 0; q < p; q++) squares[p * WEIGHTS + q] = squares[q * WEIGHTS + p];
    squares[p * WEIGHTS + p] += 4;
  }
  const inverse = inverted(squares, WEIGHTS);
  const ridge = new Float64Array(WEIGHTS);
  let length = 0;
  for (let p = 0; p < WEIGHTS; p++) {
    let sum = 0;
    for (let q = 0; q < WEIGHTS; q++) sum += inverse[p * WEIGHTS + q] * products[q];
    ridge[p] = sum;
    length += sum * sum;
  }
  length = Math.sqrt(length);
  const weights = new Float64Array(NEURONS * WEIGHTS);
  const biases = new Float64Array(NEURONS);
  for (let k = 0; k < NEURONS; k++) {
    const gain = 7 + 1.5 * k;
    for (let p = 0; p < WEIGHTS; p++) weights[k * WEIGHTS + p] = gain * (ridge[p] / length + rng.normal(0, 0.045));
    biases[k] = -2.5 - 0.4 * k;
  }
  return { weights, biases, shares: new Float64Array(NEURONS) };
}

function shuffle(order: Int32Array, rng: Pcg32): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = rng.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
}

/** Of one window: the neurons' outputs [positions, 5], and their weighted sums. */
const outputs = new Float64Array((9 + FAR) * NEURONS);
const sums = new Float64Array(9 + FAR);

/** Adds the gradient of a batch of windows: by the weights, the biases and the shares. */
function accumulate(samples: Samples, batch: Int32Array, network: Network, gradient: Float64Array): void {
  const { weights, biases, shares } = network;
  const { patches, responses, peaks, weights: importance } = samples;
  const soft = softmax(shares, Math.max(...shares));
  for (const window of batch) {
    const start = samples.starts[window];
    const count = samples.counts[window];
    let total = 0;
    for (let i = 0; i < count; i++) {
      const patch = (start + i) * WEIGHTS;
      let sum = 0;
      for (let k = 0; k < NEURONS; k++) {
        let z = biases[k];
        const neuron = k * WEIGHTS;
        for (let p = 0; p < WEIGHTS; p++) z += weights[neuron + p] * patches[patch + p];
        const output = logistic(z);
        outputs[i * NEURONS + k] = output;
        sum += soft[k] * output;
      }
      sums[i] = sum + 1e-6;
      total += importance[start + i] * sums[i];
    }
    for (let i = 0; i < count; i++) {
      const at = start + i;
      const entropy = ((importance[at] * sums[i]) / total - peaks[at]) / sums[i];
      const level = SQUARED_ERROR * importance[at] * 0.25 * (sums[i] - responses[at]);
      const error = (entropy + level) / BATCH;
      const patch = at * WEIGHTS;
      for (let k = 0; k < NEURONS; k++) {
        const output = outputs[i * NEURONS + k];
        const slope = error * soft[k] * output * (1 - output);
        const neuron = k * WEIGHTS;
        for (let p = 0; p < WEIGHTS; p++) gradient[neuron + p] += slope * patches[patch + p];
        gradient[NEURONS * WEIGHTS + k] += slope;
        gradient[NEURONS * WEIGHTS + NEURONS + k] += error * soft[k] * (output - sums[i]);
      }
    }
  }
}
