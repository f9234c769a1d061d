const SUPERSCRIPTS = '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079';

/** 10^k as the nearest double, which repeated multiplication would miss. */
export const powerOfTen = (k: number): number => Number(`1e${k}`);

/** The largest k with 10^k <= value, for value > 0. */
export function decade(value: number): number {
  const k = Math.floor(Math.log10(value));
  if (powerOfTen(k + 1) <= value) return k + 1;
  return powerOfTen(k) > value ? k - 1 : k;
}

/** The smallest of 1, 2 or 5 times a power of ten that is at least `value`. */
export function niceStep(value: number): number {
  const k = decade(value);
  for (const digit of [1, 2, 5]) {
    const step = Number(`${digit}e${k}`);
    if (step >= value * (1 - 1e-12)) return step;
  }
  return powerOfTen(k + 1);
}

/** Multiples of a round step within [low, high], at most about `count` of them. */
export function linearTicks(low: number, high: number, count: number): number[] {
  const step = niceStep((high - low) / Math.max(1, count));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Dividing by the reciprocal keeps 0.3 from becoming 0.30000000000000004.
  const inverse = 1 / step;
  return Array.from({ length: last - first + 1 }, (_, i) =>
    inverse > 1 ? (first + i) / Math.round(inverse) : (first + i) * step,
  );
}

/** Round numbers within [low, high] for a log axis: decades, every few decades, or 1-2-5 where decades are too few, or equal steps. */
export function logTicks(low: number, high: number, count: number): number[] {
  const [from, to] = [decade(low), decade(high)];
  const most = Math.max(2, count);
  const within = (ticks: number[]) => ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
  const decades = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  for (const digits of [
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 5],
    [1, 3],
  ]) {
    const ticks = within(decades.flatMap((k) => digits.map((digit) => Number(`${digit}e${k}`))));
    if (ticks.length >= 2 && ticks.length <= most) return ticks;
  }
  const every = Math.ceil(decades.length / most);
  const coarse = within(decades.filter((k) => k % every === 0).map(powerOfTen));
  // within a fraction of a decade the axis is nearly linear, and so are its round numbers
  return coarse.length >= 2 || high > 10 * low ? coarse : within(linearTicks(low, high, most));
}

const isLong = (size: number): boolean => size >= 1e7 || size < 1e-4;

function inPowers(size: number): string {
  const [mantissa, exponent] = size.toExponential(5).split('e').map(Number);
  const power = `10${exponent < 0 ? '\u207b' : ''}${[...String(Math.abs(exponent))].map((d) => SUPERSCRIPTS[Number(d)]).join('')}`;
  return mantissa === 1 ? power : `${mantissa}\u00d7${power}`;
}

/**
 * A number for a reader: thousands separated, a true minus sign, powers of ten where plain digits would be long.
 * `digits` are those after the decimal point; left out, as many as the number needs, up to six significant ones.
 */
export function formatNumber(value: number, digits?: number): string {
  if (value === 0) return '0';
  const sign = value < 0 ? '\u2212' : '';
  const size = Math.abs(value);
  if (isLong(size)) return sign + inPowers(size);
  const plain = digits === undefined ? String(Number(size.toPrecision(6))) : size.toFixed(digits);
  const [whole = '', fraction] = plain.split('.');
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Labels of equally spaced ticks, all with the same number of digits after the point. */
export function linearLabels(ticks: readonly number[]): string[] {
  const gap = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 0;
  const digits = gap > 0 ? Math.min(12, Math.max(0, -decade(gap * (1 + 1e-9)))) : undefined;
  const tiny = ticks.every((tick) => Math.abs(tick) < 1e-3);
  return ticks.map((tick) => formatNumber(tick, tiny ? undefined : digits));
}

/** Labels of a log axis: all as plain numbers, or all as powers of ten where one needs it. */
export const logLabels = (ticks: readonly number[]): string[] =>
  ticks.map((tick) => (ticks.some(isLong) ? inPowers(tick) : formatNumber(tick)));
