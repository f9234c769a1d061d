const INTERVALS = 32;
const SCALE = INTERVALS * Math.LOG2E;
const SHIFT = 6755399441055744; // 1.5 * 2^52: adding it rounds to an integer, ties to even
// 0x1.c6af84b912394p-5 / 32^3, 0x1.ebfce50fac4f3p-3 / 32^2, 0x1.62e42ff0c52d6p-1 / 32
const C0 = 0.05550361559341535 / 32768;
const C1 = 0.2402284522445722 / 1024;
const C2 = 0.6931471806916203 / 32;

// biome-ignore-start format: a table
// biome-ignore-start lint/suspicious/noApproximativeNumericConstant: its 16th entry is the square root of 2
/** 2^(i/32), each the double nearest to it. */
export const POWERS = Float64Array.of(
  1,
  1.0218971486541166,
  1.0442737824274138,
  1.0671404006768237,
  1.0905077326652577,
  1.1143867425958924,
  1.1387886347566916,
  1.1637248587775775,
  1.189207115002721,
  1.215247359980469,
  1.241857812073484,
  1.2690509571917332,
  1.2968395546510096,
  1.3252366431597413,
  1.3542555469368927,
  1.383909881963832,
  1.4142135623730951,
  1.4451808069770467,
  1.4768261459394993,
  1.5091644275934228,
  1.5422108254079407,
  1.5759808451078865,
  1.6104903319492543,
  1.645755478153965,
  1.681792830507429,
  1.718619298122478,
  1.7562521603732995,
  1.7947090750031072,
  1.8340080864093424,
  1.8741676341103,
  1.9152065613971474,
  1.9571441241754002,
);
// biome-ignore-end lint/suspicious/noApproximativeNumericConstant: the table ends
// biome-ignore-end format: the table ends

/** 2^-EXPONENTS .. 2^EXPONENTS, so that scaling by a power of two needs no Math.pow. */
const EXPONENTS = 1000;
const TWO_TO = new Float64Array(2 * EXPONENTS + 1);
TWO_TO[EXPONENTS] = 1;
for (let i = 1; i <= EXPONENTS; i++) {
  TWO_TO[EXPONENTS + i] = TWO_TO[EXPONENTS + i - 1] * 2;
  TWO_TO[EXPONENTS - i] = TWO_TO[EXPONENTS - i + 1] / 2;
}

/**
 * expf of the GNU C library, bit for bit, for -690 <= x <= 88 (below -103.98 it gives 0). Every operation is in double
 * precision and the result is rounded once.
 *
 * Source: glibc 2.28 sysdeps/ieee754/flt-32/e_expf.c, after Szabolcs Nagy.
 */
export function expf(x: number): number {
  const z = x * SCALE;
  const k = z + SHIFT - SHIFT;
  const r = z - k;
  const index = k & (INTERVALS - 1);
  const power = POWERS[index] * TWO_TO[EXPONENTS + (k - index) / INTERVALS];
  return Math.fround(((C0 * r + C1) * (r * r) + (C2 * r + 1)) * power);
}
