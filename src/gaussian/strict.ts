import { expf } from './expf.js';
import { meanSsim } from './strict-ssim.js';

/**
 * The reference program ("Baseline 1") in single precision: every operation is rounded, and every sum is taken in the
 * reference's order, so that its results are reproduced bit for bit.
 *
 * Pixel (x, y) samples the plane at (x / width, y / height), its corner. Images are row-major [height, width, 3].
 */
const f32 = Math.fround;

/** The reference's squared distance, in standard deviations (3.5 of them), beyond which a Gaussian is not drawn. */
export const CUTOFF = 12.25;
/** A pixel is black unless its total weight exceeds this; a Gaussian of a smaller weight gets no gradient from it. */
export const TINY_WEIGHT = f32(1e-10);

export interface Frame {
  readonly width: number;
  readonly height: number;
}

/** Axis-aligned Gaussians. All arrays are single precision and row-major; lengths are in units of the image's sides. */
export interface AxisGaussians {
  /** Centers x, y: [N, 2]. */
  readonly position: Float32Array;
  /** Standard deviations along x and y: [N, 2]. */
  readonly scale: Float32Array;
  /** Red, green, blue: [N, 3]. */
  readonly color: Float32Array;
}

export interface Rendered {
  /** The sum of all Gaussians' weights: [height, width]. */
  readonly weight: Float32Array;
  /** [height, width, 3]. */
  readonly image: Float32Array;
}

/** The weighted average of the colors of the Gaussians that reach a pixel, black where none does. */
export function render(gaussians: AxisGaussians, { width, height }: Frame, cutoff = CUTOFF): Rendered {
  const { position, scale, color } = gaussians;
  const count = position.length / 2;
  const limit = f32(cutoff);
  const weight = new Float32Array(width * height);
  const image = new Float32Array(width * height * 3);
  for (let y = 0, pixel = 0; y < height; y++) {
    const py = f32(y / height);
    for (let x = 0; x < width; x++, pixel++) {
      const px = f32(x / width);
      let total = 0;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let i = 0; i < count; i++) {
        const u = f32(f32(px - position[2 * i]) / scale[2 * i]);
        const v = f32(f32(py - position[2 * i + 1]) / scale[2 * i + 1]);
        const distance = f32(f32(u * u) + f32(v * v));
        if (distance > limit) continue;
        const w = expf(f32(-0.5 * distance));
        total = f32(total + w);
        red = f32(red + f32(w * color[3 * i]));
        green = f32(green + f32(w * color[3 * i + 1]));
        blue = f32(blue + f32(w * color[3 * i + 2]));
      }
      weight[pixel] = total;
      if (total > TINY_WEIGHT) {
        image[3 * pixel] = red / total;
        image[3 * pixel + 1] = green / total;
        image[3 * pixel + 2] = blue / total;
      }
    }
  }
  return { weight, image };
}

/** The terms of the reported loss, dimensionless, and how much of the image the Gaussians reach. */
export interface LossTerms {
  readonly loss: number;
  readonly l1: number;
  readonly l2: number;
  readonly ssim: number;
  /** Pixels whose total weight is at most {@link TINY_WEIGHT}. */
  readonly uncovered: number;
  /** The parts of l2 that stem from covered and from uncovered pixels. */
  readonly l2_covered: number;
  readonly l2_uncovered: number;
}

