import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Tensorflow } from '../../kernels/tensorflow.js';
import type { Basis } from '../imaging/index.js';

/** A complex matrix as two real ones. */
export interface Complex2D {
  readonly re: Tensor2D;
  readonly im: Tensor2D;
}

/**
 * The harmonics of a basis for f = -radius … radius as rows, with its weights: exp(2 pi i f x / pixels) w(f), as two matrices
 * [2 radius + 1, count].
 */
export function harmonics(tf: Tensorflow, { count, radius, cos, sin, weights }: Basis): Complex2D {
  const side = 2 * radius + 1;
  const part = (table: Float64Array, odd: boolean) =>
    Float32Array.from({ length: side * count }, (_, i) => {
      const f = Math.floor(i / count) - radius;
      const sign = odd && f < 0 ? -1 : 1;
      return sign * weights[Math.abs(f)] * table[Math.abs(f) * count + (i % count)];
    });
  return { re: tf.tensor2d(part(cos, false), [side, count]), im: tf.tensor2d(part(sin, true), [side, count]) };
}

/** The spectrum conj(E) x conj(E)^T of a real image [count, count], by harmonics E [side, count]. */
export function toSpectrum(tf: Tensorflow, image: Tensor2D, { re, im }: Complex2D): Complex2D {
  const [a, b] = [tf.matMul(re, image), tf.matMul(im, image)];
  return {
    re: tf.sub(tf.matMul(a, re, false, true), tf.matMul(b, im, false, true)),
    im: tf.neg(tf.add(tf.matMul(a, im, false, true), tf.matMul(b, re, false, true))),
  };
}

/** The real part of E^T X E, the image of a spectrum X [side, side], by harmonics E [side, count]. */
export function toImage(tf: Tensorflow, spectrum: Complex2D, { re, im }: Complex2D): Tensor2D {
  const rows = (a: Tensor2D, b: Tensor2D) =>
    [tf.matMul(a, spectrum.re, true), tf.matMul(b, spectrum.im, true)] as const;
  const [rr, ii] = rows(re, im);
  const [ir, ri] = rows(im, re);
  return tf.sub(tf.matMul(tf.sub(rr, ii), re), tf.matMul(tf.add(ir, ri), im));
}
