import type { Band, Mark } from '../../figure.js';
import { LINE, type Plot, px } from './pixels.js';
import { flags } from './place.js';
import type { Scale } from './scale.js';
import { FONT_SIZE } from './style.js';
import { escapeXml, textWidth, truncate } from './text.js';

/** From the baseline of what stands above a plot to the plot. */
export const ABOVE = 11;

export interface Notes {
  /** Height of the label rows above the first. */
  readonly height: number;
  /** What belongs under the lines: bands, marks and their labels. */
  draw(plots: readonly Plot[]): string[];
}

/** Marks and bands with their labels in rows between `left` and `right`; see {@link flags} for `taken`. */
export function layNotes(
  marks: readonly Mark[],
  bands: readonly Band[],
  x: Scale,
  [left, right, taken]: readonly [number, number, number],
): Notes {
  const items = [...marks.map((mark) => ({ from: mark.x, to: mark.x, label: mark.label })), ...bands].map((note) => {
    const [from, to] = [x.at(note.from), x.at(note.to)];
    const label = truncate(note.label, right - left, FONT_SIZE);
    return { label, x: (from + to) / 2, from, span: to - from, width: textWidth(label, FONT_SIZE) };
  });
  const placed = flags(items, left, right, taken);
  const baseline = (row: number) => -ABOVE - row * LINE;
  return {
    height: LINE * Math.max(0, ...placed.map((flag) => flag.row)),
    draw(plots) {
      const ceiling = plots[0].top;
      const shades = items.slice(marks.length).flatMap(({ from, span }) =>
        plots.map(({ top, height }) => {
          const size = `width="${px(Math.max(1, span))}" height="${px(height)}"`;
          return `<rect class="band" x="${px(from)}" y="${px(top)}" ${size}/>`;
        }),
      );
      const poles = items.flatMap((item, i) => {
        const { row, pole } = placed[i];
        return pole
          ? [`<path class="mark" d="M${px(item.x)},${px(ceiling + baseline(row) - 8)}V${px(ceiling)}"/>`]
          : [];
      });
      const lines = items
        .slice(0, marks.length)
        .flatMap((item) =>
          plots.map(({ top, height }) => `<path class="mark" d="M${px(item.x)},${px(top)}v${px(height)}"/>`),
        );
      const labels = items.map(({ label }, i) => {
        const { row, left: start } = placed[i];
        return `<text class="note halo" x="${px(start)}" y="${px(ceiling + baseline(row))}">${escapeXml(label)}</text>`;
      });
      return [...shades, ...poles, ...lines, ...labels];
    },
  };
}
