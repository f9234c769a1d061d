const [SPACE, TAB, PLUS, MINUS, POINT, ZERO, NINE] = [0x20, 0x09, 0x2b, 0x2d, 0x2e, 0x30, 0x39] as const;
/** With so many digits a whole number is still exact in a double. */
const EXACT_DIGITS = 15;
/** Powers of ten that are exact in a double, as far as the digits reach. */
const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, i) => Number(`1e${i}`));
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * The double that decimal digits in ASCII stand for, correctly rounded; NaN when they are no finite number. Blanks around them
 * do not count. A quotient of two exact doubles is correctly rounded (Clinger, "How to read floating point numbers
 * accurately", 1990), which is all that a table of pixels needs; whatever is longer is left to the engine.
 */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  let from = start;
  let to = end;
  while (from < to && isBlank(bytes[from])) from++;
  while (to > from && isBlank(bytes[to - 1])) to--;
  const sign = bytes[from];
  let at = sign === MINUS || sign === PLUS ? from + 1 : from;
  let value = 0;
  let digits = 0;
  let pointAt = -1;
  for (; at < to; at++) {
    const byte = bytes[at];
    if (byte >= ZERO && byte <= NINE) {
      value = value * 10 + (byte - ZERO);
      digits++;
    } else if (byte === POINT && pointAt < 0) pointAt = digits;
    else break;
  }
  if (at < to || digits === 0 || digits > EXACT_DIGITS) return parseSlowly(bytes, from, to);
  if (pointAt >= 0) value /= POWERS[digits - pointAt];
  return sign === MINUS ? -value : value;
}

function parseSlowly(bytes: Uint8Array, from: number, to: number): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB;
