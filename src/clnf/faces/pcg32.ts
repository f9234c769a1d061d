/** The most that 32 bits hold, and one. */
const RANGE = 4294967296;

/**
 * The generator PCG32 (O'Neill 2014, XSH-RR with 64 bits of state) and what is drawn from it, in integers and in functions
 * that every engine rounds alike.
 */
export class Pcg32 {
  #low = 0;
  #high = 0;
  readonly #increment: number;
  #spare: number | undefined;

  constructor(seed: number, stream = 54) {
    this.#increment = ((stream << 1) | 1) >>> 0;
    this.word();
    this.#add(seed >>> 0, Math.floor(seed / RANGE) >>> 0);
    this.word();
  }

  /** 32 random bits. */
  word(): number {
    const [low, high] = [this.#low, this.#high];
    // state * 6364136223846793005 by 16-bit parts
    const [factorLow, factorHigh] = [0x4c957f2d, 0x5851f42d];
    const [a0, a1, b0, b1] = [low & 0xffff, low >>> 16, factorLow & 0xffff, factorLow >>> 16];
    const p00 = a0 * b0;
    const p01 = a0 * b1;
    const p10 = a1 * b0;
    const middle = (p00 >>> 16) + (p01 & 0xffff) + (p10 & 0xffff);
    const carry = a1 * b1 + (p01 >>> 16) + (p10 >>> 16) + (middle >>> 16);
    this.#low = (((middle & 0xffff) << 16) | (p00 & 0xffff)) >>> 0;
    this.#high = (carry + Math.imul(low, factorHigh) + Math.imul(high, factorLow)) >>> 0;
    this.#add(this.#increment, 0);
    const xorLow = (((high << 14) | (low >>> 18)) ^ low) >>> 0;
    const xorHigh = ((high >>> 18) ^ high) >>> 0;
    const shifted = ((xorHigh << 5) | (xorLow >>> 27)) >>> 0;
    const rotation = high >>> 27;
    return ((shifted >>> rotation) | (shifted << ((32 - rotation) & 31))) >>> 0;
  }

  /** Uniform in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.word() / RANGE);
  }

  /** A whole number from 0 to count - 1. */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Normal, by the polar method. */
  normal(mean = 0, deviation = 1): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return mean + deviation * spare;
    }
    for (;;) {
      const u = this.uniform(-1, 1);
      const v = this.uniform(-1, 1);
      const s = u * u + v * v;
      if (s <= 1e-12 || s >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spare = v * factor;
      return mean + deviation * u * factor;
    }
  }

  #add(low: number, high: number): void {
    const sum = this.#low + low;
    this.#low = sum >>> 0;
    this.#high = (this.#high + high + (sum >= RANGE ? 1 : 0)) >>> 0;
  }
}
