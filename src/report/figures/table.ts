import type { TableFigure } from '../../figure.js';
import { svgDocument } from './document.js';
import { EDGE, layHeading } from './heading.js';
import { px, SPACE } from './pixels.js';
import { extent } from './scale.js';
import { COLORS, FONT_SIZE } from './style.js';
import { BOLD, escapeXml, textWidth, truncate } from './text.js';
import { formatNumber } from './ticks.js';

const CLASS = 'plumbline-table';
const ROW = 22;
const LEAST_BAR = 60;

const shown = (value: number | string): string =>
  typeof value === 'string'
    ? value
    : Number.isNaN(value)
      ? ''
      : Number.isFinite(value)
        ? formatNumber(value)
        : `${value}`;

/**
 * A table as one SVG element; in columns with bars each number has a bar behind it, from the column's zero. `width` is in
 * pixels, at least 240. Throws RangeError for a row that does not have a value for every column.
 */
export function table({ title, head, columns, rows }: Omit<TableFigure, 'kind'>, width = 700): string {
  for (const { name, values } of rows) {
    if (values.length !== columns.length)
      throw new RangeError(`row ${name}: ${values.length} values, ${columns.length} expected`);
  }
  const heading = layHeading(title, width);
  const sizeOf = (text: string) => textWidth(text, FONT_SIZE) * BOLD;
  const names = Math.min(width * 0.45, Math.max(...[head, ...rows.map(({ name }) => name)].map(sizeOf)) + SPACE);
  const least = columns.map(({ label, bars }, i) =>
    Math.max(sizeOf(label), ...rows.map(({ values }) => sizeOf(shown(values[i])) + (bars ? LEAST_BAR : 0))),
  );
  const room = width - 2 * EDGE - names;
  const spare = Math.max(0, room - least.reduce((sum, each) => sum + each + SPACE, 0)) / Math.max(1, columns.length);
  const widths = least.map((each) => each + spare);
  const lefts = widths.map(
    (_, i) => EDGE + names + widths.slice(0, i).reduce((sum, each) => sum + each + SPACE, SPACE),
  );
  const top = heading.bottom + SPACE;
  const baseline = (row: number) => top + row * ROW + 15;
  const cellText = (text: string, i: number, row: number, kind: string) =>
    `<text class="${kind}" x="${px(lefts[i] + widths[i])}" y="${px(baseline(row))}" text-anchor="end">${escapeXml(truncate(text, widths[i], FONT_SIZE))}</text>`;
  const nameText = (text: string, row: number, kind: string) =>
    `<text class="${kind}" x="${EDGE}" y="${px(baseline(row))}">${escapeXml(truncate(text, names - SPACE, FONT_SIZE))}</text>`;
  const bottom = top + (rows.length + 1) * ROW;
  return svgDocument({
    className: CLASS,
    title,
    description: rows
      .map(
        ({ name, values }) =>
          `${name}: ${columns.map(({ label }, i) => `${label} ${shown(values[i]) || 'empty'}`).join(', ')}.`,
      )
      .join(' '),
    size: [width, Math.ceil(bottom + EDGE)],
    body: [
      ...heading.body,
      nameText(head, 0, 'muted'),
      ...columns.map(({ label }, i) => cellText(label, i, 0, 'muted')),
      `<path class="axis" d="M${EDGE},${px(top + ROW)}H${px(width - EDGE)}"/>`,
      ...columns.flatMap(({ bars }, i) =>
        bars
          ? drawBars(
              rows.map(({ values }) => values[i]),
              i,
              lefts[i],
              widths[i],
              top,
            )
          : [],
      ),
      ...rows.flatMap(({ name, values }, row) => [
        nameText(name, row + 1, 'note'),
        ...values.map((value, i) => cellText(shown(value), i, row + 1, 'note halo')),
      ]),
    ],
  });
}

function drawBars(
  values: readonly (number | string)[],
  column: number,
  left: number,
  width: number,
  top: number,
): string[] {
  const numbers = values.map((value) => (typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN));
  const [low, high] = extent([[0], numbers], 'linear');
  const at = (value: number) => left + ((value - low) / (high - low || 1)) * width;
  return numbers.flatMap((value, row) => {
    if (Number.isNaN(value)) return [];
    const [from, to] = [Math.min(at(0), at(value)), Math.max(at(0), at(value))];
    const y = top + (row + 1) * ROW + 3;
    return [
      `<rect class="bar s${column % COLORS}" x="${px(from)}" y="${px(y)}" width="${px(to - from)}" height="${ROW - 6}"/>`,
    ];
  });
}
