import type { Rank, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tensorflow } from '../kernels/tensorflow.js';
import {
  checkSettings,
  countGaussians,
  GROUPS,
  type TensorflowParameters,
  type TensorflowSettings,
} from './tensorflow-settings.js';
import { meanSsim } from './tensorflow-ssim.js';

export interface TensorflowImage {
  /** Σw at each pixel, in softmax in units of the largest w there: [height, width]. */
  readonly weight: Float32Array;
  /** The smallest squared distance of any Gaussian, in standard deviations, at each pixel: [height, width]. */
  readonly nearest: Float32Array;
  /** [height, width, 3]. */
  readonly image: Float32Array;
}

/** loss is 0.2 l1 + 0.8 l2 + 0.1 (1 - ssim), whichever gradient is asked for. */
export type TensorflowTerms = Readonly<Record<'l1' | 'l2' | 'ssim' | 'loss', number>>;

/**
 * The Gaussian fitter without holes, written a second time in TensorFlow.js: it shares no formula of a derivative with
 * the other engines, since its gradient comes from the tape. Pixel (x, y) samples the plane at (x / width, y / height).
 * Holds tensors until {@link dispose}. The constructor throws InputError for settings that cannot be used.
 */
export class TensorflowModel {
  readonly #tf: Tensorflow;
  readonly #settings: TensorflowSettings;
  readonly #target: Tensor1D;

  constructor(tf: Tensorflow, settings: TensorflowSettings) {
    checkSettings(settings);
    this.#tf = tf;
    this.#settings = settings;
    this.#target = tf.tensor1d(settings.target.slice());
  }

