import { InputError } from '../errors.js';
import { toRgb } from '../image/image.js';
import { decodePng } from '../image/png.js';
import type { Inputs } from '../subject.js';
import { testImage } from './scene.js';
import type { GaussianSettings } from './settings.js';
import type { Frame } from './strict.js';
import { WINDOW } from './strict-ssim.js';

/** The image that a fit is to reach. */
export interface Target extends Frame {
  /** [height, width, 3] in [0, 1]. */
  readonly data: Float32Array;
}

/** The built-in image, or a PNG file. Throws InputError when it is no PNG, or smaller than a window of the SSIM. */
export function readTarget({ image, size }: GaussianSettings, inputs: Inputs): Target {
  if (image === 'test') return { width: size, height: size, data: testImage({ width: size, height: size }) };
  const { width, height, data } = toRgb(decodePng(inputs.read('image', image), image));
  if (Math.min(width, height) <= WINDOW) {
    throw new InputError(`${image}: ${width} x ${height} pixels; expected more than ${WINDOW} on each side`);
  }
  return { width, height, data };
}
