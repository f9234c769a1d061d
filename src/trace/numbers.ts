const NAMED: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '+infinity': Number.POSITIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WHOLE = /^(?:0|[1-9]\d*)$/;

/** A double in the fewest digits that read back as the same double; the sign of zero is kept. */
export const formatNumber = (value: number): string => (value === 0 && 1 / value < 0 ? '-0' : `${value}`);

/** The double that a text stands for, or undefined. `nan`, `inf` and `infinity` are known in any case, since languages differ. */
export function parseNumber(text: string): number | undefined {
  const value = Number(text);
  if (Number.isFinite(value) && DECIMAL.test(text)) return value;
  const name = text.toLowerCase();
  return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
}

/** An iteration in decimal digits without leading zeros, or undefined. */
export function parseIteration(text: string): number | undefined {
  return WHOLE.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}
