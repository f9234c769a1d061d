import { TITLE_SIZE } from './style.js';
import { BOLD, escapeXml, wrap } from './text.js';

/** Between the edge of a figure and what stands in it. */
export const EDGE = 12;
const ROW = 20;

/** A figure's title in at most two lines at its top. */
export function layHeading(title: string, width: number): { readonly bottom: number; readonly body: string[] } {
  const lines = wrap(title, (width - 2 * EDGE) / BOLD, TITLE_SIZE, 2);
  return {
    bottom: EDGE + lines.length * ROW,
    body: lines.map(
      (line, i) => `<text class="title" x="${EDGE}" y="${EDGE + 14 + ROW * i}">${escapeXml(line)}</text>`,
    ),
  };
}
