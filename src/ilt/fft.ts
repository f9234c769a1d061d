/** How many transforms go side by side: enough that a pass runs over memory in order, few enough to stay in the cache. */
const LANES = 16;

/** A complex array as two real ones. */
export interface Planes {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export const planes = (size: number): Planes => ({ re: new Float64Array(size), im: new Float64Array(size) });

/** The smallest number from `least` that 2, 3 and 5 make up. */
export function smoothSize(least: number): number {
  for (let size = Math.max(1, least); ; size++) if (radicesOf(size)) return size;
}

/**
 * Fourier transforms of one length along rows or columns, without a factor in either direction:
 * X[k] = sum_j x[j] exp(-2 pi i j k / n), and with the plus sign backwards.
 */
export interface Fft {
  readonly size: number;
  /**
   * Transforms `count` sequences in place. Element j of sequence s stands at `start` + s * `stride` + j * `step`: for the
   * rows of a matrix the stride is its width and the step 1, for its columns the other way round.
   */
  transform(data: Planes, lines: Lines, backward?: boolean): void;
}

export interface Lines {
  readonly start?: number;
  readonly count: number;
  readonly stride: number;
  readonly step: number;
}

/**
 * Stockham's autosort algorithm in double precision for lengths of the prime factors 2, 3 and 5. Throws RangeError for
 * other lengths. Source: Van Loan, Computational Frameworks for the Fast Fourier Transform, 1992, section 1.7.
 */
export function fft(size: number): Fft {
  const radices = radicesOf(size);
  if (radices === undefined) throw new RangeError(`no transform of length ${size}: expected factors 2, 3 and 5`);
  const cos = Float64Array.from({ length: size }, (_, i) => Math.cos((2 * Math.PI * i) / size));
  const sin = Float64Array.from({ length: size }, (_, i) => -Math.sin((2 * Math.PI * i) / size));
  let [from, to] = [planes(size * LANES), planes(size * LANES)];
  return {
    size,
    transform({ re, im }, { start = 0, count, stride, step }, backward = false) {
      // backwards is forwards with the parts exchanged
      const [first, second] = backward ? [im, re] : [re, im];
      for (let line = 0; line < count; line += LANES) {
        const lanes = Math.min(LANES, count - line);
        const origin = start + line * stride;
        for (let j = 0; j < size; j++) {
          for (let l = 0, at = origin + j * step, i = j * lanes; l < lanes; l++, at += stride, i++) {
            from.re[i] = first[at];
            from.im[i] = second[at];
          }
        }
        for (let done = 1, r = 0; r < radices.length; r++) {
          PASSES[radices[r]](from, to, cos, sin, size / (done * radices[r]), done * lanes, done);
          [from, to] = [to, from];
          done *= radices[r];
        }
        for (let j = 0; j < size; j++) {
          for (let l = 0, at = origin + j * step, i = j * lanes; l < lanes; l++, at += stride, i++) {
            first[at] = from.re[i];
            second[at] = from.im[i];
          }
        }
      }
    },
  };
}

type Radix = 2 | 3 | 4 | 5;

function radicesOf(size: number): Radix[] | undefined {
  const radices: Radix[] = [];
  for (const radix of [4, 2, 3, 5] as const) {
    for (; size % radix === 0 && size > 1; size /= radix) radices.push(radix);
  }
  return size === 1 ? radices : undefined;
}

/**
 * One pass: of `width` numbers each, blocks p, p + m, p + 2 m … are combined, turned by the twiddle factors of p * `turn`,
 * and written to the blocks from radix * p on.
 */
type Pass = (
  x: Planes,
  y: Planes,
  cos: Float64Array,
  sin: Float64Array,
  m: number,
  width: number,
  turn: number,
) => void;

const radix2: Pass = ({ re: xr, im: xi }, { re: yr, im: yi }, cos, sin, m, width, turn) => {
  for (let p = 0; p < m; p++) {
    const [c, s] = [cos[p * turn], sin[p * turn]];
    for (let a = p * width, end = a + width, b = a + m * width, o = 2 * p * width; a < end; a++, b++, o++) {
      const [dr, di] = [xr[a] - xr[b], xi[a] - xi[b]];
      yr[o] = xr[a] + xr[b];
      yi[o] = xi[a] + xi[b];
      yr[o + width] = dr * c - di * s;
      yi[o + width] = dr * s + di * c;
    }
  }
};

const radix3: Pass = ({ re: xr, im: xi }, { re: yr, im: yi }, cos, sin, m, width, turn) => {
  const HALF_ROOT = Math.sqrt(3) / 2;
  for (let p = 0; p < m; p++) {
    const [c1, s1, c2, s2] = [cos[p * turn], sin[p * turn], cos[2 * p * turn], sin[2 * p * turn]];
    const [step, begin] = [m * width, p * width];
    for (let a = begin, o = 3 * begin; a < begin + width; a++, o++) {
      const [b, c] = [a + step, a + 2 * step];
      const [sr, si] = [xr[b] + xr[c], xi[b] + xi[c]];
      const [dr, di] = [HALF_ROOT * (xi[b] - xi[c]), -HALF_ROOT * (xr[b] - xr[c])];
      const [er, ei] = [xr[a] - sr / 2, xi[a] - si / 2];
      yr[o] = xr[a] + sr;
      yi[o] = xi[a] + si;
      yr[o + width] = (er + dr) * c1 - (ei + di) * s1;
      yi[o + width] = (er + dr) * s1 + (ei + di) * c1;
      yr[o + 2 * width] = (er - dr) * c2 - (ei - di) * s2;
      yi[o + 2 * width] = (er - dr) * s2 + (ei - di) * c2;
    }
  }
};

const radix4: Pass = ({ re: xr, im: xi }, { re: yr, im: yi }, cos, sin, m, width, turn) => {
  for (let p = 0; p < m; p++) {
    const [c1, s1, c2, s2] = [cos[p * turn], sin[p * turn], cos[2 * p * turn], sin[2 * p * turn]];
    const [c3, s3] = [cos[3 * p * turn], sin[3 * p * turn]];
    const [step, begin] = [m * width, p * width];
    for (let a = begin, o = 4 * begin; a < begin + width; a++, o++) {
      const [b, c, d] = [a + step, a + 2 * step, a + 3 * step];
      const [er, ei, fr, fi] = [xr[a] + xr[c], xi[a] + xi[c], xr[a] - xr[c], xi[a] - xi[c]];
      const [gr, gi, hr, hi] = [xr[b] + xr[d], xi[b] + xi[d], xi[b] - xi[d], xr[d] - xr[b]];
      yr[o] = er + gr;
      yi[o] = ei + gi;
      yr[o + width] = (fr + hr) * c1 - (fi + hi) * s1;
      yi[o + width] = (fr + hr) * s1 + (fi + hi) * c1;
      yr[o + 2 * width] = (er - gr) * c2 - (ei - gi) * s2;
      yi[o + 2 * width] = (er - gr) * s2 + (ei - gi) * c2;
      yr[o + 3 * width] = (fr - hr) * c3 - (fi - hi) * s3;
      yi[o + 3 * width] = (fr - hr) * s3 + (fi - hi) * c3;
    }
  }
};

const radix5: Pass = ({ re: xr, im: xi }, { re: yr, im: yi }, cos, sin, m, width, turn) => {
  const [C1, C2] = [Math.cos((2 * Math.PI) / 5), Math.cos((4 * Math.PI) / 5)];
  const [S1, S2] = [Math.sin((2 * Math.PI) / 5), Math.sin((4 * Math.PI) / 5)];
  for (let p = 0; p < m; p++) {
    const [step, begin] = [m * width, p * width];
    for (let a = begin, o = 5 * begin; a < begin + width; a++, o++) {
      const [b, c, d, e] = [a + step, a + 2 * step, a + 3 * step, a + 4 * step];
      const [pr, pi, qr, qi] = [xr[b] + xr[e], xi[b] + xi[e], xr[c] + xr[d], xi[c] + xi[d]];
      const [ur, ui, vr, vi] = [xr[b] - xr[e], xi[b] - xi[e], xr[c] - xr[d], xi[c] - xi[d]];
      const [er, ei] = [xr[a] + C1 * pr + C2 * qr, xi[a] + C1 * pi + C2 * qi];
      const [fr, fi] = [xr[a] + C2 * pr + C1 * qr, xi[a] + C2 * pi + C1 * qi];
      const [gr, gi] = [S1 * ui + S2 * vi, -S1 * ur - S2 * vr];
      const [hr, hi] = [S2 * ui - S1 * vi, -S2 * ur + S1 * vr];
      yr[o] = xr[a] + pr + qr;
      yi[o] = xi[a] + pi + qi;
      put(yr, yi, o + width, er + gr, ei + gi, cos[p * turn], sin[p * turn]);
      put(yr, yi, o + 2 * width, fr + hr, fi + hi, cos[2 * p * turn], sin[2 * p * turn]);
      put(yr, yi, o + 3 * width, fr - hr, fi - hi, cos[3 * p * turn], sin[3 * p * turn]);
      put(yr, yi, o + 4 * width, er - gr, ei - gi, cos[4 * p * turn], sin[4 * p * turn]);
    }
  }
};

function put(yr: Float64Array, yi: Float64Array, at: number, re: number, im: number, cos: number, sin: number): void {
  yr[at] = re * cos - im * sin;
  yi[at] = re * sin + im * cos;
}

const PASSES: Readonly<Record<Radix, Pass>> = { 2: radix2, 3: radix3, 4: radix4, 5: radix5 };
