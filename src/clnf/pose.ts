import { norm } from './measure.js';
import { anglesOf, product, type Rotation, rotationOf, smallRotation } from './rotation.js';
import { normalEquations, solve } from './solve.js';

/** A pinhole camera without distortion, in pixels. */
export interface Camera {
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
}

/** The camera that OpenFace assumes: a focal length of 500 pixels at 640 x 480, and the centre of the image. */
export function assumedCamera(width: number, height: number): Camera {
  const focal = ((500 * width) / 640 + (500 * height) / 480) / 2;
  return { fx: focal, fy: focal, cx: width / 2, cy: height / 2 };
}

/** Where a head is from the camera: mm, and radians. */
export interface HeadPose {
  readonly translation: readonly [x: number, y: number, z: number];
  readonly angles: readonly [rx: number, ry: number, rz: number];
}

const MOST_STEPS = 100;
/** Steps end where one is this small beside what it changes. */
const SMALLEST_STEP = 1e-12;

/**
 * The pose at which the model's 3-D shape, [3n] in mm, projects nearest to the landmarks, [2, n] in pixels: Gauss-Newton
 * from the weak-perspective fit, each step halved until it brings the landmarks nearer. OpenFace asks OpenCV's iterative
 * solvePnP, whose least squares have the same minimum.
 */
export function headPose(shape: Float64Array, landmarks: Float64Array, params: Float64Array, camera: Camera): HeadPose {
  const depth = camera.fx / params[0];
  let pose: Pose = {
    rotation: rotationOf(params[1], params[2], params[3]),
    translation: Float64Array.of(
      ((params[4] - camera.cx) / camera.fx) * depth,
      ((params[5] - camera.cy) / camera.fy) * depth,
      depth,
    ),
  };
  let { residuals, derivatives } = reprojection(shape, landmarks, pose, camera);
  for (let step = 0; step < MOST_STEPS; step++) {
    const update = solve(normalEquations(derivatives, ONES, residuals));
    let next = moved(pose, update);
    let there = reprojection(shape, landmarks, next, camera);
    for (let share = 0.5; norm(there.residuals) > norm(residuals) && share > SMALLEST_STEP; share /= 2) {
      next = moved(
        pose,
        update.map((value) => share * value),
      );
      there = reprojection(shape, landmarks, next, camera);
    }
    if (!(norm(there.residuals) < norm(residuals))) break;
    const isDone = norm(update) < SMALLEST_STEP * norm(next.translation);
    pose = next;
    ({ residuals, derivatives } = there);
    if (isDone) break;
  }
  const [x, y, z] = pose.translation;
  return { translation: [x, y, z], angles: anglesOf(pose.rotation) };
}

/**
 * The landmarks in space, [3, n] in mm: at the depth that weak perspective gives the model's points, on the rays through
 * the landmarks.
 */
export function landmarksInSpace(
  shape: Float64Array,
  landmarks: Float64Array,
  params: Float64Array,
  { fx, fy, cx, cy }: Camera,
): Float64Array {
  const n = shape.length / 3;
  const r = rotationOf(params[1], params[2], params[3]);
  const inSpace = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    const z = fx / params[0] + r[6] * shape[i] + r[7] * shape[n + i] + r[8] * shape[2 * n + i];
    inSpace[i] = (z * (landmarks[i] - cx)) / fx;
    inSpace[n + i] = (z * (landmarks[n + i] - cy)) / fy;
    inSpace[2 * n + i] = z;
  }
  return inSpace;
}

interface Pose {
  readonly rotation: Rotation;
  readonly translation: Float64Array;
}

const ONES = [1];

/** A pose after small rotations about the camera's axes, and a shift. */
function moved({ rotation, translation }: Pose, update: Float64Array): Pose {
  return {
    rotation: product(smallRotation(update[0], update[1], update[2]), rotation),
    translation: translation.map((value, axis) => value + update[3 + axis]),
  };
}

/** The landmarks less the projected points, [2, n], and the derivatives of these by the steps of {@link moved}: [2n, 6]. */
function reprojection(
  shape: Float64Array,
  landmarks: Float64Array,
  { rotation: r, translation }: Pose,
  { fx, fy, cx, cy }: Camera,
): { residuals: Float64Array; derivatives: Float64Array } {
  const n = shape.length / 3;
  const residuals = new Float64Array(2 * n);
  const derivatives = new Float64Array(2 * n * 6);
  for (let i = 0; i < n; i++) {
    const turnedTo = (axis: number) =>
      r[3 * axis] * shape[i] + r[3 * axis + 1] * shape[n + i] + r[3 * axis + 2] * shape[2 * n + i];
    const [x, y, z] = [turnedTo(0), turnedTo(1), turnedTo(2)];
    const [px, py, pz] = [x + translation[0], y + translation[1], z + translation[2]];
    residuals[i] = landmarks[i] - ((fx * px) / pz + cx);
    residuals[n + i] = landmarks[n + i] - ((fy * py) / pz + cy);
    const [gx, hx] = [fx / pz, (-fx * px) / (pz * pz)];
    const [gy, hy] = [fy / pz, (-fy * py) / (pz * pz)];
    // a rotation w moves (x, y, z) by w x (x, y, z)
    derivatives.set([hx * y, gx * z - hx * x, -gx * y, gx, 0, hx], 6 * i);
    derivatives.set([-gy * z + hy * y, -hy * x, gy * x, 0, gy, hy], 6 * (n + i));
  }
  return { residuals, derivatives };
}
