import type { Random } from './random.js';

/** A column beside the loss, with what is true of it. */
export interface Extra {
  readonly name: string;
  readonly values: Float64Array;
  readonly censored?: boolean;
  readonly vacuous?: boolean;
}

type Make = (draw: Random, rows: number) => Extra;

/** Whether more than a chance few of the values lie at the bound, and not all. */
function isCut(values: Float64Array, bound: number): boolean {
  const share = values.filter((value) => value === bound).length / values.length;
  return share * values.length >= 2 && share >= 0.03 && share <= 0.95;
}

/** A column that is cut off at a bound, as far as its values reach it. */
const cut = (name: string, bound: number, values: Float64Array): Extra => ({
  name,
  values,
  censored: isCut(values, bound),
});

const column = (rows: number, value: (x: number, row: number) => number) =>
  Float64Array.from({ length: rows }, (_, row) => value(row / (rows - 1), row));

/** A share of the values that lie at a bound, from what is barely a pile to nearly all. */
const PILED = [0.08, 0.9] as const;

const MAKES: readonly Make[] = [
  // shrinks until it stands at its clamp
  (draw, rows) => {
    const bound = draw.pick([0.001, 0.01, 1e-6]);
    const reached = 1 - draw.uniform(...PILED);
    const name = draw.pick(['min_scale', 'smallest_width', 'sigma_min']);
    const free = (x: number) => bound * Math.exp(3 * (1 - x / reached)) * (1 + 0.05 * draw.normal());
    return cut(
      name,
      bound,
      column(rows, (x) => Math.max(bound, free(x))),
    );
  },
  // a window's corner, above which nothing can be seen
  (draw, rows) => {
    const corner = draw.pick([7.0710678, 5.6568542, 4.2426407, 10]);
    const share = draw.uniform(...PILED);
    const name = draw.pick(['peak_offset', 'search_distance', 'shift_px']);
    return cut(
      name,
      corner,
      column(rows, () => (draw.chance(share) ? corner : corner * Math.sqrt(draw.uniform(0.01, 0.99)))),
    );
  },
  // a measurement that is cut off at the top of its range
  (draw, rows) => {
    const bound = draw.pick([65504, 255, 1000]);
    const level = draw.normal() * 0.8;
    const name = draw.pick(['activation_max', 'intensity', 'residual_max']);
    return cut(
      name,
      bound,
      column(rows, () => Math.min(bound, bound * Math.exp(level + 0.9 * draw.normal()))),
    );
  },
  // a gradient norm as it is logged after clipping
  (draw, rows) => {
    const bound = draw.pick([1, 0.5, 5]);
    const level = draw.uniform(-0.5, 1.5);
    const name = draw.pick(['clipped_norm', 'norm_after_clip']);
    return cut(
      name,
      bound,
      column(rows, () => Math.min(bound, bound * Math.exp(level + 0.7 * draw.normal()))),
    );
  },
  (draw, rows) => {
    const level = draw.logUniform(1e-4, 1e3);
    return { name: 'temperature', values: column(rows, () => level * Math.exp(0.3 * draw.normal())) };
  },
  (draw, rows) => {
    let at = 0;
    return { name: draw.pick(['drift', 'phase']), values: column(rows, () => (at += draw.normal())) };
  },
  // errors that are really mended
  (draw, rows) => {
    const first = draw.integer(20, 5000);
    const tau = draw.uniform(0.05, 0.2);
    return {
      name: draw.pick(['violations', 'wrong_pixels', 'errors']),
      values: column(rows, (x) => Math.round(first * Math.exp(-x / tau))),
    };
  },
  (draw, rows) => {
    const top = draw.pick([1, 100]);
    const tau = draw.uniform(0.03, 0.2);
    return {
      name: draw.pick(['accuracy', 'iou', 'success_rate']),
      values: column(rows, (x) => Math.min(top, top * (1 - 0.9 * Math.exp(-x / tau)) * (1 + 0.005 * draw.normal()))),
    };
  },
  // printed coarsely, but free
  (draw, rows) => {
    const level = draw.uniform(2, 30);
    return {
      name: 'psnr',
      values: column(rows, (x) => Number((level + 5 * x + 0.3 * draw.normal()).toFixed(2))),
    };
  },
  (draw, rows) => ({
    name: draw.pick(['learning_rate', 'lr']),
    values: column(rows, draw.chance(0.5) ? () => 0.001 : (x) => Math.max(1e-5, 0.001 * Math.exp(-9 * x))),
  }),
  (draw, rows) => {
    const pace = draw.uniform(0.01, 2);
    let at = 0;
    return {
      name: draw.pick(['seconds', 'wall_time']),
      values: column(rows, () => (at += pace * draw.uniform(0.8, 1.5))),
    };
  },
  (draw, rows) => ({ name: 'batch_size', values: column(rows, () => draw.pick([64])) }),
  // nothing to do from the first row on
  (draw, rows) => ({
    name: draw.pick(['binary_error', 'mismatches', 'error_rate', 'failures']),
    vacuous: true,
    values: column(rows, () => 0),
  }),
  (draw, rows) => ({
    name: draw.pick(['accuracy', 'success', 'iou', 'valid_share']),
    vacuous: true,
    values: column(rows, () => 1),
  }),
  // perfect before anything is done, and worse from there: the distance from doing nothing
  (draw, rows) => {
    const end = draw.integer(50, 5000);
    return {
      name: draw.pick(['binary_error', 'changed_pixels', 'error_pixels']),
      vacuous: true,
      values: column(rows, (x) => Math.round(end * x * x)),
    };
  },
];

/** A few columns beside the loss, none of the same name. */
export function extras(draw: Random, rows: number): Extra[] {
  const count = draw.integer(0, 4);
  const found = new Map<string, Extra>();
  for (let i = 0; i < count; i++) {
    const extra = draw.pick(MAKES)(draw, rows);
    if (!found.has(extra.name)) found.set(extra.name, extra);
  }
  return [...found.values()];
}
