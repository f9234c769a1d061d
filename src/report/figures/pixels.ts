/** Height of a line of text. */
export const LINE = 15;
/** Between a plot and the text beside it. */
export const SPACE = 8;

/** Where a plot stands. */
export interface Plot {
  readonly top: number;
  readonly height: number;
}

/** A coordinate, to a tenth of a pixel. */
export const px = (value: number): string => value.toFixed(1).replace(/^-(0\.0)$/, '$1');
