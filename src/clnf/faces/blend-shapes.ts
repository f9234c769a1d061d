import {
  DESIGN,
  isBrow,
  isEye,
  isJaw,
  isLowerLid,
  isLowerLip,
  isMouth,
  isNose,
  isOuterLowerLip,
  isOuterUpperLip,
  isUpperLid,
  isUpperLip,
  POINTS,
} from './design.js';

type Shift = readonly [x: number, y: number, z: number];

/** A way in which faces differ, or a face moves: by so many mm at amplitude 1, with a truncated normal amplitude. */
export interface BlendShape {
  readonly name: string;
  readonly deviation: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** How landmark `i` of the design, at (x, y, z), moves. */
  readonly move: (i: number, x: number, y: number, z: number) => Shift;
}

const STILL: Shift = [0, 0, 0];
const square = (x: number): number => x * x;
const side = (x: number): number => (x > 0 ? 1 : x < 0 ? -1 : 0);
/** 1 at the chin, falling off along the jaw. */
const chin = (i: number): number => (isJaw(i) ? Math.exp(-square(Math.abs(i - 8) / 4.2)) : 0);
/** 0 at the middle of the mouth, 1 from its corners on. */
const corner = (x: number): number => Math.min(1, Math.abs(x) / 25);

/** A feature of the face, with deviation 1 about 0 and within `low` and `high`. */
const feature = (name: string, low: number, high: number, move: BlendShape['move']): BlendShape => ({
  name,
  deviation: 1,
  mean: 0,
  low,
  high,
  move,
});

/** The twenty blend shapes, made by hand: fifteen features, four expressions and asymmetry. */
export const BLEND_SHAPES: readonly BlendShape[] = [
  feature('faceWidth', -2.4, 2.4, (i, x) => [isJaw(i) ? x * 0.05 : isBrow(i) ? x * 0.02 : 0, 0, 0]),
  feature('jawWidth', -2.4, 2.4, (i, x) => [
    isJaw(i) ? x * 0.07 * Math.sin((Math.PI * Math.min(i, 16 - i)) / 9) : 0,
    0,
    0,
  ]),
  feature('chinLength', -2.4, 2.4, (i) => [0, 4.2 * chin(i), 0]),
  feature('midfaceLength', -2.4, 2.4, (i, _x, y) => [
    0,
    isEye(i) || isBrow(i) ? 0 : 3.2 * Math.max(0, Math.min(1, y / 60)),
    0,
  ]),
  feature('eyeSpacing', -2.4, 2.4, (i, x) => [isEye(i) ? 1.5 * side(x) : isBrow(i) ? 1.3 * side(x) : 0, 0, 0]),
  feature('eyeSize', -2.2, 2.2, (i, x, y) => (isEye(i) ? [(x - 31.5 * side(x)) * 0.06, (y + 0.3) * 0.16, 0] : STILL)),
  feature('tilt', -2.2, 2.2, (i, x) => {
    if (isEye(i)) return [0, -0.055 * (Math.abs(x) - 31.5), 0];
    return isBrow(i) ? [0, -0.06 * (Math.abs(x) - 39), 0] : STILL;
  }),
  feature('browRaise', -1.7, 2.6, (i) => [0, isBrow(i) ? -2.9 : isUpperLid(i) ? -0.4 : 0, 0]),
  feature('browFurrow', -2, 2.4, (i, x) =>
    isBrow(i)
      ? [-0.9 * side(x) * (1 - (Math.abs(x) - 16) / 60), 2.4 * Math.max(0, 1 - (Math.abs(x) - 16) / 28), 0]
      : STILL,
  ),
  feature('noseWidth', -2.4, 2.4, (i, x) => [isNose(i) ? x * 0.11 : 0, 0, 0]),
  feature('noseLength', -2.4, 2.4, (i, _x, y) => [0, isNose(i) ? 2.1 * Math.max(0, (y + 2) / 46) : 0, 0]),
  feature('noseDepth', -2.2, 2.2, (i, x, y) => [
    0,
    0,
    isNose(i) ? -2.0 * Math.max(0.15, (y + 2) / 33) * Math.exp(-square(x / 14)) : 0,
  ]),
  feature('mouthWidth', -2.3, 2.3, (i, x) => [isMouth(i) ? x * 0.085 : 0, 0, 0]),
  feature('lipThickness', -2, 2.2, (i, x) => {
    const share = 1 - 0.8 * square(corner(x));
    return [0, isOuterUpperLip(i) ? -1.2 * share : isOuterLowerLip(i) ? 1.4 * share : 0, 0];
  }),
  feature('profile', -2.2, 2.2, (i) => [0, 0, isJaw(i) ? (4.0 * Math.abs(i - 8)) / 8 - 2.2 * chin(i) : 0]),
  {
    name: 'jawOpen',
    deviation: 0.62,
    mean: 0.42,
    low: 0,
    high: 2.4,
    move(i, x) {
      const share = 1 - square(corner(x)) * 0.86;
      if (isLowerLip(i)) return [0, 9.5 * (0.25 + 0.75 * share), 2.2 * share];
      if (isUpperLip(i)) return [0, -0.7 * share, 0];
      if (isMouth(i)) return [-0.9 * side(x), 2.6, 0.6];
      return [0, 8.0 * chin(i), 2.5 * chin(i)];
    },
  },
  {
    name: 'smile',
    deviation: 0.75,
    mean: 0.25,
    low: -1.1,
    high: 2.2,
    move(i, x) {
      if (isLowerLid(i)) return [0, -0.5, 0];
      if (!isMouth(i)) return STILL;
      const outer = square(corner(x));
      return [2.6 * side(x) * corner(x), -2.6 * outer + (isOuterUpperLip(i) ? 0.5 : 0), 1.6 * outer];
    },
  },
  {
    name: 'pucker',
    deviation: 0.8,
    mean: 0,
    low: -1.2,
    high: 2.2,
    move: (i, x) =>
      isMouth(i)
        ? [-x * 0.085, isOuterUpperLip(i) ? -0.7 : isOuterLowerLip(i) ? 0.8 : 0, -2.0 * (1 - 0.6 * corner(x))]
        : STILL,
  },
  {
    name: 'blink',
    deviation: 0.3,
    mean: 0.13,
    low: 0,
    high: 1.0,
    move: (i) => [0, isUpperLid(i) ? 7.6 : isLowerLid(i) ? -0.9 : 0, 0],
  },
  feature('asymmetry', -2, 2, (i, x) => [
    isMouth(i) ? 1.5 : 2.1 * chin(i),
    (isBrow(i) ? 0.9 : isMouth(i) ? -0.8 : 0) * side(x) * Math.min(1, Math.abs(x) / 20),
    0,
  ]),
];

/** The number of blend shapes, and of modes. */
export const SHAPES = BLEND_SHAPES.length;

export const shapeIndex = (name: string): number => BLEND_SHAPES.findIndex((shape) => shape.name === name);

/** What a blend shape of amplitude 1 adds to the design: [3 * 68]. */
export function displacement({ move }: BlendShape): Float64Array {
  const field = new Float64Array(3 * POINTS);
  for (let i = 0; i < POINTS; i++) {
    const shift = move(i, DESIGN[i], DESIGN[POINTS + i], DESIGN[2 * POINTS + i]);
    for (let axis = 0; axis < 3; axis++) field[axis * POINTS + i] = shift[axis];
  }
  return field;
}
