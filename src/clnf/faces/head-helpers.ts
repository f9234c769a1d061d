import { DESIGN, POINTS } from './design.js';
import { LAYOUT, OPEN } from './layout.js';

/** A point that shapes the head besides the landmarks: in the layout and in the designed face. */
interface Helper {
  readonly u: number;
  readonly v: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** x, y, z on the right half or the midline, and how much farther out u and v are. */
const HELPERS_OF_HALF: readonly (readonly [x: number, y: number, z: number, du?: number, dv?: number])[] = [
  [0, -19, -12],
  [9, 9, -6],
  [8.5, 20, -13],
  [13.5, 27, -9.5],
  [8.5, 33, -24],
  [19.5, 37, -6],
  [11.5, 36, -18],
  [33, 15, -1],
  [50, 22, 9],
  [33, 32, -4],
  [40, 50, 0],
  [29, 56, -5, 0, 1],
  [46, 68, 14, 0, 3],
  [62, 32, 34],
  [0, 95, -12, 0, OPEN * 0.95],
  [0, 85.5, -10, 0, OPEN],
  [20, 90, -3, 0, OPEN * 0.9],
  [0, 52, -16.5],
  [35, 78, 8, 0, 6],
  [37, -12, -3],
  [20, -9, -5],
  [54, -7, 12],
  [0, -42, -12],
  [28, -42, -7],
  [52, -38, 10],
  [0, -64, -4],
  [34, -62, 4],
  [67, -20, 42],
  [64, -44, 36],
  [57, 5, 16],
  [31.5, -11, -3.5],
];
/** The crown, behind which the head rolls over. */
const CROWN = [
  [0, -94, 26],
  [40, -86, 32],
  [64, -64, 48],
  [74, -30, 62],
] as const;

export const HELPERS: readonly Helper[] = (() => {
  const helpers: Helper[] = [];
  const both = (x: number, y: number, z: number, du = 0, dv = 0) => {
    helpers.push({ u: x + du, v: y + dv, x, y, z });
    if (x !== 0) helpers.push({ u: -x - du, v: y + dv, x: -x, y, z });
  };
  for (const helper of HELPERS_OF_HALF) both(...helper);
  for (const [x, y, z] of CROWN) {
    both(x, y, z);
    both(x, y * 1.02, z + 45, x * 0.25, (y + 10) * 0.25);
  }
  // behind the line of the jaw
  for (let i = 0; i < 17; i++) {
    const [x, y, z] = [DESIGN[i], DESIGN[POINTS + i], DESIGN[2 * POINTS + i]];
    const [outX, outY] = [x / 72, Math.max(0, (y - 20) / 89)];
    const length = Math.hypot(outX, outY) || 1;
    const [nx, ny] = [outX / length, outY / length];
    const [u, v] = [LAYOUT[i], LAYOUT[POINTS + i]];
    helpers.push({ u: u + nx * 13, v: v + ny * 13, x: x - nx * 2.5, y: y - ny * 1.5, z: z + 15 });
    helpers.push({ u: u + nx * 32, v: v + ny * 32, x: x - nx * 12, y: y - ny * 8, z: z + 42 });
  }
  return helpers;
})();
