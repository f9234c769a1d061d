import { enlarge, enlargement } from '../image/enlarge.js';
import type { Image } from '../image/image.js';
import { type Ellipses, outline } from './ellipses.js';
import { type Frame, TINY_WEIGHT } from './strict.js';

/** What a fit looks like at one state. Images are row-major [height, width, 3] with values in [0, 1]. */
export interface Fit extends Ellipses {
  readonly frame: Frame;
  readonly rendered: ArrayLike<number>;
  readonly target: ArrayLike<number>;
  /** The sum of all Gaussians' weights at each pixel: [height, width]. */
  readonly weight: ArrayLike<number>;
}

export type Pictures = Readonly<Record<'rendered' | 'target' | 'difference' | 'coverage' | 'ellipses', Image>>;

/** About how many pixels the longer side is enlarged to, so that a person sees the pixels. */
const SIDE = 256;
/** The same for the ellipses, whose lines need room. */
const FINE_SIDE = 512;
/** The error at which the difference has its full color. */
const FULL_ERROR = 0.5;
const BLUE = [0.13, 0.4, 0.67];
const RED = [0.7, 0.09, 0.17];
const UNCOVERED = [0.84, 0.37, 0];

/**
 * Pictures of a fit, small ones enlarged by a whole factor to about 256 pixels, the ellipses to 512:
 * - `rendered` and `target` as they are;
 * - `difference`: white where both agree, red where the rendered pixel is too bright, blue where it is too dark. The
 *   strength is the root of the error's size (its root mean square over the channels), so that small errors show; full
 *   color stands for 0.5 and more;
 * - `coverage`: the total weight W as a gray that rises with W / (1 + W), and uncovered pixels (W at most 1e-10) in vermilion;
 * - `ellipses`: the 1-sigma ellipses over the rendered image.
 */
export function pictures(fit: Fit): Pictures {
  const { width, height } = fit.frame;
  const factor = enlargement(fit.frame, SIDE);
  const fine = enlargement(fit.frame, FINE_SIDE);
  const picture = (color: (pixel: number) => readonly number[], times = factor): Image => {
    const data = new Float32Array(width * height * 3);
    for (let pixel = 0; pixel < width * height; pixel++) data.set(color(pixel), 3 * pixel);
    return enlarge({ width, height, channels: 3, data }, times);
  };
  const at = (image: ArrayLike<number>, pixel: number) => [0, 1, 2].map((channel) => image[3 * pixel + channel]);
  const rendered = picture((pixel) => at(fit.rendered, pixel));
  const ellipses = picture((pixel) => at(fit.rendered, pixel), fine);
  outline(ellipses, fit, fine);
  return {
    rendered,
    target: picture((pixel) => at(fit.target, pixel)),
    difference: picture((pixel) => differenceColor(at(fit.rendered, pixel), at(fit.target, pixel))),
    coverage: picture((pixel) => coverageColor(fit.weight[pixel])),
    ellipses,
  };
}

function differenceColor(rendered: readonly number[], target: readonly number[]): number[] {
  const errors = rendered.map((value, channel) => value - target[channel]);
  const size = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
  const strength = Math.sqrt(Math.min(1, size / FULL_ERROR));
  const end = errors.reduce((sum, error) => sum + error, 0) > 0 ? RED : BLUE;
  return end.map((value) => 1 + strength * (value - 1));
}

function coverageColor(weight: number): readonly number[] {
  // Not from black: what is barely covered should differ from a hole in more than its hue.
  const gray = 0.2 + (0.8 * weight) / (1 + weight);
  return weight > TINY_WEIGHT ? [gray, gray, gray] : UNCOVERED;
}
