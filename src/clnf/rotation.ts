/** A rotation matrix, row-major [3, 3]. */
export type Rotation = Float64Array;

/** R = Rx(rx) Ry(ry) Rz(rz), angles in radians, as OpenFace composes them. */
export function rotationOf(rx: number, ry: number, rz: number): Rotation {
  const [s1, s2, s3] = [Math.sin(rx), Math.sin(ry), Math.sin(rz)];
  const [c1, c2, c3] = [Math.cos(rx), Math.cos(ry), Math.cos(rz)];
  return Float64Array.of(
    c2 * c3,
    -c2 * s3,
    s2,
    c1 * s3 + c3 * s1 * s2,
    c1 * c3 - s1 * s2 * s3,
    -c2 * s1,
    s1 * s3 - c1 * c3 * s2,
    c3 * s1 + c1 * s2 * s3,
    c1 * c2,
  );
}

/** The angles rx, ry, rz of a rotation, through its quaternion; OpenFace gives three zeros where they are not numbers. */
export function anglesOf(r: Rotation): [rx: number, ry: number, rz: number] {
  const q0 = Math.sqrt(1 + r[0] + r[4] + r[8]) / 2;
  const q1 = (r[7] - r[5]) / (4 * q0);
  const q2 = (r[2] - r[6]) / (4 * q0);
  const q3 = (r[3] - r[1]) / (4 * q0);
  const ry = Math.asin(Math.max(-1, Math.min(1, 2 * (q0 * q2 + q1 * q3))));
  const rx = Math.atan2(2 * (q0 * q1 - q2 * q3), q0 * q0 - q1 * q1 - q2 * q2 + q3 * q3);
  const rz = Math.atan2(2 * (q0 * q3 - q1 * q2), q0 * q0 + q1 * q1 - q2 * q2 - q3 * q3);
  return Number.isNaN(rx + ry + rz) ? [0, 0, 0] : [rx, ry, rz];
}

/**
 * The rotation nearest to I + [w]x, which is that about w by atan |w|: I + [w]x stretches the plane across w by
 * sqrt(1 + |w|^2) and turns it by that angle, so that its polar factor (OpenFace's U V' of the SVD) has a closed form.
 */
export function smallRotation(wx: number, wy: number, wz: number): Rotation {
  const square = wx * wx + wy * wy + wz * wz;
  const cosine = 1 / Math.sqrt(1 + square);
  // (1 - cosine) / |w|^2 without its cancellation
  const b = (cosine * cosine) / (1 + cosine);
  return Float64Array.of(
    1 - b * (wy * wy + wz * wz),
    b * wx * wy - cosine * wz,
    b * wx * wz + cosine * wy,
    b * wx * wy + cosine * wz,
    1 - b * (wx * wx + wz * wz),
    b * wy * wz - cosine * wx,
    b * wx * wz - cosine * wy,
    b * wy * wz + cosine * wx,
    1 - b * (wx * wx + wy * wy),
  );
}

/** a b. */
export function product(a: Rotation, b: Rotation): Rotation {
  const c = new Float64Array(9);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) c[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
  }
  return c;
}
