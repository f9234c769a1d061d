import type { Figure } from '../../figure.js';
import { curve } from './curve.js';
import { map } from './map.js';
import { sheet } from './sheet.js';
import { table } from './table.js';

/** A figure as one SVG element of a width in pixels, or of the width that suits its kind. The same figure gives the same text. */
export function drawFigure(figure: Figure, width?: number): string {
  switch (figure.kind) {
    case 'curve':
      return curve(figure, width);
    case 'map':
      return map(figure, width);
    case 'sheet':
      return sheet(figure, width);
    case 'table':
      return table(figure, width);
  }
}
