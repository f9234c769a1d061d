/**
 * Shapes of Gaussians. The covariance of a Gaussian is Sigma = L L^T with L lower triangular; its whitening L^-1, written
 * (a, b, c), turns an offset (dx, dy) from the center into standard deviations,
 *
 *   u = a dx,  v = b dx + c dy,  d = u^2 + v^2 = offset^T Sigma^-1 offset,
 *
 * so that every parametrization is drawn, and differentiated, alike. All in double precision.
 */

export type Covariance = 'axis' | 'rotation' | 'cholesky';

/** The shape parameters of N Gaussians, row-major. */
export type ShapeParams =
  /** Standard deviations along the axes: scale [N, 2]. */
  | { readonly covariance: 'axis'; readonly scale: ArrayLike<number> }
  /** Sigma = R diag(sx^2, sy^2) R^T with R a rotation by `rotation` radians: scale [N, 2], rotation [N]. */
  | { readonly covariance: 'rotation'; readonly scale: ArrayLike<number>; readonly rotation: ArrayLike<number> }
  /** The entries l11, l21, l22 of L: cholesky [N, 3]. */
  | { readonly covariance: 'cholesky'; readonly cholesky: ArrayLike<number> };

/** The gradient of each group of parameters, in its shape; position is [N, 2]. */
export type ShapeGradients<Params extends ShapeParams> = {
  readonly [Group in 'position' | Exclude<keyof Params, 'covariance'>]: Float64Array;
};

/** The number of columns of the sums that {@link pullback} takes: Su, Sv, Suu, Suv, Svv. */
export const SUMS = 5;

/** How many Gaussians the parameters describe. */
export function countOf(params: ShapeParams): number {
  return params.covariance === 'cholesky' ? params.cholesky.length / 3 : params.scale.length / 2;
}

/** The whitenings (a, b, c), [N, 3], into `out` when it is given. b is zero where the axes of a Gaussian are those of the image. */
export function whiten(params: ShapeParams, out = new Float64Array(3 * countOf(params))): Float64Array {
  for (let i = 0; i < out.length / 3; i++) {
    if (params.covariance === 'axis') {
      set(out, i, 1 / params.scale[2 * i], 0, 1 / params.scale[2 * i + 1]);
    } else if (params.covariance === 'cholesky') {
      const a = 1 / params.cholesky[3 * i];
      const c = 1 / params.cholesky[3 * i + 2];
      set(out, i, a, -params.cholesky[3 * i + 1] * a * c, c);
    } else {
      const { xx, xy, root } = rotated(params.scale[2 * i], params.scale[2 * i + 1], params.rotation[i]);
      const l11 = Math.sqrt(xx);
      set(out, i, 1 / l11, -xy / (l11 * root), l11 / root);
    }
  }
  return out;
}

/**
 * Carries a gradient back from the squared distances to the parameters.
 *
 * @param sums row-major [N, 5]: over the pixels, with q = dL/dd, the sums of q u, q v, q u^2, q u v, q v^2
 * @returns dL/dposition and dL/d of each group of `params`
 */
export function pullback<Params extends ShapeParams>(params: Params, sums: ArrayLike<number>): ShapeGradients<Params> {
  const n = countOf(params);
  const whitening = whiten(params);
  const gradients: Record<string, Float64Array> = { position: new Float64Array(2 * n) };
  for (const [group, width] of GROUPS[params.covariance]) gradients[group] = new Float64Array(width * n);
  for (let i = 0; i < n; i++) {
    const a = whitening[3 * i];
    const b = whitening[3 * i + 1];
    const c = whitening[3 * i + 2];
    const su = sums[SUMS * i];
    const sv = sums[SUMS * i + 1];
    const suu = sums[SUMS * i + 2];
    const suv = sums[SUMS * i + 3];
    const svv = sums[SUMS * i + 4];
    gradients.position[2 * i] = -2 * (a * su + b * sv);
    gradients.position[2 * i + 1] = -2 * c * sv;
    // dx = u / a and dy = (v - b dx) / c turn dd/d(a, b, c) = (2 u dx, 2 v dx, 2 v dy) into the sums at hand.
    const da = (2 * suu) / a;
    const db = (2 * suv) / a;
    const dc = (2 * (svv - (b / a) * suv)) / c;
    if (params.covariance === 'axis') {
      gradients.scale[2 * i] = -a * a * da;
      gradients.scale[2 * i + 1] = -c * c * dc;
    } else if (params.covariance === 'cholesky') {
      gradients.cholesky[3 * i] = -a * (a * da + b * db);
      gradients.cholesky[3 * i + 1] = -a * c * db;
      gradients.cholesky[3 * i + 2] = -c * (b * db + c * dc);
    } else {
      const sx = params.scale[2 * i];
      const sy = params.scale[2 * i + 1];
      const { cos, sin, xx, root } = rotated(sx, sy, params.rotation[i]);
      // a = xx^-1/2, b = -xy xx^-1/2 / root, c = xx^1/2 / root
      const dxx = (c * dc - a * da - b * db) / (2 * xx);
      const dxy = (-c / xx) * db;
      const droot = -(b * db + c * dc) / root;
      gradients.scale[2 * i] = 2 * cos * sx * (cos * dxx + sin * dxy) + sy * droot;
      gradients.scale[2 * i + 1] = 2 * sin * sy * (sin * dxx - cos * dxy) + sx * droot;
      const spread = sx * sx - sy * sy;
      gradients.rotation[i] = spread * ((cos * cos - sin * sin) * dxy - 2 * cos * sin * dxx);
    }
  }
  return gradients as ShapeGradients<Params>;
}

const GROUPS: Record<Covariance, readonly (readonly [group: string, width: number])[]> = {
  axis: [['scale', 2]],
  rotation: [
    ['scale', 2],
    ['rotation', 1],
  ],
  cholesky: [['cholesky', 3]],
};

/** The entries xx and xy of R diag(sx^2, sy^2) R^T, and the root of its determinant, which needs no subtraction. */
function rotated(sx: number, sy: number, angle: number) {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const xx = cos * sx * (cos * sx) + sin * sy * (sin * sy);
  return { cos, sin, xx, xy: cos * sin * (sx * sx - sy * sy), root: sx * sy };
}

function set(out: Float64Array, i: number, a: number, b: number, c: number): void {
  out[3 * i] = a;
  out[3 * i + 1] = b;
  out[3 * i + 2] = c;
}
