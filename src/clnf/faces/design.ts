/** The landmarks of the iBUG scheme: 17 of the jaw, 10 of the brows, 9 of the nose, 12 of the eyes, 20 of the mouth. */
export const POINTS = 68;

/**
 * Half a face and its midline, in mm: index, x, y, z with x to the right of the image, y down, z away from the camera, the
 * origin between the eyes. Typed in by hand from general proportions: 34 between the eyes, 29 the width of an eye, 50 that of the
 * mouth, 109 from the eyes to the chin, 144 the width of the face. No measured face and no other model went into it.
 */
const HALF: readonly (readonly [index: number, x: number, y: number, z: number])[] = [
  [0, -72, 2, 65],
  [1, -71.5, 19, 61],
  [2, -69.5, 36, 54],
  [3, -65.5, 53, 44],
  [4, -58.5, 70, 31],
  [5, -48, 85, 17],
  [6, -34.5, 97.5, 6],
  [7, -18.5, 106, -1],
  [8, 0, 109, -4],
  [17, -61, -13, 13],
  [18, -53, -20.5, 2],
  [19, -42, -23, -5],
  [20, -30, -21.5, -9],
  [21, -16, -17.5, -11],
  [27, 0, -2, -11],
  [28, 0, 9, -17],
  [29, 0, 20, -24],
  [30, 0, 31, -32],
  [31, -15, 39, -12],
  [32, -8, 42, -17],
  [33, 0, 44.5, -20],
  [36, -46, -0.5, 10],
  [37, -37.5, -5.7, 1],
  [38, -26.5, -5.5, -2],
  [39, -17, 1.2, 1],
  [40, -26, 4.2, 0],
  [41, -37, 4.4, 3],
  [48, -25, 66.5, -6],
  [49, -15.5, 61, -14],
  [50, -6, 57.5, -18],
  [51, 0, 59.2, -18.6],
  [57, 0, 77.6, -15.5],
  [58, -7.5, 77, -15],
  [59, -16, 73.4, -12],
  [60, -22, 66.6, -7.5],
  [61, -7.8, 65.1, -15],
  [62, 0, 65.6, -15.8],
  [66, 0, 67.4, -15.2],
  [67, -7.8, 67.3, -14.5],
];

/** Pairs of landmarks that mirror one another; those of the jaw and the brows follow from their order. */
const MIRRORED: readonly (readonly [number, number])[] = [
  ...Array.from({ length: 8 }, (_, i) => [i, 16 - i] as const),
  ...Array.from({ length: 5 }, (_, i) => [17 + i, 26 - i] as const),
  [31, 35],
  [32, 34],
  [36, 45],
  [37, 44],
  [38, 43],
  [39, 42],
  [40, 47],
  [41, 46],
  [48, 54],
  [49, 53],
  [50, 52],
  [59, 55],
  [58, 56],
  [60, 64],
  [61, 63],
  [67, 65],
];

/** The landmark that each becomes in a mirrored image: [68]. */
export const MIRROR: readonly number[] = (() => {
  const mirror = Array.from({ length: POINTS }, (_, i) => i);
  for (const [a, b] of MIRRORED) [mirror[a], mirror[b]] = [b, a];
  return mirror;
})();

/** The designed face: all x, all y, all z, [3 * 68] in mm. */
export const DESIGN: Float64Array = (() => {
  const shape = new Float64Array(3 * POINTS);
  for (const [i, x, y, z] of HALF) {
    const j = MIRROR[i];
    shape[j] = j === i ? 0 : -x;
    shape[i] = x;
    for (const point of [i, j]) {
      shape[POINTS + point] = y;
      shape[2 * POINTS + point] = z;
    }
  }
  return shape;
})();

export const isJaw = (i: number): boolean => i < 17;
export const isBrow = (i: number): boolean => i >= 17 && i < 27;
export const isNose = (i: number): boolean => i >= 27 && i < 36;
export const isEye = (i: number): boolean => i >= 36 && i < 48;
export const isMouth = (i: number): boolean => i >= 48;
export const isUpperLid = (i: number): boolean => i === 37 || i === 38 || i === 43 || i === 44;
export const isLowerLid = (i: number): boolean => i === 40 || i === 41 || i === 46 || i === 47;
export const isOuterUpperLip = (i: number): boolean => i >= 49 && i <= 53;
export const isOuterLowerLip = (i: number): boolean => i >= 55 && i <= 59;
export const isUpperLip = (i: number): boolean => isOuterUpperLip(i) || (i >= 61 && i <= 63);
export const isLowerLip = (i: number): boolean => isOuterLowerLip(i) || (i >= 65 && i <= 67);
