/** A flat array of parameters, gradients or moments. Its type decides the precision of the arithmetic. */
export type Vector = Float32Array | Float64Array;

/** Rounds the result of one arithmetic operation. */
export type Round = (value: number) => number;

/** The rounding of double precision: none, since every number already is a double. */
export const exact: Round = (value) => value;

/**
 * base^exponent for a whole exponent >= 0 by repeated squaring from the lowest bit, each product rounded: the order of
 * operations of LLVM's `powi`, and therefore of Rust's `f32::powi`.
 */
export function powi(base: number, exponent: number, round: Round): number {
  let result = 1;
  let square = base;
  let rest = exponent;
  for (;;) {
    if (rest % 2 === 1) result = round(result * square);
    rest = Math.floor(rest / 2);
    if (rest === 0) return result;
    square = round(square * square);
  }
}
