import { binsOf, type KernelSet } from './kernels.js';
import type { SourcePoint } from './source.js';

/** A projection system; all lengths in nanometres. */
export interface Projection {
  readonly wavelength: number;
  /** Numerical aperture, at most the index. */
  readonly na: number;
  /** Refractive index of what is between the lens and the wafer. */
  readonly index: number;
  /** How far the wafer is from the focus. */
  readonly defocus: number;
}

/**
 * Abbe's imaging as a sum of coherent systems, one a source point s: the pupil as a plane wave from there sees it,
 * H_s(f) = P(f + s), and the weight of the point. The pupil passes spatial frequencies up to NA / wavelength, with the phase
 * of a defocus z: exp(2 pi i z (sqrt((n / wavelength)^2 - f^2) - n / wavelength)). Scalar, without the lens's own losses.
 *
 * Source: Abbe's theory as in Wong, Optical Imaging in Projection Microlithography, SPIE Press 2005, chapters 3 and 6.
 */
export function abbeKernels(source: readonly SourcePoint[], projection: Projection, field: number): KernelSet {
  const { wavelength, na, index, defocus } = projection;
  const cutoff = na / wavelength;
  const medium = index / wavelength;
  const reach = Math.max(...source.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y))));
  const radius = Math.floor(field * cutoff * (1 + reach));
  const side = 2 * radius + 1;
  const set = { field, radius, count: source.length };
  const [re, im] = [new Float64Array(set.count * binsOf(set)), new Float64Array(set.count * binsOf(set))];
  for (let k = 0, at = 0; k < set.count; k++) {
    for (let i = 0; i < side * side; i++, at++) {
      const fx = ((i % side) - radius) / field + source[k].x * cutoff;
      const fy = (Math.floor(i / side) - radius) / field + source[k].y * cutoff;
      const squared = fx * fx + fy * fy;
      if (squared > cutoff * cutoff) continue;
      const phase = 2 * Math.PI * defocus * (Math.sqrt(medium * medium - squared) - medium);
      re[at] = Math.cos(phase);
      im[at] = Math.sin(phase);
    }
  }
  return { ...set, weights: Float64Array.from(source, ({ weight }) => weight), re, im };
}
