import type { CurveFigure, Figure } from '../../figure.js';

/** What a page's script shows of a curve: the values of all series at some of the places on the x axis. */
export interface Inspectable {
  readonly x: { readonly label: string; readonly values: readonly number[] };
  readonly series: readonly {
    readonly name: string;
    readonly panel: string;
    readonly values: readonly (number | null)[];
  }[];
}

/** More places than a pointer can tell apart are of no use. */
const MOST_PLACES = 400;
const DIGITS = 7;

/** The values behind a curve, at up to 400 places that some series has; nothing for other figures. */
export function inspectable(figure: Figure): Inspectable | undefined {
  return figure.kind === 'curve' ? ofCurve(figure) : undefined;
}

function ofCurve({ x, panels }: CurveFigure): Inspectable {
  const all = new Set<number>();
  for (const { series } of panels)
    for (const line of series) for (let i = 0; i < line.x.length; i++) all.add(line.x[i]);
  const sorted = [...all].filter(Number.isFinite).sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(sorted.length / MOST_PLACES));
  const places = sorted.filter((_, i) => i % every === 0 || i === sorted.length - 1);
  return {
    x: { label: x.label, values: places },
    series: panels.flatMap(({ series, y }) =>
      series.map((line) => {
        const values = new Map(Array.from(line.x, (place, i) => [place, line.y[i]]));
        return { name: line.name, panel: y.label, values: places.map((place) => shown(values.get(place))) };
      }),
    ),
  };
}

/** JSON has no NaN. */
const shown = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(DIGITS));
