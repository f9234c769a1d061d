import { rotationOf } from '../rotation.js';
import type { Look } from './look.js';

/** The picture is drawn this many times as large, and averaged down. */
export const OVERSAMPLING = 2;

/** Takes points of the head to the picture, and directions on it to the camera's. */
export interface Camera {
  /** Writes x, y and depth of a point, in pixels of the oversampled picture. */
  place(x: number, y: number, z: number, to: Float64Array, at: number): void;
  /** Writes a direction, divided by `length`, as the camera sees it. */
  turn(x: number, y: number, z: number, length: number, to: Float64Array, at: number): void;
}

/** The camera of the parameters [6 + m]: weak perspective. */
export function cameraOf([s, rx, ry, rz, tx, ty]: Float64Array): Camera {
  const r = rotationOf(rx, ry, rz);
  const offset = (OVERSAMPLING - 1) / 2;
  return {
    place(x, y, z, to, at) {
      to[at] = OVERSAMPLING * (s * (r[0] * x + r[1] * y + r[2] * z) + tx) + offset;
      to[at + 1] = OVERSAMPLING * (s * (r[3] * x + r[4] * y + r[5] * z) + ty) + offset;
      to[at + 2] = r[6] * x + r[7] * y + r[8] * z;
    },
    turn(x, y, z, length, to, at) {
      to[at] = (r[0] * x + r[1] * y + r[2] * z) / length;
      to[at + 1] = (r[3] * x + r[4] * y + r[5] * z) / length;
      to[at + 2] = (r[6] * x + r[7] * y + r[8] * z) / length;
    },
  };
}

/** How bright a surface of normal (x, y, z), turned to the camera, appears; `open` is its share of the ambient light. */
export type Lighting = (x: number, y: number, z: number, open: number) => number;

/** How far beyond the terminator light wraps around. */
const WRAP = 0.25;

/** Lambert's diffuse light, wrapped around, and a highlight halfway to the camera. */
export function lightingOf({ lightX, lightY, lightZ, ambient, diffuse, specular }: Look): Lighting {
  const length = Math.hypot(lightX, lightY, lightZ);
  const [lx, ly, lz] = [lightX / length, lightY / length, lightZ / length];
  const half = lz - 1;
  const halfLength = Math.hypot(lx, ly, half);
  return (x, y, z, open) => {
    const facing = Math.max(0, (x * lx + y * ly + z * lz + WRAP) / (1 + WRAP));
    const highlight = Math.max(0, (x * lx + y * ly + z * half) / halfLength);
    return open * (ambient + diffuse * facing) + specular * power24(highlight);
  };
}

/** x to the 24th, by squaring. */
function power24(x: number): number {
  const x2 = x * x;
  const x4 = x2 * x2;
  const x8 = x4 * x4;
  return x8 * x8 * x8;
}

/** 1 where the light comes from the right or the middle, else -1. */
export const lightSide = ({ lightX }: Look): number => Math.sign(-lightX || 1);
