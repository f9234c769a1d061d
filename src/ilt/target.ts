import { InputError } from '../errors.js';
import type { Inputs } from '../subject.js';
import {
  boundingBox,
  centered,
  coarsened,
  denseAndSparse,
  generateLayout,
  type Layout,
  parseGlp,
  type RasterRule,
  rasterize,
} from './layout/index.js';

/** What is to print, on the pixels of a tile. */
export interface Target {
  /** Pixels a side, and the nanometres of the layout in one. */
  readonly size: number;
  readonly pixel: number;
  /** [size, size], 1 where the resist is to print. */
  readonly raster: Uint8Array;
}

export interface TargetSettings {
  readonly pattern: string;
  readonly seed: number;
  readonly size: number;
  readonly pixel: number;
  readonly raster: RasterRule;
  readonly crop: boolean;
}

/** Generated layouts fill this share of their field's side, and need at least so many nanometres. */
const EXTENT = 0.625;
const LEAST_EXTENT = 400;

/** The pattern that settings name. Throws InputError for a file that is no layout, or a layout that does not fit. */
export function readTarget(settings: TargetSettings, inputs: Inputs): Target {
  const { pattern, size, pixel } = settings;
  if (pattern === 'synthetic') return { size, pixel, raster: denseAndSparse(size) };
  const layout = pattern === 'm1' ? generated(settings) : parseGlp(text(inputs.read('pattern', pattern)), pattern);
  const placed = centered(coarsened(layout, pixel), size);
  if (!settings.crop) checkFits(placed, settings);
  const raster = rasterize(placed, size, settings.raster);
  if (!raster.includes(1))
    throw new InputError(`setting pattern=${pattern}: covers no pixel; expected something to print`);
  return { size, pixel, raster };
}

function generated({ seed, size, pixel, crop }: TargetSettings): Layout {
  const field = size * pixel;
  const extent = 4 * Math.floor((EXTENT * field) / 4);
  if (extent < LEAST_EXTENT && !crop) {
    throw new InputError(
      `setting size=${size}: ${field} nm; expected at least ${LEAST_EXTENT / EXTENT} nm for pattern m1`,
    );
  }
  return generateLayout(seed, Math.max(extent, LEAST_EXTENT), field);
}

function checkFits(layout: Layout, { pattern, size, pixel, raster }: TargetSettings): void {
  const { left, top, right, bottom } = boundingBox(layout);
  // closed polygons also cover the pixels that their right and lower edges run through
  const last = raster === 'closed' ? size - 1 : size;
  if (Math.min(left, top) >= 0 && Math.max(right, bottom) <= last) return;
  const extent = `${(right - left) * pixel} by ${(bottom - top) * pixel} nm`;
  throw new InputError(`${pattern}: ${extent}; expected less than the tile's ${size * pixel} nm, or crop=true`);
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
