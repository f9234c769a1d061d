import { project, shapeInSpace } from '../shape.js';
import { drawBackground } from './background.js';
import { type Camera, cameraOf, type Lighting, lightingOf, OVERSAMPLING } from './camera.js';
import { DESIGN, POINTS } from './design.js';
import { CONTROLS, type HeadMesh, headMesh } from './head.js';
import { HELPERS } from './head-helpers.js';
import type { Face, Look } from './look.js';
import { valueNoise } from './noise.js';
import { photograph } from './photograph.js';
import { blankCanvas, type Canvas, drawTriangle } from './raster.js';
import { shapeModel } from './shape-model.js';
import { hairAt, hasHair, Skin, skinAt, smoothStep } from './skin.js';
import { skinLayers } from './skin-layers.js';
import { drawEllipsoid, type Ellipsoid } from './solids.js';

export interface Rendered {
  readonly width: number;
  readonly height: number;
  /** 0 to 255, not rounded: [height, width]. */
  readonly gray: Float32Array;
  /** Where the face's landmarks are, exactly: [2, 68] in pixels. */
  readonly landmarks: Float64Array;
}

/** The origin of the design in the model's frame, which has the mean of the landmarks at its origin. */
const ORIGIN = [0, 1, 2].map((axis) => {
  let sum = 0;
  for (let i = 0; i < POINTS; i++) sum += DESIGN[axis * POINTS + i];
  return sum / POINTS;
});

/**
 * Draws a face: a mesh that its landmarks and some helper points bend, painted in a canonical layout, before ellipsoids for
 * hair, ears, neck and shoulders, seen under weak perspective. The same face always gives the same pixels.
 */
export function renderFace(face: Face): Rendered {
  const { params, width, height, look } = face;
  const shape = shapeInSpace(shapeModel().pdm, params);
  const canvas = blankCanvas(OVERSAMPLING * width, OVERSAMPLING * height);
  const camera = cameraOf(params);
  const light = lightingOf(look);
  drawBackground(canvas, face);
  for (const ellipsoid of behindFace(shape, look)) drawEllipsoid(canvas, camera, light, ellipsoid);
  drawHead(canvas, camera, light, shape, look);
  return { width, height, gray: photograph(canvas, width, height, look), landmarks: project(shape, params) };
}

/** Shoulders, neck, ears and hair. */
function behindFace(shape: Float64Array, look: Look): Ellipsoid[] {
  const [, originY, originZ] = ORIGIN;
  const up = -originY;
  const chinY = shape[POINTS + 8];
  const width = (shape[16] - shape[0]) / 144;
  const hair = (x: number, y: number, z: number) => hairAt(look, x, y, z);
  const ellipsoid = (
    center: Ellipsoid['center'],
    radii: Ellipsoid['radii'],
    albedo: Ellipsoid['albedo'],
    open: Ellipsoid['open'],
  ) => ({ center, radii, albedo, open });
  const ears = [-1, 1].map((side) =>
    ellipsoid(
      [side * 75 * width, up + 14, 76 - originZ],
      [6.5, 29, 16],
      (x, y) => skinAt(look, x, y) * (0.88 + 0.1 * Math.sin(y / 4)),
      () => 0.92,
    ),
  );
  const long = look.longHair;
  return [
    ellipsoid(
      [0, up + 235, 55 - originZ],
      [190, 95, 75],
      (x, y) => shirtAt(look, x, y),
      () => 0.9,
    ),
    ellipsoid(
      [0, up + 118, 66 - originZ],
      [50 * width, 110, 46],
      (x, y) => skinAt(look, x, y),
      (y) => 0.5 + 0.35 * smoothStep(chinY - 4, chinY + 55, y),
    ),
    ...ears,
    ...(hasHair(look) ? [ellipsoid([0, up - 26, 74 - originZ], [82 * width, 84, 76], hair, () => 0.95)] : []),
    ...(hasHair(look) && long > 0
      ? [ellipsoid([0, up + 28, 92 - originZ], [(80 + 22 * long) * width, 100 + 50 * long, 60], hair, () => 0.85)]
      : []),
  ];
}

