// expf of the GNU C library in four lanes: see src/gaussian/expf.ts, whose operations these are, in the same order.

const POWERS: usize = memory.data<f64>([
  1, 1.0218971486541166, 1.0442737824274138, 1.0671404006768237, 1.0905077326652577, 1.1143867425958924,
  1.1387886347566916, 1.1637248587775775, 1.189207115002721, 1.215247359980469, 1.241857812073484, 1.2690509571917332,
  1.2968395546510096, 1.3252366431597413, 1.3542555469368927, 1.383909881963832, 1.4142135623730951, 1.4451808069770467,
  1.4768261459394993, 1.5091644275934228, 1.5422108254079407, 1.5759808451078865, 1.6104903319492543, 1.6457554781539649,
  1.681792830507429, 1.7186192981224779, 1.7562521603732995, 1.7947090750031072, 1.8340080864093424, 1.8741676341103,
  1.9152065613971474, 1.9571441241754002,
]);
const INTERVALS: usize = 32;

/** The 32 powers with i << 47 taken off, so that adding k << 47 puts k's whole part into the exponent. 256 bytes at `table`. */
export function prepareExpf(table: usize): void {
  for (let i: usize = 0; i < INTERVALS; i++) store<i64>(table + (i << 3), load<i64>(POWERS + (i << 3)) - (<i64>i << 47));
}

// @ts-ignore: decorator
@inline
function exp2lanes(x: v128, table: usize): v128 {
  const shift = f64x2.splat(6755399441055744); // 1.5 * 2^52: adding it rounds to an integer kept in the low bits
  const z = f64x2.mul(x, f64x2.splat(reinterpret<f64>(0x40471547652b82fe))); // 32 / ln 2
  const ks = f64x2.add(z, shift);
  const r = f64x2.sub(z, f64x2.sub(ks, shift));
  let power = v128.load64_zero(table + ((<usize>i32x4.extract_lane(ks, 0) & 31) << 3));
  power = v128.load64_lane(table + ((<usize>i32x4.extract_lane(ks, 2) & 31) << 3), power, 1);
  power = i64x2.add(power, i64x2.shl(ks, 47));
  const high = f64x2.add(
    f64x2.mul(r, f64x2.splat(reinterpret<f64>(0x3ebc6af84b912394))),
    f64x2.splat(reinterpret<f64>(0x3f2ebfce50fac4f3)),
  );
  const low = f64x2.add(f64x2.mul(r, f64x2.splat(reinterpret<f64>(0x3f962e42ff0c52d6))), f64x2.splat(1));
  return f64x2.mul(f64x2.add(f64x2.mul(high, f64x2.mul(r, r)), low), power);
}

// @ts-ignore: decorator
@inline
export function expf4(x: v128, table: usize): v128 {
  const low = f32x4.demote_f64x2_zero(exp2lanes(f64x2.promote_low_f32x4(x), table));
  const high = f32x4.demote_f64x2_zero(exp2lanes(f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)), table));
  return v128.shuffle<f32>(low, high, 0, 1, 4, 5);
}
