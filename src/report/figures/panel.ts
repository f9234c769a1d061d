import type { Panel, ScaleKind, Series } from '../../figure.js';
import { decimate, type Polyline } from './decimate.js';
import { belongsTo, type LineEnd, labelBeside, labelInside } from './labels.js';
import { LINE, type Plot, px, SPACE } from './pixels.js';
import type { Box } from './place.js';
import { drawable, extent, makeScale, niceRange, type Scale } from './scale.js';
import { COLORS, FONT_SIZE } from './style.js';
import { escapeXml, truncate } from './text.js';

export const yScale = ({ y, series, points = [] }: Panel, top: number, height: number): Scale => {
  const kind = y.scale ?? 'linear';
  const count = Math.max(2, Math.round(height / 42));
  const columns = [...series.map((line) => line.y), points.map((point) => point.y)];
  const [low, high, steps] = niceRange(extent(columns, kind), kind, count);
  return makeScale(kind, low, high, top + height, top, steps);
};

/** A lone line that is called like its axis needs no label of its own. */
export const isNamed = ({ series, y }: Panel, line: Series): boolean => series.length > 1 || line.name !== y.label;

/** The index of the last point that the axes can show, or -1. */
export function lastDrawable(line: Series, x: ScaleKind, y: ScaleKind): number {
  let i = line.x.length - 1;
  while (i >= 0 && !(drawable(line.x[i], x) && drawable(line.y[i], y))) i--;
  return i;
}

/** A line ends at the right edge when its label can stand beside the plot. */
export const endsAtEdge = (x: number, low: number, high: number): boolean => x >= high - (high - low) / 25;

/** One plot without its x axis: grid, lines, and the labels of points and lines. */
export function drawPanel(panel: Panel, x: Scale, { top, height }: Plot, labelRoom: number): string[] {
  const y = yScale(panel, top, height);
  const [left, right] = [x.at(x.domain[0]), x.at(x.domain[1])];
  const lines = panel.series.map((series) =>
    decimate(series.x.length, (i) => {
      const [a, b] = [series.x[i], series.y[i]];
      return drawable(a, x.kind) && drawable(b, y.kind) ? [x.at(a), y.at(b)] : undefined;
    }),
  );
  const dots = (panel.points ?? [])
    .filter((point) => drawable(point.x, x.kind) && drawable(point.y, y.kind))
    .map((point) => ({ at: [x.at(point.x), y.at(point.y)] as const, label: point.label }));
  const bounds = { left: left + 2, right: right - 2, top: top + 1, bottom: top + height - 1 };
  const beyond: LineEnd[] = [];
  const within: LineEnd[] = [];
  for (const [color, series] of panel.series.entries()) {
    const at = lines[color]?.at(-1)?.at(-1);
    if (at === undefined || !isNamed(panel, series)) continue;
    (endsAtEdge(at[0], left, right) ? beyond : within).push({ at, name: series.name, color });
  }
  return [
    ...drawGrid(y, left, right),
    `<path class="axis" d="M${px(left)},${px(top + height)}H${px(right)}"/>`,
    ...lines.flatMap((pieces, i) => (pieces.length > 0 ? [drawLine(pieces, i, panel.series[i].name)] : [])),
    ...noteEmpty(
      panel.series.filter((_, i) => lines[i]?.length === 0),
      bounds,
    ),
    ...labelInside(dots, within, bounds, lines.flat()),
    ...labelBeside(beyond, right, bounds, labelRoom),
  ];
}

/** A line without a single point that the axes can show is named, so that it is not taken for forgotten. */
function noteEmpty(empty: readonly Series[], bounds: Box): string[] {
  if (empty.length === 0) return [];
  const text = `nothing to show: ${empty.map((series) => series.name).join(', ')}`;
  const shown = truncate(text, bounds.right - bounds.left - 2 * SPACE, FONT_SIZE);
  return [`<text class="halo" x="${px(bounds.left + SPACE)}" y="${px(bounds.top + LINE)}">${escapeXml(shown)}</text>`];
}

const drawGrid = (y: Scale, left: number, right: number): string[] =>
  y.ticks.map((tick, i) => {
    const label = `<text x="${px(left - SPACE)}" y="${px(y.at(tick) + 4)}" text-anchor="end">${escapeXml(y.labels[i])}</text>`;
    return `<path class="grid" d="M${px(left)},${px(y.at(tick))}H${px(right)}"/>\n${label}`;
  });

/** A lone point becomes a dot, which a round line end draws. Colors that come round again are told apart by dashes. */
function drawLine(pieces: readonly Polyline[], color: number, name: string): string {
  const path = pieces.map((line) => {
    const points = line.map(([a, b]) => `${px(a)},${px(b)}`).join('L');
    return `M${points}${line.length === 1 ? 'h0' : ''}`;
  });
  const dash = color < COLORS ? '' : ` stroke-dasharray="${color < 2 * COLORS ? '6 3' : '2 3'}"`;
  return `<path class="line s${color % COLORS}"${dash} d="${path.join('')}"${belongsTo(name)}/>`;
}