function drawHead(canvas: Canvas, camera: Camera, light: Lighting, shape: Float64Array, look: Look): void {
  const mesh = headMesh();
  const points = verticesOf(mesh, shape);
  const corners = new Float64Array(3 * mesh.vertices);
  for (let at = 0; at < points.length; at += 3) camera.place(points[at], points[at + 1], points[at + 2], corners, at);
  const normals = normalsOf(mesh, points, camera);
  const skin = new Skin(look, skinLayers(), shape);
  const { layout, triangles } = mesh;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
    drawTriangle(canvas, corners, [a, b, c], (wa, wb, wc) => {
      const blend = (values: Float64Array, width: number, axis: number) =>
        wa * values[width * a + axis] + wb * values[width * b + axis] + wc * values[width * c + axis];
      const v = blend(layout, 2, 1);
      const { albedo, eyeball } = skin.at({
        u: blend(layout, 2, 0),
        v,
        x: blend(points, 3, 0),
        y: blend(points, 3, 1),
      });
      let [nx, ny, nz] = [blend(normals, 3, 0), blend(normals, 3, 1), blend(normals, 3, 2)];
      if (eyeball > 0.5) {
        nx *= 0.5;
        ny *= 0.5;
        nz = -Math.sqrt(Math.max(0, 1 - nx * nx - ny * ny));
      }
      // under the chin, and where the head rolls over, less light comes in
      return albedo * light(nx, ny, nz, 1 - 0.38 * smoothStep(0, 26, v - 118));
    });
  }
}

/** The vertices of the head, x, y, z each, from the landmarks and the helpers that ride on them. */
function verticesOf({ vertices, weights, following }: HeadMesh, shape: Float64Array): Float64Array {
  const controls = new Float64Array(3 * CONTROLS);
  for (let axis = 0; axis < 3; axis++) {
    const origin = ORIGIN[axis];
    const from = axis * POINTS;
    for (let i = 0; i < POINTS; i++) controls[3 * i + axis] = shape[from + i];
    for (const [k, helper] of HELPERS.entries()) {
      let shift = 0;
      for (let i = 0; i < POINTS; i++) {
        shift += following[k * POINTS + i] * (shape[from + i] - DESIGN[from + i] + origin);
      }
      controls[3 * (POINTS + k) + axis] = [helper.x, helper.y, helper.z][axis] - origin + shift;
    }
  }
  const points = new Float64Array(3 * vertices);
  for (let vertex = 0; vertex < vertices; vertex++) {
    let [x, y, z] = [0, 0, 0];
    for (let j = 0, at = vertex * CONTROLS; j < CONTROLS; j++, at++) {
      const weight = weights[at];
      x += weight * controls[3 * j];
      y += weight * controls[3 * j + 1];
      z += weight * controls[3 * j + 2];
    }
    points[3 * vertex] = x;
    points[3 * vertex + 1] = y;
    points[3 * vertex + 2] = z;
  }
  return points;
}

/** The normals at the vertices as the camera sees them: means of those of the triangles around, by their areas. */
function normalsOf({ vertices, triangles }: HeadMesh, points: Float64Array, camera: Camera): Float64Array {
  const sums = new Float64Array(3 * vertices);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t], 3 * triangles[t + 1], 3 * triangles[t + 2]];
    const [ux, uy, uz] = [points[b] - points[a], points[b + 1] - points[a + 1], points[b + 2] - points[a + 2]];
    const [vx, vy, vz] = [points[c] - points[a], points[c + 1] - points[a + 1], points[c + 2] - points[a + 2]];
    const normal = [-(uy * vz - uz * vy), -(uz * vx - ux * vz), -(ux * vy - uy * vx)];
    for (const vertex of [a, b, c]) for (let axis = 0; axis < 3; axis++) sums[vertex + axis] += normal[axis];
  }
  const normals = new Float64Array(3 * vertices);
  for (let at = 0; at < sums.length; at += 3) {
    const [x, y, z] = [sums[at], sums[at + 1], sums[at + 2]];
    camera.turn(x, y, z, Math.hypot(x, y, z) || 1, normals, at);
  }
  return normals;
}

const shirtAt = ({ shirt, seed }: Look, x: number, y: number): number =>
  shirt * (1 + 0.06 * valueNoise(x / 20, y / 20, seed + 30));
