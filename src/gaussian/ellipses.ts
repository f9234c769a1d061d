import type { Image } from '../image/image.js';

/** Gaussians in the plane, lengths in units of the image's sides. Arrays are row-major. */
export interface Ellipses {
  /** Centers x, y: [N, 2]. */
  readonly position: ArrayLike<number>;
  /** Whitenings a, b, c (see whitening.ts): u = a dx, v = b dx + c dy are distances in standard deviations: [N, 3]. */
  readonly whitening: ArrayLike<number>;
}

/** Half the width of an outline, and how far its dark rim reaches, in pixels. */
const CORE = 0.7;
const RIM = 1.9;
const REACH = RIM + 1;

/**
 * Draws the 1-sigma ellipses over a picture that was enlarged by `factor`, in place: a bright core in a dark rim, which
 * can be seen on any ground. Pixel (x, y) of the picture before it was enlarged samples the plane at (x / width,
 * y / height), so a point p stands at (p * width + 1/2) * factor.
 *
 * The distance to an outline is |r - 1| / |grad r| with r the distance in standard deviations (the first-order distance
 * to an implicit curve; Taubin, "Distance approximations for rasterizing implicit curves", 1994). A Gaussian whose
 * ellipse is not finite is left out.
 */
export function outline(image: Image, { position, whitening }: Ellipses, factor: number): void {
  const { width, height } = image;
  const nearest = new Float32Array(width * height).fill(REACH);
  for (let i = 0; 2 * i < position.length; i++) {
    const x = position[2 * i] * width + factor / 2 - 0.5;
    const y = position[2 * i + 1] * height + factor / 2 - 0.5;
    const [ux, vx, vy] = [whitening[3 * i] / width, whitening[3 * i + 1] / width, whitening[3 * i + 2] / height];
    stamp(nearest, image, [x, y], [ux * ux + vx * vx, vx * vy, vy * vy]);
  }
  for (let pixel = 0; pixel < nearest.length; pixel++) {
    if (nearest[pixel] === REACH) continue;
    const core = clamp(CORE + 0.5 - nearest[pixel]);
    const rim = 0.75 * clamp(RIM + 0.5 - nearest[pixel]);
    for (let channel = 0; channel < 3; channel++) {
      const ground = image.data[3 * pixel + channel] * (1 - rim);
      image.data[3 * pixel + channel] = ground + core * (COLOR[channel] - ground);
    }
  }
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** A light yellow, as no photograph and no error map is full of it. */
const COLOR = [1, 0.94, 0.35];

/** Lowers the distances within reach of the ellipse a dx^2 + 2 b dx dy + c dy^2 = 1 around (x, y), in pixels. */
function stamp(
  nearest: Float32Array,
  { width, height }: Image,
  [x, y]: readonly [number, number],
  [a, b, c]: readonly [number, number, number],
): void {
  const determinant = a * c - b * b;
  const reachX = Math.sqrt(c / determinant) + REACH;
  const reachY = Math.sqrt(a / determinant) + REACH;
  if (!Number.isFinite(x + y + reachX + reachY)) return;
  const bottom = Math.min(height - 1, Math.floor(y + reachY));
  // |grad r| is at most sqrt(a + c), so an outline is in reach only of pixels with an r between these two.
  const inner = Math.max(0, 1 - REACH * Math.sqrt(a + c));
  const outer = 1 + REACH * Math.sqrt(a + c);
  for (let row = Math.max(0, Math.ceil(y - reachY)); row <= bottom; row++) {
    const dy = row - y;
    const middle = x - (b * dy) / a;
    const half = (r: number) => Math.sqrt(Math.max(0, b * b * dy * dy - a * (c * dy * dy - r * r))) / a;
    const [skip, keep] = [half(inner), Math.min(half(outer), reachX + Math.abs(middle - x))];
    const last = Math.min(width - 1, Math.floor(middle + keep));
    for (let column = Math.max(0, Math.ceil(middle - keep)); column <= last; column++) {
      if (Math.abs(column - middle) < skip) column = Math.ceil(middle + skip);
      if (column > last) break;
      const dx = column - x;
      const [gx, gy] = [a * dx + b * dy, b * dx + c * dy];
      const r = Math.sqrt(gx * dx + gy * dy);
      const slope = r > 0 ? Math.sqrt(gx * gx + gy * gy) / r : Math.sqrt(a + c);
      const distance = Math.abs(r - 1) / slope;
      if (distance < nearest[row * width + column]) nearest[row * width + column] = distance;
    }
  }
}
