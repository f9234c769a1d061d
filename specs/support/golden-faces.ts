import { BLEND_SHAPES, SHAPES } from '../../src/clnf/faces/blend-shapes.js';
import { POINTS } from '../../src/clnf/faces/design.js';
import { FACE_WIDTH, type Face, type Look, randomLook } from '../../src/clnf/faces/look.js';
import { Pcg32 } from '../../src/clnf/faces/pcg32.js';
import { shapeModel } from '../../src/clnf/faces/shape-model.js';
import { extent, GLOBAL, landmarksOf } from '../../src/clnf/shape.js';

/** How a rendered picture of golden/clnf was made: angles in degrees, and what is not as the seed has it. */
interface GoldenFace {
  readonly seed: number;
  /** Width of the face in pixels. */
  readonly face: number;
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  readonly shapes?: Readonly<Record<string, number>>;
  readonly look: Partial<Look>;
  /** Room left, above, right and below, in widths of the face. */
  readonly room?: readonly [number, number, number, number];
}

const EVEN: Partial<Look> = { gradientX: 0, gradientY: 0 };

export const GOLDEN_FACES: Readonly<Record<string, GoldenFace>> = {
  r1_frontal: {
    ...{ seed: 11, face: 150, yaw: 0, pitch: 2, roll: 0 },
    look: {
      ...EVEN,
      ...{ skin: 170, ambient: 0.6, diffuse: 0.55, lightX: 0.3, lightY: -0.5, noise: 2, blur: 0.6, background: 0 },
      ...{ longHair: 0, hairline: -60, hair: 40, exposure: 1, brow: 0.6, stubble: 0 },
    },
  },
  r2_small_noisy: {
    ...{ seed: 12, face: 80, yaw: -6, pitch: -4, roll: 5, shapes: { faceWidth: -0.8, smile: 1 } },
    look: {
      skin: 150,
      noise: 7,
      blur: 0.5,
      longHair: 0.7,
      hairline: -58,
      hair: 30,
      exposure: 0.95,
      background: 1,
      brow: 0.6,
    },
  },
  r3_large_sidelight: {
    ...{ seed: 13, face: 250, yaw: 5, pitch: 3, roll: -4, shapes: { smile: 1.3, jawOpen: 0.9, lipThickness: 0.8 } },
    look: {
      ...{ skin: 190, lightX: 1.1, lightY: -0.3, ambient: 0.35, diffuse: 0.8, gradientX: 0.2, noise: 2, blur: 1 },
      ...{ longHair: 0, hairline: -64, hair: 60, exposure: 1, background: 0, brow: 0.6, stubble: 0 },
    },
  },
  r4_yaw_switch: {
    ...{ seed: 14, face: 160, yaw: 22, pitch: -3, roll: 3, shapes: { noseDepth: 0.5 } },
    look: {
      ...EVEN,
      ...{ skin: 165, ambient: 0.55, diffuse: 0.6, noise: 2.5, blur: 0.7, longHair: 0, hairline: -60, hair: 35 },
      ...{ exposure: 1, background: 3, backgroundA: 60, backgroundB: 90, brow: 0.6, stubble: 0 },
    },
  },
  r5_border: {
    ...{ seed: 15, face: 140, yaw: -3, pitch: 0, roll: -3, shapes: { jawWidth: 0.7 }, room: [0.03, 0.3, 0.3, 0.02] },
    look: {
      ...EVEN,
      ...{ skin: 180, ambient: 0.6, diffuse: 0.5, noise: 2, blur: 0.6, longHair: 0, hairline: -62, hair: 50 },
      ...{ exposure: 1, background: 2, brow: 0.6 },
    },
  },
  r6_shifted_box: {
    ...{ seed: 16, face: 150, yaw: 4, pitch: 4, roll: 2, shapes: { browRaise: 1 } },
    look: {
      ...{ skin: 140, ambient: 0.6, diffuse: 0.55, noise: 3, blur: 0.7, longHair: 0.5, hairline: -60, hair: 25 },
      ...{ exposure: 1.05, background: 1, brow: 0.55, stubble: 0 },
    },
  },
};

/** The face of a rendered picture of golden/clnf. */
export function goldenFace(name: string): Face {
  const { seed, face, yaw, pitch, roll, shapes = {}, look, room = [0.35, 0.42, 0.35, 0.3] } = GOLDEN_FACES[name];
  const rng = new Pcg32(seed);
  const amplitudes = Float64Array.from(BLEND_SHAPES, (shape) => {
    if (Object.hasOwn(shapes, shape.name)) return shapes[shape.name];
    return ['blink', 'jawOpen'].includes(shape.name)
      ? Math.max(0, rng.normal(0.05, 0.04))
      : rng.normal(0, 0.55 * shape.deviation);
  });
  const { pdm, modesOf } = shapeModel();
  const radians = (degrees: number) => degrees * (Math.PI / 180);
  const params = new Float64Array(GLOBAL + SHAPES);
  params.set([face / FACE_WIDTH, radians(pitch), radians(yaw), radians(roll)]);
  params.set(
    modesOf(amplitudes).map((mode, j) => {
      const limit = 2.95 * Math.sqrt(pdm.variances[j]);
      return Math.max(-limit, Math.min(limit, mode));
    }),
    GLOBAL,
  );
  const landmarks = landmarksOf(pdm, params);
  const [left, right] = extent(landmarks, 0, POINTS);
  const [top, bottom] = extent(landmarks, POINTS, POINTS);
  params[4] = Math.round(room[0] * face - left) + 0.37;
  params[5] = Math.round(room[1] * face - top) + 0.61;
  return {
    params,
    width: Math.ceil(right - left + (room[0] + room[2]) * face),
    height: Math.ceil(bottom - top + (room[1] + room[3]) * face),
    look: { ...randomLook(rng), ...look },
  };
}