/** loss = 0.2 l1 + 0.8 l2 + 0.1 (1 - ssim), l1 and l2 being means over pixels and channels. */
export function loss(rendered: Rendered, target: Float32Array, frame: Frame): LossTerms {
  const { weight, image } = rendered;
  let absolute = 0;
  let squared = 0;
  let uncovered = 0;
  let squaredUncovered = 0;
  for (let pixel = 0; pixel < weight.length; pixel++) {
    const e0 = f32(image[3 * pixel] - target[3 * pixel]);
    const e1 = f32(image[3 * pixel + 1] - target[3 * pixel + 1]);
    const e2 = f32(image[3 * pixel + 2] - target[3 * pixel + 2]);
    const square = f32(f32(f32(e0 * e0) + f32(e1 * e1)) + f32(e2 * e2));
    absolute = f32(absolute + f32(f32(Math.abs(e0) + Math.abs(e1)) + Math.abs(e2)));
    squared = f32(squared + square);
    if (!(weight[pixel] > TINY_WEIGHT)) {
      uncovered++;
      squaredUncovered += square;
    }
  }
  const l1 = f32(absolute / target.length);
  const l2 = f32(squared / target.length);
  const ssim = meanSsim(image, target, frame);
  const total = f32(f32(f32(f32(0.2) * l1) + f32(f32(0.8) * l2)) + f32(f32(0.1) * f32(1 - ssim)));
  // the split is a diagnostic that the reference does not have: double precision, adding up to l2
  const l2_uncovered = squaredUncovered / target.length;
  return { loss: total, l1, l2, ssim, uncovered, l2_covered: l2 - l2_uncovered, l2_uncovered };
}

/** The gradient of 3 * width * height * l2 by the image, 2 (image - target): the only term that the reference descends. */
export function imageGradient(image: Float32Array, target: Float32Array): Float32Array {
  return image.map((value, i) => 2 * f32(value - target[i]));
}

/**
 * The gradient of l2 by position, scale and color. It is exact between crossings of the cutoff, and holds no term for the
 * pixels that enter or leave it.
 */
export function backward(
  gaussians: AxisGaussians,
  rendered: Rendered,
  gradient: Float32Array,
  { width, height }: Frame,
  cutoff = CUTOFF,
): AxisGaussians {
  const { position, scale, color } = gaussians;
  const { weight, image } = rendered;
  const count = position.length / 2;
  const limit = f32(cutoff);
  const dPosition = new Float32Array(position.length);
  const dScale = new Float32Array(scale.length);
  const dColor = new Float32Array(color.length);
  for (let y = 0, pixel = 0; y < height; y++) {
    const py = f32(y / height);
    for (let x = 0; x < width; x++, pixel++) {
      const px = f32(x / width);
      const total = weight[pixel];
      if (total < TINY_WEIGHT) continue;
      const g0 = gradient[3 * pixel];
      const g1 = gradient[3 * pixel + 1];
      const g2 = gradient[3 * pixel + 2];
      for (let i = 0; i < count; i++) {
        const ix = 2 * i;
        const iy = ix + 1;
        const c = 3 * i;
        const dx = f32(px - position[ix]);
        const dy = f32(py - position[iy]);
        const u = f32(dx / scale[ix]);
        const v = f32(dy / scale[iy]);
        const distance = f32(f32(u * u) + f32(v * v));
        if (distance > limit) continue;
        const w = expf(f32(-0.5 * distance));
        if (w < TINY_WEIGHT) continue;
        const share = f32(w / total);
        dColor[c] += f32(g0 * share);
        dColor[c + 1] += f32(g1 * share);
        dColor[c + 2] += f32(g2 * share);
        const a0 = f32(f32(color[c] - image[3 * pixel]) / total);
        const a1 = f32(f32(color[c + 1] - image[3 * pixel + 1]) / total);
        const a2 = f32(f32(color[c + 2] - image[3 * pixel + 2]) / total);
        const dWeight = f32(f32(f32(g0 * a0) + f32(g1 * a1)) + f32(g2 * a2));
        const dDistance = f32(dWeight * f32(w * -0.5));
        dPosition[ix] -= f32(dDistance * f32(f32(2 * u) / scale[ix]));
        dPosition[iy] -= f32(dDistance * f32(f32(2 * v) / scale[iy]));
        dScale[ix] += f32(dDistance * f32(f32(-2 * f32(dx * dx)) / cube(scale[ix])));
        dScale[iy] += f32(dDistance * f32(f32(-2 * f32(dy * dy)) / cube(scale[iy])));
      }
    }
  }
  const elements = width * height * 3;
  const mean = (sum: number) => sum / elements;
  return { position: dPosition.map(mean), scale: dScale.map(mean), color: dColor.map(mean) };
}

const cube = (x: number): number => f32(f32(x * x) * x);
