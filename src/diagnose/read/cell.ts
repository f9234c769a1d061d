import { parseNumber } from '../../trace/index.js';

/** Powers of ten that a double holds exactly. */
const TENS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** Digits that a double holds exactly, whatever they are. */
const DIGITS = 15;
/** What a cell without a number gives; NaN is a number here. */
export const EMPTY = 'empty';
export const TEXT = 'text';

const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const E = 0x45;

/**
 * The number in the bytes from `begin` to `end`, spaces around it left aside: the double that is nearest to it, as
 * `Number` gives.
 *
 * Source: the fast path of Clinger 1990: a whole number below 2^53 times or through a power of ten up to 10^22 is rounded once.
 */
export function cellNumber(bytes: Buffer, begin: number, end: number): number | typeof EMPTY | typeof TEXT {
  let from = begin;
  let to = end;
  while (from < to && bytes[from] <= SPACE) from++;
  while (to > from && bytes[to - 1] <= SPACE) to--;
  if (from === to) return EMPTY;
  let at = from;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at++;
  let whole = 0;
  let digits = 0;
  let scale = 0;
  let seen = false;
  let point = false;
  for (; at < to; at++) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9) {
      seen = true;
      if (digits > 0 || digit > 0) digits++;
      if (digits <= DIGITS) whole = whole * 10 + digit;
      if (point) scale--;
    } else if (bytes[at] === POINT && !point) point = true;
    else break;
  }
  if (!seen) return named(bytes, from, to);
  if (at < to) {
    if ((bytes[at] & ~0x20) !== E || !isExponent(bytes, at + 1, to)) return TEXT;
    scale += Number(bytes.toString('latin1', at + 1, to));
  }
  if (digits > DIGITS || scale < -22 || scale > 22) {
    const value = Number(bytes.toString('latin1', from, to));
    return Number.isFinite(value) ? value : TEXT;
  }
  const size = scale < 0 ? whole / TENS[-scale] : whole * TENS[scale];
  return sign === MINUS ? -size : size;
}

function isExponent(bytes: Buffer, from: number, to: number): boolean {
  const first = bytes[from] === MINUS || bytes[from] === PLUS ? from + 1 : from;
  for (let at = first; at < to; at++) if (bytes[at] < ZERO || bytes[at] > ZERO + 9) return false;
  return first < to;
}

/** NaN and the infinities, as languages write them. */
const named = (bytes: Buffer, from: number, to: number) => parseNumber(bytes.toString('latin1', from, to)) ?? TEXT;
