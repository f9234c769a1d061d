import pixelmatch from 'pixelmatch';
import { type Image, type Raster, toRaster, toRgb } from '../image/image.js';
import { encodePng } from '../image/png.js';
import { tensor } from '../tensor.js';
import { type Comparison, unlike, type Verdict } from './comparison.js';
import { peakSignalToNoise, structuralSimilarity } from './ssim.js';
import { compareTensors } from './tensors.js';
import { EXACT, type Rule, toleranceFor } from './tolerance.js';

export interface ImageOptions {
  /** Rules for the samples, which are in [0, 1] and called `image/samples`. */
  readonly rules?: readonly Rule[] | undefined;
  /**
   * The color difference, from 0 to 1, up to which pixelmatch takes a pixel for the same; 0.1 is its own default. Given, the
   * pixels decide, those at smoothed edges left out; otherwise the samples.
   */
  readonly threshold?: number | undefined;
}

/** Two images of one size, or the finding that they are not. */
export interface ImageComparison {
  readonly verdict: Verdict;
  /** The samples as a tensor [height, width, channels]. */
  readonly samples: Comparison;
  /** How many pixels differ to the eye, as pixelmatch counts at {@link ImageOptions.threshold}. */
  readonly pixels: number;
  /** In dB; infinite for equal images. */
  readonly psnr: number;
  /** 1 for equal images; undefined for images below 11 pixels. */
  readonly ssim?: number;
  /** Reference, candidate and what differs side by side, as PNG; nothing for images of two sizes. */
  readonly panes?: Uint8Array;
}

const GAP = 8;

/** Compares two images: sample by sample, as the eye sees them, and by the two usual measures. */
export function compareImages(
  reference: Image,
  candidate: Image,
  { rules = [], threshold }: ImageOptions = {},
): ImageComparison {
  const name = 'image/samples';
  const shape = (image: Image) => [image.height, image.width, image.channels];
  const tolerance = toleranceFor(rules, name);
  if (shape(reference).join() !== shape(candidate).join()) {
    const problem = `${shape(candidate).join(' x ')} (height, width, channels), ${shape(reference).join(' x ')} expected`;
    return { verdict: 'differs', samples: unlike(name, problem, EXACT), pixels: 0, psnr: Number.NaN };
  }
  const [a, b] = [reference, candidate].map((image) => tensor(shape(image), image.data));
  const samples = compareTensors(name, a, b, tolerance);
  const { width, height } = reference;
  const marked = new Uint8Array(width * height * 4);
  const [left, right] = [rgba(reference), rgba(candidate)];
  const pixels = pixelmatch(left, right, marked, width, height, {
    threshold: threshold ?? 0,
    includeAA: threshold === undefined,
  });
  const ssim = structuralSimilarity(reference, candidate);
  const seen: Verdict = pixels > 0 ? 'differs' : samples.verdict === 'same' ? 'same' : 'within';
  return {
    verdict: threshold === undefined ? samples.verdict : seen,
    samples,
    pixels,
    psnr: peakSignalToNoise(reference, candidate),
    ...(ssim !== undefined && { ssim }),
    panes: encodePng(sideBySide([left, right, marked], width, height)),
  };
}

function rgba(image: Image): Uint8Array {
  const { data } = toRaster(toRgb(image));
  return Uint8Array.from({ length: (data.length / 3) * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : data[Math.floor(i / 4) * 3 + (i % 4)],
  );
}

/** Panes of one size from left to right, with white between them. */
function sideBySide(panes: readonly Uint8Array[], width: number, height: number): Raster {
  const whole = panes.length * width + (panes.length - 1) * GAP;
  const data = new Uint8Array(whole * height * 4).fill(255);
  panes.forEach((pane, place) => {
    for (let y = 0; y < height; y++) {
      data.set(pane.subarray(y * width * 4, (y + 1) * width * 4), (y * whole + place * (width + GAP)) * 4);
    }
  });
  return { width: whole, height, channels: 4, data };
}
