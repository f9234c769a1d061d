import { binary } from './arrays.js';
import { analyze, blocks, bothEverywhere, type Grid } from './imaging/index.js';
import { differing, epe, probesOf, shots } from './metrics/index.js';
import { CONDITIONS, type Condition, filtered, imagingOf, type Process, type System } from './system.js';
import type { Target } from './target.js';

/** The aerial images of a mask in every pixel of its field, and what they print at the three corners of the process. */
export interface Exposure {
  readonly aerial: Readonly<Record<Condition, Float64Array>>;
  readonly printed: Readonly<Record<'nominal' | 'max' | 'min', Uint8Array>>;
}

export interface Score {
  /** Pixels in which the nominal print differs from the target. */
  readonly l2: number;
  /** Pixels in which the prints of the two extreme corners differ. */
  readonly pvb: number;
  /** Edge placement errors beyond 15 nm. */
  readonly epe: number;
  readonly shots: number;
  /** Pixels in which the mask itself differs from the target: 0 for a mask that nothing was done to. */
  readonly binary_error: number;
}

/** Exposes a mask given on a grid, dark around it. */
export function expose(mask: ArrayLike<number>, grid: Grid, { kernels, flare }: System, process: Process): Exposure {
  const { radius, count } = kernels.focus;
  const spectrum = analyze(mask, blocks(grid, radius));
  const images = CONDITIONS.map((condition) => {
    const { fields, image } = imagingOf(kernels[condition], count, 'true');
    return filtered(image(fields(spectrum)), flare);
  });
  const [focus, defocus] = bothEverywhere(images[0], images[1], grid.pixels);
  const { threshold, doseMax, doseMin } = process;
  const printed = (aerial: Float64Array, dose: number) =>
    binary(aerial, (intensity) => dose * dose * intensity >= threshold);
  return {
    aerial: { focus, defocus },
    printed: { nominal: printed(focus, 1), max: printed(focus, doseMax), min: printed(defocus, doseMin) },
  };
}

/** Measures a binary mask of all pixels and its prints against the target, as OpenILT's `evaluation.py` does. */
export function scoreOf(mask: Uint8Array, { printed }: Exposure, { raster, size, pixel }: Target): Score {
  return {
    l2: differing(printed.nominal, raster),
    pvb: differing(printed.max, printed.min),
    epe: epe(probesOf(raster, size, pixel), printed.nominal),
    shots: shots(mask, size),
    binary_error: differing(mask, raster),
  };
}

/** All pixels of a field whose blocks of a grid are set where `isSet` says so, and `around` elsewhere. */
export function pixelsOf(
  { pixels, start, block, count }: Grid,
  isSet: (index: number) => boolean,
  around: (index: number) => boolean = () => false,
): Uint8Array {
  const mask = Uint8Array.from({ length: pixels * pixels }, (_, i) => (around(i) ? 1 : 0));
  for (let y = 0; y < count * block; y++) {
    for (let x = 0, i = (start + y) * pixels + start; x < count * block; x++, i++) {
      mask[i] = isSet(Math.floor(y / block) * count + Math.floor(x / block)) ? 1 : 0;
    }
  }
  return mask;
}
