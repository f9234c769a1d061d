import type { Overlay } from '../../figure.js';
import { LINE, px, SPACE } from './pixels.js';
import { COLORS, FONT_SIZE } from './style.js';
import { BOLD, escapeXml, textWidth, truncate } from './text.js';

const SWATCH = 18;
const ROW = LINE + 4;

/** The names of overlays with a sample of each, in as many rows as they need from `left` to `right`. */
export function layLegend(
  overlays: readonly Overlay[],
  [left, right]: readonly [number, number],
  top: number,
): { readonly bottom: number; readonly body: string[] } {
  let x = left;
  let y = top;
  const body = overlays.map(({ name, kind }, i) => {
    const color = `s${i % COLORS}`;
    const text = truncate(name, right - left - SWATCH - SPACE, FONT_SIZE * BOLD);
    const width = SWATCH + SPACE + textWidth(text, FONT_SIZE) * BOLD + 2 * SPACE;
    if (x > left && x + width > right) {
      x = left;
      y += ROW;
    }
    const middle = px(y + LINE / 2);
    const sample =
      kind === 'points'
        ? `<circle class="dot ${color}" cx="${px(x + SWATCH / 2)}" cy="${middle}" r="3"/>`
        : `<path class="line ${color}" d="M${px(x)},${middle}h${SWATCH}"/>`;
    const label = `<text class="name ${color}" x="${px(x + SWATCH + SPACE)}" y="${px(y + 12)}">${escapeXml(text)}</text>`;
    x += width;
    return `${sample}\n${label}`;
  });
  return { bottom: overlays.length === 0 ? top : y + ROW, body };
}
