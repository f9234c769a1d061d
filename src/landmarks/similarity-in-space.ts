/** Sweeps of Jacobi's rotations after which a 4 x 4 matrix is diagonal to the last digit. */
const SWEEPS = 12;
/** What counts as nothing beside the largest entry: between equal eigenvalues it would ask for half a right angle each time. */
const NOTHING = 1e-18;

/**
 * How far points in space, [3n] as X, Y, Z, are from others once the best similarity has taken them there, into `residuals`, [n].
 * The rotation is the unit quaternion that belongs to the largest eigenvalue of a symmetric 4 x 4 matrix (Horn, "Closed-form
 * solution of absolute orientation using unit quaternions", 1987); the scale is that of least squares.
 */
export function residualsInSpace(points: Float64Array, others: Float64Array, residuals: Float64Array): void {
  const n = residuals.length;
  const [center, otherCenter] = [centerOf(points, n), centerOf(others, n)];
  const products = new Float64Array(9);
  let square = 0;
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < 3; a++) {
      const p = points[a * n + i] - center[a];
      square += p * p;
      for (let b = 0; b < 3; b++) products[3 * a + b] += p * (others[b * n + i] - otherCenter[b]);
    }
  }
  const rotation = rotationOf(products);
  let along = 0;
  for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) along += rotation[3 * b + a] * products[3 * a + b];
  const scale = square > 0 ? along / square : 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let b = 0; b < 3; b++) {
      let value = otherCenter[b] - others[b * n + i];
      for (let a = 0; a < 3; a++) value += scale * rotation[3 * b + a] * (points[a * n + i] - center[a]);
      sum += value * value;
    }
    residuals[i] = Math.sqrt(sum);
  }
}

function centerOf(points: Float64Array, n: number): [number, number, number] {
  const mean = (from: number) => {
    let sum = 0;
    for (let i = from; i < from + n; i++) sum += points[i];
    return sum / n;
  };
  return [mean(0), mean(n), mean(2 * n)];
}

/** The rotation, row-major, that takes points nearest to others, from the sums of the products of their coordinates. */
function rotationOf([xx, xy, xz, yx, yy, yz, zx, zy, zz]: Float64Array): Float64Array {
  const [w, x, y, z] = largestEigenvector(
    // biome-ignore format: a matrix
    Float64Array.of(
      xx + yy + zz, yz - zy, zx - xz, xy - yx,
      yz - zy, xx - yy - zz, xy + yx, zx + xz,
      zx - xz, xy + yx, yy - xx - zz, yz + zy,
      xy - yx, zx + xz, yz + zy, zz - xx - yy,
    ),
  );
  // biome-ignore format: a matrix
  return Float64Array.of(
    w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y),
    2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x),
    2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z,
  );
}

/** Of a symmetric 4 x 4 matrix, which is changed, by Jacobi's rotations. */
function largestEigenvector(m: Float64Array): [number, number, number, number] {
  const nothing = NOTHING * Math.max(...m.map(Math.abs));
  const v = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < 3; p++) {
      for (let q = p + 1; q < 4; q++) {
        const off = m[4 * p + q];
        if (Math.abs(off) <= nothing) continue;
        const theta = (m[5 * q] - m[5 * p]) / (2 * off);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cosine = 1 / Math.sqrt(t * t + 1);
        turn(m, p, q, 4, cosine, t * cosine);
        turn(m, 4 * p, 4 * q, 1, cosine, t * cosine);
        turn(v, p, q, 4, cosine, t * cosine);
      }
    }
  }
  let largest = 0;
  for (let i = 1; i < 4; i++) if (m[5 * i] > m[5 * largest]) largest = i;
  return [v[largest], v[4 + largest], v[8 + largest], v[12 + largest]];
}

/** Turns two rows or columns of four into one another. */
function turn(m: Float64Array, p: number, q: number, step: number, cosine: number, sine: number): void {
  for (let k = 0; k < 4; k++) {
    const [x, y] = [m[p + k * step], m[q + k * step]];
    m[p + k * step] = cosine * x - sine * y;
    m[q + k * step] = sine * x + cosine * y;
  }
}
