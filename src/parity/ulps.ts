const single = new Float32Array(2);
const singleBits = new Int32Array(single.buffer);
const double = new Float64Array(2);
const doubleBits = new DataView(double.buffer);

/** How many numbers of single precision lie between two of them, plus one; 0 for equal ones and for the two zeros. */
export function ulps32(a: number, b: number): number {
  single[0] = a;
  single[1] = b;
  return Math.abs(ordered32(singleBits[0]) - ordered32(singleBits[1]));
}

/** As {@link ulps32} in double precision; exact up to 2^53. */
export function ulps64(a: number, b: number): number {
  double[0] = a;
  double[1] = b;
  const high = ordered32(doubleBits.getInt32(4, true)) - ordered32(doubleBits.getInt32(12, true));
  const low = lowWord(0) - lowWord(8);
  return Math.abs(high * 2 ** 32 + low);
}

/** The bits of a float as an integer that grows with the float: sign and magnitude to a signed number. */
const ordered32 = (bits: number): number => (bits < 0 ? -(bits & 0x7fffffff) : bits);

const lowWord = (at: number): number =>
  doubleBits.getInt32(at + 4, true) < 0 ? -doubleBits.getUint32(at, true) : doubleBits.getUint32(at, true);
