import { extent, GLOBAL, landmarksOf } from '../shape.js';
import { POINTS } from './design.js';
import { Pcg32 } from './pcg32.js';
import { drawModes, shapeModel } from './shape-model.js';

/** How a face looks. Gray values are 0 to 255; shares are of what they darken. */
export interface Look {
  readonly skin: number;
  /** Amplitude of the skin's mottling. */
  readonly mottling: number;
  /** Albedo of the lips beside the skin, and how dark their edges are. */
  readonly lip: number;
  readonly lipEdge: number;
  /** How dark the brows are, and how much thicker than drawn, in mm. */
  readonly brow: number;
  readonly browThickness: number;
  readonly hair: number;
  /** Where the hair begins on the forehead, v of the layout in mm; below -71 there is none. */
  readonly hairline: number;
  /** 0: short. */
  readonly longHair: number;
  readonly iris: number;
  readonly sclera: number;
  readonly stubble: number;
  readonly teeth: number;
  /** Where the irises are from the middle of the eyes, in mm. */
  readonly gazeX: number;
  readonly gazeY: number;
  /** Strength of creases and shadows. */
  readonly crease: number;
  readonly shirt: number;
  /** Towards the light, of any length. */
  readonly lightX: number;
  readonly lightY: number;
  readonly lightZ: number;
  readonly ambient: number;
  readonly diffuse: number;
  readonly specular: number;
  /** Change of exposure across the image and down it. */
  readonly gradientX: number;
  readonly gradientY: number;
  /** 0 to 3: gradient, clouds, bricks, noise, between two grays. */
  readonly background: number;
  readonly backgroundA: number;
  readonly backgroundB: number;
  readonly exposure: number;
  /** Deviations of the camera's blur in pixels and of its noise in gray values. */
  readonly blur: number;
  readonly noise: number;
  readonly seed: number;
}

/** A face to be rendered. */
export interface Face {
  /** Scale, rotation, translation and modes, as a fit has them: [6 + 20]. */
  readonly params: Float64Array;
  /** Of the image, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly look: Look;
}

/** Where random faces lie: angles in degrees about 0, or `yaw` about `turn`. */
export interface Range {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Widths of the face, in pixels. */
  readonly face: readonly [low: number, high: number];
  /** Room around the landmarks, in widths of the face; 0.45 unless told. */
  readonly margin?: number;
  readonly turn?: number;
}

/** Width of the designed face, in mm. */
export const FACE_WIDTH = 144;

export function randomLook(rng: Pcg32): Look {
  const skin = rng.uniform() < 0.3 ? rng.uniform(70, 130) : rng.uniform(130, 215);
  const azimuth = rng.uniform(-1.2, 1.2);
  const lightY = rng.uniform(-0.9, 0.35);
  const slant = rng.uniform(0.4, 1.0);
  const ambient = rng.uniform(0.3, 0.75);
  // the order of the draws is part of the recipe
  return {
    skin,
    mottling: rng.uniform(0.01, 0.06),
    lip: rng.uniform(0.55, 0.92),
    lipEdge: rng.uniform(0.15, 0.6),
    brow: rng.uniform(0.15, 0.75),
    browThickness: rng.uniform(-1.0, 0.9),
    hair: rng.uniform(12, 110) * (rng.uniform() < 0.15 ? 1.7 : 1),
    hairline: rng.uniform(-72, -52),
    longHair: rng.uniform() < 0.4 ? rng.uniform(0.5, 1) : 0,
    iris: rng.uniform(25, 90),
    sclera: rng.uniform(180, 245),
    stubble: rng.uniform() < 0.25 ? rng.uniform(0.1, 0.4) : 0,
    teeth: rng.uniform(170, 240),
    gazeX: rng.normal(0, 2.2),
    gazeY: rng.normal(0, 1),
    crease: rng.uniform(0.6, 1.25),
    shirt: rng.uniform(20, 230),
    lightX: Math.sin(azimuth) * slant,
    lightY,
    lightZ: -Math.cos(azimuth) * 0.9,
    ambient,
    diffuse: rng.uniform(0.85, 1.1) - 0.55 * ambient,
    specular: rng.uniform(0, 0.12),
    gradientX: rng.normal(0, 0.18),
    gradientY: rng.normal(0, 0.15),
    background: rng.below(4),
    backgroundA: rng.uniform(10, 245),
    backgroundB: rng.uniform(10, 245),
    exposure: rng.uniform(0.75, 1.15),
    blur: rng.uniform(0.2, 1.3),
    noise: rng.uniform(0.5, 6),
    seed: rng.word() | 0,
  };
}

/** A random face in an image that holds it with some room. */
export function randomFace(seed: number, { yaw, pitch, roll, face, margin = 0.45, turn = 0 }: Range): Face {
  const rng = new Pcg32(seed);
  const modes = drawModes(rng);
  const look = randomLook(rng);
  const width = rng.uniform(face[0], face[1]);
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const params = new Float64Array(GLOBAL + modes.length);
  params[0] = width / FACE_WIDTH;
  params[1] = radians(rng.uniform(-pitch, pitch));
  params[2] = radians(turn + rng.uniform(-yaw, yaw));
  params[3] = radians(rng.uniform(-roll, roll));
  params.set(modes, GLOBAL);
  const landmarks = landmarksOf(shapeModel().pdm, params);
  const [left, right] = extent(landmarks, 0, POINTS);
  const [top, bottom] = extent(landmarks, POINTS, POINTS);
  const room = width * margin;
  params[4] = room - left + rng.uniform(-0.1, 0.1) * width;
  params[5] = room - top + rng.uniform(-0.1, 0.1) * width;
  return { params, width: Math.ceil(right - left + 2 * room), height: Math.ceil(bottom - top + 2 * room), look };
}
