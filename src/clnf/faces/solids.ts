import type { Camera, Lighting } from './camera.js';
import { type Canvas, drawTriangle } from './raster.js';

/** An ellipsoid behind the face: its centre and radii in mm. */
export interface Ellipsoid {
  readonly center: readonly [x: number, y: number, z: number];
  readonly radii: readonly [x: number, y: number, z: number];
  /** The gray at a point of its surface. */
  albedo(x: number, y: number, z: number): number;
  /** The share of ambient light that reaches a height. */
  open(y: number): number;
}

const MERIDIANS = 40;
const PARALLELS = 28;

/** Draws an ellipsoid as triangles between meridians and parallels. */
export function drawEllipsoid(canvas: Canvas, camera: Camera, light: Lighting, ellipsoid: Ellipsoid): void {
  const [cx, cy, cz] = ellipsoid.center;
  const [rx, ry, rz] = ellipsoid.radii;
  const count = (MERIDIANS + 1) * (PARALLELS + 1);
  const corners = new Float64Array(3 * count);
  const points = new Float64Array(3 * count);
  const normals = new Float64Array(3 * count);
  for (let j = 0, at = 0; j <= PARALLELS; j++) {
    const polar = (j / PARALLELS) * Math.PI;
    for (let i = 0; i <= MERIDIANS; i++, at += 3) {
      const turn = (i / MERIDIANS) * 2 * Math.PI;
      const [dx, dy, dz] = [Math.sin(polar) * Math.cos(turn), -Math.cos(polar), Math.sin(polar) * Math.sin(turn)];
      points.set([cx + rx * dx, cy + ry * dy, cz + rz * dz], at);
      camera.place(points[at], points[at + 1], points[at + 2], corners, at);
      const [nx, ny, nz] = [dx / rx, dy / ry, dz / rz];
      const length = Math.hypot(nx, ny, nz) || 1;
      camera.turn(nx / length, ny / length, nz / length, 1, normals, at);
    }
  }
  const draw = (a: number, b: number, c: number) =>
    drawTriangle(canvas, corners, [a, b, c], (wa, wb, wc) => {
      const blend = (values: Float64Array, axis: number) =>
        wa * values[3 * a + axis] + wb * values[3 * b + axis] + wc * values[3 * c + axis];
      const y = blend(points, 1);
      return (
        ellipsoid.albedo(blend(points, 0), y, blend(points, 2)) *
        light(blend(normals, 0), blend(normals, 1), blend(normals, 2), ellipsoid.open(y))
      );
    });
  for (let j = 0; j < PARALLELS; j++) {
    for (let i = 0; i < MERIDIANS; i++) {
      const a = j * (MERIDIANS + 1) + i;
      const below = a + MERIDIANS + 1;
      draw(a, a + 1, below);
      draw(a + 1, below + 1, below);
    }
  }
}
