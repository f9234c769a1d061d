import type { Point } from './curves.js';
import { addBlob, addLine } from './layer.js';
import { OPEN } from './layout.js';
import type { SkinLayers } from './skin-layers.js';

/** Creases and shadows of one half of the face. */
export function shadeSide({ dark, light }: SkinLayers, s: number): void {
  const line = (points: readonly Point[]) => points.map(([x, y]): Point => [s * x, y]);
  // the nostril, whose lower inner rim is at landmarks 32 and 34
  addBlob(dark, s * 7.4, 41.4, 3.3, 1.5, 1.0, s * 0.35);
  // the crease of the wing, through 31 and 35
  addLine(
    dark,
    line([
      [13.5, 29],
      [16.8, 33.5],
      [16.6, 38.5],
      [13.5, 41.2],
    ]),
    0.9,
    0.45,
  );
  // the fold from the nose to the mouth
  addLine(
    dark,
    line([
      [17, 38],
      [24, 48],
      [29.5, 60],
      [31, 70],
    ]),
    1.8,
    0.13,
  );
  // the crease above the lid, and the shadow under the eye
  addLine(
    dark,
    line([
      [47, -4],
      [38, -9.4],
      [27, -9.6],
      [17, -3.5],
    ]),
    0.8,
    0.22,
  );
  addLine(
    dark,
    line([
      [15, 4.5],
      [25, 11],
      [37, 11.5],
      [45, 6],
    ]),
    1.6,
    0.08,
  );
  // the eye's socket, and the side of the nose's bridge
  addBlob(dark, s * 14.5, -4, 4.5, 6.5, 0.22);
  addBlob(dark, s * 10, 6, 3.2, 9, 0.13);
  // the corners of the mouth and of the eye
  addBlob(dark, s * 27, 72, 2.4, 2.8, 0.26);
  addBlob(dark, s * 16, 0.8, 1.6, 1.2, 0.18);
  addLine(
    light,
    line([
      [3.2, 48],
      [3.4, 57],
    ]),
    0.9,
    0.1,
  );
}

/** Creases and shadows on the midline. */
export function shadeMiddle({ dark, light }: SkinLayers): void {
  // the base of the nose, through landmarks 31 to 35
  addLine(
    dark,
    [
      [-12, 42.6],
      [-7, 44],
      [0, 45.6],
      [7, 44],
      [12, 42.6],
    ],
    0.9,
    0.42,
  );
  addBlob(dark, 0, 51, 1.8, 3.6, 0.16);
  addBlob(dark, 0, 86 + OPEN, 13, 2.6, 0.2);
  addBlob(dark, 0, 49, 13, 3, 0.1);
  addLine(
    light,
    [
      [0, -2],
      [0, 14],
      [0, 28],
    ],
    2.4,
    0.07,
  );
  addBlob(light, 0, 31, 4, 3.5, 0.08);
}
