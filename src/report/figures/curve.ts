import type { Band, CurveFigure, Mark, Panel, ScaleKind } from '../../figure.js';
import { describe } from './describe.js';
import { svgDocument } from './document.js';
import { EDGE, layHeading } from './heading.js';
import { ABOVE, layNotes } from './notes.js';
import { drawPanel, endsAtEdge, isNamed, lastDrawable, yScale } from './panel.js';
import { LINE, px, SPACE } from './pixels.js';
import { drawable, extent, makeScale, snugRange } from './scale.js';
import { FONT_SIZE } from './style.js';
import { BOLD, escapeXml, textWidth, truncate } from './text.js';
import { drawXAxis, fitXScale } from './x-axis.js';

const CLASS = 'plumbline-curve';

/**
 * A line chart as one SVG element, complete with its style for light and dark pages: lines labeled where they end,
 * vertical marks and bands labeled above the plot. Lines are thinned to two points a pixel column, so the size of the
 * text is bounded by the width (pixels, at least 240). The same input gives the same text.
 *
 * Throws RangeError for a series whose columns differ in length or whose x descends, and for a mark or band that the x
 * axis cannot show.
 */
export function curve(
  { title, x: xAxis, panels, marks = [], bands = [] }: Omit<CurveFigure, 'kind'>,
  width = 700,
): string {
  const kind = xAxis.scale ?? 'linear';
  check(panels, marks, bands, kind, width);
  const heights = panels.map((panel, i) =>
    Math.max(panel.height ?? (i === 0 ? 200 : 100), panel.series.length * LINE + 8),
  );
  const columns = xColumns(panels, marks, bands);
  const count = tickCount(columns, kind, width);
  const range = snugRange(extent(columns, kind), kind, count);
  const labelRoom = Math.min(width * 0.34, lineLabelWidth(panels, kind, range));
  const tickLabels = panels.flatMap((panel, i) => yScale(panel, 0, heights[i]).labels);
  const left = Math.ceil(EDGE + Math.max(0, ...tickLabels.map(sizeOf)) + SPACE);
  const x = fitXScale(kind, range, [left, width - EDGE], labelRoom, count);

  const heading = layHeading(title, width);
  const names = panels.map((panel) => truncate(panel.y.label, width - 2 * EDGE, FONT_SIZE));
  const notes = layNotes(marks, bands, x, [EDGE, width - EDGE, EDGE + sizeOf(names[0]) + SPACE]);

  let bottom = heading.bottom + notes.height - ABOVE;
  const plots = heights.map((height) => {
    const top = bottom + ABOVE + LINE + ABOVE;
    bottom = top + height;
    return { top, height };
  });
  const out = [
    ...heading.body,
    ...notes.draw(plots),
    ...panels.flatMap((panel, i) => {
      const plot = plots[i];
      const name = `<text class="halo" x="${EDGE}" y="${px(plot.top - ABOVE)}">${escapeXml(names[i])}</text>`;
      return [name, ...drawPanel(panel, x, plot, labelRoom)];
    }),
    ...drawXAxis(xAxis.label, x, bottom, EDGE, width),
  ];
  const description = describe(
    panels,
    { label: xAxis.label, kind },
    [...marks, ...bands].map((note) => note.label),
  );
  const size = [width, Math.ceil(bottom + 2 * LINE + EDGE + 4)] as const;
  // kind, domain and pixels: what turns a place under the pointer into a value
  const axis = [kind, ...x.domain, x.at(x.domain[0]), x.at(x.domain[1])];
  const data = { 'x-axis': axis.join(' '), plots: `${plots[0].top} ${bottom}` };
  return svgDocument({ className: CLASS, title, description, size, body: out, data });
}

const sizeOf = (text: string): number => textWidth(text, FONT_SIZE);

const xColumns = (panels: readonly Panel[], marks: readonly Mark[], bands: readonly Band[]): ArrayLike<number>[] => [
  ...panels.flatMap((panel) => [...panel.series.map((line) => line.x), (panel.points ?? []).map((point) => point.x)]),
  marks.map((mark) => mark.x),
  bands.flatMap((band) => [band.from, band.to]),
];

/** About one tick every 85 pixels, and none between whole numbers where x has no others. */
function tickCount(columns: readonly ArrayLike<number>[], kind: ScaleKind, width: number): number {
  const most = Math.max(2, Math.floor((width - 100) / 85));
  const [low, high] = extent(columns, kind);
  const whole = columns.every((column) =>
    Array.prototype.every.call(column, (value) => !Number.isFinite(value) || value % 1 === 0),
  );
  return kind === 'linear' && whole ? Math.min(most, Math.max(1, Math.floor(high - low))) : most;
}

/** The room that the labels of lines need right of the plots. */
function lineLabelWidth(panels: readonly Panel[], kind: ScaleKind, [low, high]: readonly [number, number]): number {
  const fraction = makeScale(kind, low, high, 0, 1, 2);
  const widths = panels.flatMap((panel) => {
    const labeled = panel.series.filter((line) => {
      const end = lastDrawable(line, kind, panel.y.scale ?? 'linear');
      return end >= 0 && isNamed(panel, line) && endsAtEdge(fraction.at(line.x[end]), 0, 1);
    });
    return labeled.map((line) => sizeOf(line.name) * BOLD + SPACE + (labeled.length > 1 ? SPACE : 0));
  });
  return Math.max(0, ...widths);
}

function check(
  panels: readonly Panel[],
  marks: readonly Mark[],
  bands: readonly Band[],
  kind: ScaleKind,
  width: number,
) {
  if (panels.length === 0) throw new RangeError('a figure needs at least one panel');
  if (!(width >= 240)) throw new RangeError(`figure width ${width}: expected at least 240 pixels`);
  for (const { name, x, y } of panels.flatMap((panel) => panel.series)) {
    if (x.length !== y.length) throw new RangeError(`series ${name}: ${x.length} values of x and ${y.length} of y`);
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < x.length; i++) {
      const value = x[i];
      if (value < last) throw new RangeError(`series ${name}: x descends at index ${i}`);
      if (!Number.isNaN(value)) last = value;
    }
  }
  for (const { from, to, label } of [...marks.map(({ x, label }) => ({ from: x, to: x, label })), ...bands]) {
    if (!drawable(from, kind) || !drawable(to, kind) || from > to) {
      throw new RangeError(`${label}: ${from} to ${to} cannot be shown on a ${kind} axis`);
    }
  }
}
