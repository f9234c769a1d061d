import type { SourceSettings } from '../../src/ilt/optics/index.js';

export interface Lens {
  readonly wavelength: number;
  readonly na: number;
  readonly index: number;
  readonly defocus: number;
}

/**
 * The image of a mask [size, size] on a periodic field by Abbe's direct summation: for every source point on a square grid,
 * the orders of the mask that the pupil passes, summed as plane waves at every pixel. Shares nothing with the code under test
 * but the description of the source.
 */
export function abbeImage(mask: Float64Array, size: number, source: SourceSettings, lens: Lens, field: number) {
  const lit = pointsIn(source);
  const orders = ordersOf(mask, size);
  const image = new Float64Array(size * size);
  for (const [sx, sy] of lit) {
    const passed = orders.flatMap(({ fx, fy, re, im }) => {
      const [x, y] = [fx / field + (sx * lens.na) / lens.wavelength, fy / field + (sy * lens.na) / lens.wavelength];
      const squared = x * x + y * y;
      if (squared > (lens.na / lens.wavelength) ** 2) return [];
      const k = lens.index / lens.wavelength;
      const phase = 2 * Math.PI * lens.defocus * (Math.sqrt(k * k - squared) - k);
      const [c, s] = [Math.cos(phase), Math.sin(phase)];
      return [{ fx, fy, re: re * c - im * s, im: re * s + im * c }];
    });
    for (let i = 0; i < image.length; i++) {
      let [r, m] = [0, 0];
      for (const { fx, fy, re, im } of passed) {
        const angle = (2 * Math.PI * (fx * (i % size) + fy * Math.floor(i / size))) / size;
        r += re * Math.cos(angle) - im * Math.sin(angle);
        m += re * Math.sin(angle) + im * Math.cos(angle);
      }
      image[i] += (r * r + m * m) / lit.length;
    }
  }
  return image;
}

function pointsIn({ shape, inner, outer, opening, axis, points }: SourceSettings): [number, number][] {
  const found: [number, number][] = [];
  for (let i = 0; i < points; i++) {
    for (let j = 0; j < points; j++) {
      const [x, y] = [(outer * (2 * j + 1 - points)) / points, (outer * (2 * i + 1 - points)) / points];
      const radius = Math.hypot(x, y);
      if (radius > outer || (shape !== 'circular' && radius < inner)) continue;
      const apart = shape === 'dipole' ? 180 : 90;
      const angle = (Math.atan2(y, x) * 180) / Math.PI - axis;
      const offset = Math.abs(angle - apart * Math.round(angle / apart));
      if ((shape === 'dipole' || shape === 'quadrupole') && offset > opening / 2 + 1e-6) continue;
      found.push([x, y]);
    }
  }
  return found;
}

/** The bins of fft2(mask) / size^2, each once, from -size / 2 on. */
function ordersOf(mask: Float64Array, size: number) {
  const half = Math.floor(size / 2);
  const orders = [];
  for (let fy = -half; fy < size - half; fy++) {
    for (let fx = -half; fx < size - half; fx++) {
      let [re, im] = [0, 0];
      for (let i = 0; i < mask.length; i++) {
        const angle = (-2 * Math.PI * (fx * (i % size) + fy * Math.floor(i / size))) / size;
        re += (mask[i] * Math.cos(angle)) / mask.length;
        im += (mask[i] * Math.sin(angle)) / mask.length;
      }
      orders.push({ fx, fy, re, im });
    }
  }
  return orders;
}
