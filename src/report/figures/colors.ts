import { interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';
import type { Field } from '../../figure.js';
import { extent, widen } from './scale.js';

/** A color by its parts in [0, 1]. */
export type Rgb = readonly [red: number, green: number, blue: number];

const PAPER: Rgb = [1, 1, 1];
const INK: Rgb = [0.667, 0.694, 0.725];
/** Where a field has no number. */
const NOTHING: Rgb = [0.9, 0.6, 0.75];
const STEPS = 255;

const table = (interpolate: (share: number) => string): readonly Rgb[] =>
  Array.from({ length: STEPS + 1 }, (_, step) => parse(interpolate(step / STEPS)));

/** Both have an even lightness and can be told apart with every common color vision: van der Walt and Smith, 2015; ColorBrewer. */
const TABLES = {
  sequential: table(interpolateViridis),
  // red is high
  diverging: table((share) => interpolateRdBu(1 - share)),
};

/** How the numbers of a field become colors. */
export interface ColorScale {
  readonly range: readonly [low: number, high: number];
  color(value: number): Rgb;
}

/** The colors of fields that share a palette and a range; that of `fields` together where none is given. */
export function colorScale(palette: Field['palette'], fields: readonly Pick<Field, 'values' | 'range'>[]): ColorScale {
  if (palette === 'binary') {
    const share = (value: number) => Math.min(1, Math.max(0, value));
    return { range: [0, 1], color: (value) => PAPER.map((part, i) => part + share(value) * (INK[i] - part)) as never };
  }
  const given = fields.flatMap(({ range }) => range ?? []);
  const [low, high] = extent(
    [...fields.filter(({ range }) => range === undefined).map(({ values }) => values), given],
    'linear',
  );
  const size = Math.max(Math.abs(low), Math.abs(high));
  const range = widen(palette === 'diverging' ? [-size, size] : [low, high], 'linear');
  const colors = TABLES[palette];
  const scale = STEPS / (range[1] - range[0]);
  return {
    range,
    color(value) {
      if (Number.isNaN(value)) return NOTHING;
      return colors[Math.round(Math.min(STEPS, Math.max(0, (value - range[0]) * scale)))];
    },
  };
}

/** Colors as the interpolators write them: #rrggbb or rgb(r, g, b). */
function parse(text: string): Rgb {
  const hex = /^#(..)(..)(..)$/.exec(text);
  const parts = hex ? hex.slice(1).map((part) => Number.parseInt(part, 16)) : (text.match(/\d+/g) ?? []).map(Number);
  return parts.map((part) => part / STEPS) as unknown as Rgb;
}
