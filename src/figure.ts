import type { Image } from './image/image.js';

/**
 * Pictures as data: what they show, not how it looks. Subjects describe, src/report/figures draws. Positions are in pixels
 * of what lies below, with pixel centers at whole numbers, x to the right and y down.
 */
export type Figure = MapFigure | SheetFigure | CurveFigure | TableFigure;

/** A picture or a field with lines over it. */
export interface MapFigure extends Layers {
  readonly kind: 'map';
  readonly title: string;
  /** The length of a pixel's side; with it the map has a scale bar. */
  readonly pixel?: { readonly size: number; readonly unit: string };
}

/** Small maps side by side, each with its caption, all of one scale of values. */
export interface SheetFigure {
  readonly kind: 'sheet';
  readonly title: string;
  /** Maps in a row. */
  readonly columns: number;
  readonly panes: readonly (Layers & { readonly caption: string })[];
}

/** What a map is made of, from the bottom up. */
export interface Layers {
  readonly base: Image | Field;
  readonly overlays?: readonly Overlay[];
  /** The part that is shown: the first pixel and how many, in both directions; everything where it is left out. */
  readonly part?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** A quantity on a grid, drawn by color. */
export interface Field extends Grid {
  /** What is shown, with its unit. */
  readonly label: string;
  /** `diverging` has its neutral color at zero, `binary` is paper below one half and ink from there. */
  readonly palette: 'sequential' | 'diverging' | 'binary';
  /** The values at the ends of the colors; those of the data where it is left out. */
  readonly range?: readonly [low: number, high: number];
}

/** Values at pixel centers, row-major [height, width]. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/** Lines, points or arrows of one meaning: one color, one entry in the legend. */
export type Overlay = { readonly name: string } & (
  | { readonly kind: 'contour'; readonly grid: Grid; readonly level: number }
  | { readonly kind: 'lines'; readonly lines: readonly (readonly (readonly [x: number, y: number])[])[] }
  | { readonly kind: 'points'; readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }
  | {
      readonly kind: 'arrows';
      readonly x: ArrayLike<number>;
      readonly y: ArrayLike<number>;
      readonly dx: ArrayLike<number>;
      readonly dy: ArrayLike<number>;
    }
);

export type ScaleKind = 'linear' | 'log';

/** What an axis shows, with its unit. */
export interface Axis {
  readonly label: string;
  readonly scale?: ScaleKind;
}

/** A line through the points (x[i], y[i]), x ascending. A point that its axes cannot show (NaN, zero on a log axis) is a gap. */
export interface Series {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** A dot with a label. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

export interface Panel {
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly points?: readonly Point[];
  /** Height of the plot in pixels: 200 for the first panel and 100 for the others where it is left out. */
  readonly height?: number;
}

/** A vertical line through all panels. */
export interface Mark {
  readonly x: number;
  readonly label: string;
}

/** A shaded interval of x through all panels. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** Lines over one x axis, in panels from top to bottom. */
export interface CurveFigure {
  readonly kind: 'curve';
  readonly title: string;
  readonly x: Axis;
  readonly panels: readonly Panel[];
  readonly marks?: readonly Mark[];
  readonly bands?: readonly Band[];
}

/** A table whose numbers have bars behind them; a column's bars share one scale from zero. */
export interface TableFigure {
  readonly kind: 'table';
  readonly title: string;
  /** What the first column, that of the rows' names, is called. */
  readonly head: string;
  readonly columns: readonly { readonly label: string; readonly bars?: boolean }[];
  /** NaN is an empty cell. */
  readonly rows: readonly { readonly name: string; readonly values: readonly (number | string)[] }[];
}