  /**
   * Draws Gaussians of shape [N, …] by group, positions and lengths in units of the image's sides. Throws InputError for a
   * group that is absent or has another length.
   */
  render(parameters: TensorflowParameters): TensorflowImage {
    const tf = this.#tf;
    const { groups, bands } = this.#open(parameters);
    return tf.tidy(() => {
      const drawn = bands.map((band) => tf.tidy(() => this.#draw(groups(), band)));
      const join = (map: keyof TensorflowImage) => read(tf.concat(drawn.map((part) => part[map])));
      return { weight: join('weight'), nearest: join('nearest'), image: join('image') };
    });
  }

  /** The loss terms of an image [height, width, 3], and the gradient by it of what is descended, in its shape. */
  loss(image: Float32Array): TensorflowTerms & { readonly imageGradient: Float32Array } {
    const tf = this.#tf;
    const terms = { l1: 0, l2: 0, ssim: 0, loss: 0 };
    const objective = (values: Tensor) => {
      const error = tf.sub(values, this.#target);
      const l1 = tf.mul(tf.sum(tf.abs(error)), 1 / error.size);
      const l2 = tf.mul(tf.sum(tf.mul(error, error)), 1 / error.size);
      const ssim = meanSsim(tf, values as Tensor1D, this.#target, this.#settings);
      const loss = tf.add(tf.add(tf.mul(l1, 0.2), tf.mul(l2, 0.8)), tf.mul(tf.sub(1, ssim), 0.1));
      Object.assign(terms, { l1: read(l1)[0], l2: read(l2)[0], ssim: read(ssim)[0], loss: read(loss)[0] });
      return this.#settings.gradient === 'full' ? loss : l2;
    };
    const imageGradient = tf.tidy(() => read(tf.grad(objective)(tf.tensor1d(image.slice()))));
    return { ...terms, imageGradient };
  }

  /** Carries a gradient by the image, [height, width, 3], back to the parameters: by group, in its shape. */
  backward(parameters: TensorflowParameters, imageGradient: Float32Array): Record<string, Float32Array> {
    const tf = this.#tf;
    const { groups, bands, names } = this.#open(parameters);
    return tf.tidy(() => {
      const inputs = groups();
      // Each band is drawn again on the tape, so that only one band's tape is held at a time.
      const parts = bands.map((band) =>
        tf.tidy(() => {
          const { first, size } = band;
          const upstream = tf.tensor2d(imageGradient.slice(3 * first, 3 * (first + size)), [size, 3]);
          return tf.grads((...taped: Tensor[]) => this.#draw(taped as Tensor2D[], band).image)(inputs, upstream);
        }),
      );
      return Object.fromEntries(names.map((name, i) => [name, read(tf.addN(parts.map((part) => part[i])))]));
    });
  }

  /** Gives back the tensors that the model holds. */
  dispose(): void {
    this.#target.dispose();
  }

  /** The parameters as tensors, to be made inside of a tidy, and the bands that the image is worked out in. */
  #open(parameters: TensorflowParameters) {
    const { width, height, covariance, pairs = 1 << 20 } = this.#settings;
    const count = countGaussians(parameters, covariance);
    const sizes = Object.entries(GROUPS[covariance]);
    const groups = () =>
      sizes.map(([name, size]) => this.#tf.tensor2d(Float32Array.from(parameters[name]), [count, size]));
    const bands = split(width * height, Math.max(1, Math.floor(pairs / count)));
    return { groups, bands, names: sizes.map(([name]) => name) };
  }

  /** The maps of a band of pixels, weight and nearest [pixels, 1] and image [pixels, 3], from groups of shape [N, …]. */
  #draw(groups: Tensor2D[], { first, size }: Band): Record<'weight' | 'nearest' | 'image', Tensor2D> {
    const tf = this.#tf;
    const { width, height, renderer, eps, cutoff } = this.#settings;
    const [position, ...shape] = groups;
    const color = shape.pop() as Tensor2D;
    const [count] = position.shape;
    // One row for each pixel and written out in full: the JavaScript backend repeats rows, but not columns, quickly.
    const x = new Float32Array(size * count);
    const y = new Float32Array(size * count);
    for (let i = 0; i < size; i++) {
      x.fill(((first + i) % width) / width, i * count, (i + 1) * count);
      y.fill(Math.floor((first + i) / width) / height, i * count, (i + 1) * count);
    }
    const dx = tf.sub(tf.tensor2d(x, [size, count]), column(tf, position, 0));
    const dy = tf.sub(tf.tensor2d(y, [size, count]), column(tf, position, 1));
    const [u, v] = this.#whiten(dx, dy, shape);
    const distance = tf.add(tf.mul(u, u), tf.mul(v, v));
    const nearest = constant(tf, distance, (value) => tf.min(value, 1, true));
    const w =
      renderer === 'softmax'
        ? tf.exp(tf.mul(tf.sub(distance, nearest), -0.5)) // the shift cancels in the quotient, and so in its derivative
        : tf.mul(tf.exp(tf.mul(distance, -0.5)), within(tf, distance, cutoff));
    const weight = tf.reshape<Rank.R2>(tf.sum(w, 1), [size, 1]);
    const sum = tf.matMul(w as Tensor2D, color);
    const divisor = { normalized: tf.add(weight, eps), softmax: weight, sum: tf.scalar(1) }[renderer];
    return { weight, nearest: nearest as Tensor2D, image: tf.div(sum, divisor) };
  }

  /** Offsets from the centers, [pixels, N], in standard deviations along axes in which they are independent. */
  #whiten(dx: Tensor, dy: Tensor, [shape, rotation]: Tensor2D[]): [Tensor, Tensor] {
    const tf = this.#tf;
    if (this.#settings.covariance === 'cholesky') {
      // L⁻¹ (dx, dy) by forward substitution
      const u = tf.div(dx, column(tf, shape, 0));
      return [u, tf.div(tf.sub(dy, tf.mul(u, column(tf, shape, 1))), column(tf, shape, 2))];
    }
    let [along, across] = [dx, dy];
    if (rotation) {
      const angle = column(tf, rotation, 0);
      const [cosine, sine] = [tf.cos(angle), tf.sin(angle)];
      along = tf.add(tf.mul(dx, cosine), tf.mul(dy, sine));
      across = tf.sub(tf.mul(dy, cosine), tf.mul(dx, sine));
    }
    return [tf.div(along, column(tf, shape, 0)), tf.div(across, column(tf, shape, 1))];
  }
}

/** A run of pixels in raster order. */
interface Band {
  readonly first: number;
  readonly size: number;
}

function split(pixels: number, size: number): Band[] {
  const count = Math.ceil(pixels / size);
  return Array.from({ length: count }, (_, i) => ({ first: i * size, size: Math.min(size, pixels - i * size) }));
}

/** One parameter of every Gaussian, [N]. */
const column = (tf: Tensorflow, group: Tensor2D, index: number): Tensor1D =>
  tf.reshape(tf.slice(group, [0, index], [group.shape[0], 1]), [group.shape[0]]);

const read = (values: Tensor): Float32Array => values.dataSync<'float32'>();

/** 1 where a squared distance is at most the cutoff and 0 elsewhere, and constant in either place. */
const within = (tf: Tensorflow, distance: Tensor, cutoff: number): Tensor =>
  constant(tf, distance, (value) => tf.cast(tf.lessEqual(value, cutoff), 'float32'));

/** A function of a tensor through which no gradient flows. */
function constant(tf: Tensorflow, input: Tensor, compute: (input: Tensor) => Tensor): Tensor {
  const opaque = (value: Tensor) => ({ value: compute(value), gradFunc: () => tf.zerosLike(value) });
  return tf.customGrad(opaque as Parameters<Tensorflow['customGrad']>[0])(input);
}
