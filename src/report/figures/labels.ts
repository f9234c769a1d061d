import type { Polyline } from './decimate.js';
import { LINE, px, SPACE } from './pixels.js';
import { type Box, beside, spread } from './place.js';
import { COLORS, FONT_SIZE } from './style.js';
import { BOLD, escapeXml, textWidth, truncate } from './text.js';

/** The last point of a line, in pixels. */
export interface LineEnd {
  readonly at: readonly [number, number];
  readonly name: string;
  /** The line's place in its panel. */
  readonly color: number;
}

/** Line names are bold: this is the size of regular text of that width. */
const NAME_SIZE = FONT_SIZE * BOLD;

/** Names the series that a mark belongs to, so that a page can hide it with its line. */
export const belongsTo = (name: string): string => ` data-series="${escapeXml(name)}"`;

/** Labeled points, and the names of lines that end inside of the plot, each where it covers least. */
export function labelInside(
  points: readonly { at: readonly [number, number]; label: string }[],
  ends: readonly LineEnd[],
  bounds: Box,
  lines: readonly Polyline[],
): string[] {
  const taken: Box[] = [];
  const place = (at: readonly [number, number], label: string, kind: string, size: number, series = ''): string => {
    const text = truncate(label, bounds.right - bounds.left, size);
    const box = beside(at, [textWidth(text, size), LINE], bounds, lines, taken);
    taken.push(box);
    // Anchored at the side of the point, so that an error in the estimated width does not move it away.
    const leftward = box.left + box.right < 2 * at[0];
    const anchor = leftward ? `x="${px(box.right)}" text-anchor="end"` : `x="${px(box.left)}"`;
    return `<text class="${kind} halo" ${anchor} y="${px(box.bottom - 4)}"${series}>${escapeXml(text)}</text>`;
  };
  return [
    ...points.map(({ at, label }) => {
      const dot = `<circle class="point" cx="${px(at[0])}" cy="${px(at[1])}" r="3.5"/>`;
      return `${dot}\n${place(at, label, 'note', FONT_SIZE)}`;
    }),
    ...ends.map(({ at, name, color }) => {
      const series = belongsTo(name);
      const dot = `<circle class="dot s${color % COLORS}" cx="${px(at[0])}" cy="${px(at[1])}" r="2.5"${series}/>`;
      return `${dot}\n${place(at, name, `name s${color % COLORS}`, NAME_SIZE, series)}`;
    }),
  ];
}

/** The names of lines that end at the right edge, beside their ends, moved apart and then tied to them. */
export function labelBeside(ends: readonly LineEnd[], right: number, bounds: Box, room: number): string[] {
  const wanted = ends.map((end) => end.at[1]);
  const placed = spread(wanted, LINE, bounds.top + 3, bounds.bottom - 3);
  return ends.map(({ at, name, color }, i) => {
    const y = placed[i];
    const moved = Math.abs(y - at[1]) > 3;
    const x = right + SPACE + (moved ? SPACE : 0);
    const series = belongsTo(name);
    const tie = `<path class="line leader s${color % COLORS}" d="M${px(right + 2)},${px(at[1])}L${px(x - 3)},${px(y)}"${series}/>\n`;
    const text = escapeXml(truncate(name, room - (x - right), NAME_SIZE));
    return `${moved ? tie : ''}<text class="name s${color % COLORS}" x="${px(x)}" y="${px(y + 4)}"${series}>${text}</text>`;
  });
}
