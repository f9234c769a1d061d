import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Tensorflow } from '../../kernels/tensorflow.js';
import { type Basis, everyPixel, sampling, smallGrid } from '../imaging/index.js';
import { type KernelSet, leading } from '../optics/index.js';
import { type Complex2D, harmonics, toImage, toSpectrum } from './bases.js';

/** A tensor of the aerial image at samples, from one of a mask. */
export type TensorflowImaging = (mask: Tensor2D) => Tensor2D;

/**
 * Imaging by SOCS written a second time, in matrix products with cosines and sines, which the tape can differentiate where
 * it cannot a Fourier transform. `frame` is the spectrum of what surrounds the mask. To be made inside of a tidy, and used there.
 */
export function tensorflowImaging(
  tf: Tensorflow,
  set: KernelSet,
  flare: Float64Array | undefined,
  { masks, samples, frame }: { masks: Basis; samples: Basis; frame?: Complex2D | undefined },
): TensorflowImaging {
  const { radius, count } = set;
  const side = 2 * radius + 1;
  const { size } = smallGrid(set);
  const [mask, sample] = [harmonics(tf, masks), harmonics(tf, samples)];
  const small = harmonics(tf, sampling(everyPixel(size), radius));
  const image = harmonics(tf, sampling(everyPixel(size), 2 * radius));
  const stack = (matrix: Tensor2D): Tensor3D => tf.stack(Array.from({ length: count }, () => matrix)) as Tensor3D;
  const [along, stacked] = [small, { re: stack(small.re), im: stack(small.im) }];
  const tensor = (data: Float64Array) => tf.tensor3d(new Float32Array(data), [count, side, side]);
  const [kernelRe, kernelIm] = [tensor(set.re), tensor(set.im)];
  const weights = tf.tensor3d(new Float32Array(set.weights), [count, 1, 1]);
  const transfer = flare && tf.tensor2d(new Float32Array(flare), [4 * radius + 1, 4 * radius + 1]);

  /** X E for each kernel, by one product with all rows of X below one another. */
  const across = (x: Tensor, e: Tensor2D) =>
    tf.reshape(tf.matMul(tf.reshape(x, [count * side, side]) as Tensor2D, e), [count, side, size]);

  return (given) => {
    let spectrum = toSpectrum(tf, given, mask);
    if (frame) spectrum = { re: tf.add(spectrum.re, frame.re), im: tf.add(spectrum.im, frame.im) };
    const re = tf.sub(tf.mul(kernelRe, spectrum.re), tf.mul(kernelIm, spectrum.im));
    const im = tf.add(tf.mul(kernelRe, spectrum.im), tf.mul(kernelIm, spectrum.re));
    const rowsRe = tf.sub(across(re, along.re), across(im, along.im));
    const rowsIm = tf.add(across(re, along.im), across(im, along.re));
    const fieldRe = tf.sub(tf.matMul(stacked.re, rowsRe, true), tf.matMul(stacked.im, rowsIm, true));
    const fieldIm = tf.add(tf.matMul(stacked.re, rowsIm, true), tf.matMul(stacked.im, rowsRe, true));
    const intensity = tf.sum(
      tf.mul(weights, tf.add(tf.mul(fieldRe, fieldRe), tf.mul(fieldIm, fieldIm))),
      0,
    ) as Tensor2D;
    const bins = toSpectrum(tf, tf.div(intensity, size * size), image);
    const lit = transfer ? { re: tf.mul(bins.re, transfer), im: tf.mul(bins.im, transfer) } : bins;
    return toImage(tf, lit as Complex2D, sample);
  };
}

/** The first kernels of a set, as a level may ask for fewer. */
export const firstKernels = (set: KernelSet, count: number): KernelSet =>
  count < set.count ? leading(set, count, 'kernels') : set;
