import type { Frame } from './strict.js';

/**
 * The kernel's two orders of an image's values. Blocks: strips of 4 columns; a strip is a run of blocks, one a row, with
 * `vectors` vectors of 4 neighboring pixels each. Planes: one a channel, row-major, rows `rowPitch` apart. Distances are
 * in float32 values.
 */
export interface Blocks {
  readonly start: number;
  readonly pitch: number;
  readonly vectors: number;
}

export interface Planes {
  readonly start: number;
  readonly plane: number;
  readonly rowPitch: number;
}

/** Calls back with each pixel's index in row-major order and the place of its value in the first vector of its block. */
export function forEachInBlocks({ width, height }: Frame, blocks: Blocks, visit: (pixel: number, at: number) => void) {
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      visit(pixel, blocks.start + (x >> 2) * blocks.pitch + y * 4 * blocks.vectors + (x & 3));
    }
  }
}

/** Calls back with each index into a [height, width, 3] image and the place of its value in the planes. */
export function forEachInPlanes({ width, height }: Frame, planes: Planes, visit: (index: number, at: number) => void) {
  for (let y = 0, index = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let k = 0; k < 3; k++, index++) visit(index, planes.start + k * planes.plane + y * planes.rowPitch + x);
    }
  }
}
