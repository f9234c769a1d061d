import type { SheetFigure } from '../../figure.js';
import { barWidth, drawColorBar } from './color-bar.js';
import { colorScale } from './colors.js';
import { svgDocument } from './document.js';
import { EDGE, layHeading } from './heading.js';
import { drawLayers, isField, partOf } from './layers.js';
import { layLegend } from './legend.js';
import { describeLayers, hasBar } from './map.js';
import { LINE, px, SPACE } from './pixels.js';
import { FONT_SIZE } from './style.js';
import { escapeXml, truncate } from './text.js';

const CLASS = 'plumbline-sheet';
const BAR_HEIGHT = 160;

/**
 * Small maps side by side as one SVG element, the fields among them on one scale of colors. `width` is in pixels, at least
 * 240. Overlays of the same place in their lists are of one color and named once. Throws RangeError for a sheet without maps.
 */
export function sheet({ title, columns, panes }: Omit<SheetFigure, 'kind'>, width = 700): string {
  if (panes.length === 0) throw new RangeError(`${title}: a sheet needs at least one map`);
  const fields = panes.flatMap(({ base }) => (isField(base) ? [base] : []));
  const colors = fields[0] && colorScale(fields[0].palette, fields);
  const bar = colors && hasBar(fields[0]) ? barWidth(colors, BAR_HEIGHT) + SPACE : 0;
  const heading = layHeading(title, width);
  const top = heading.bottom + (fields[0] ? LINE + 4 : 0);
  const cell = (width - 2 * EDGE - bar - (columns - 1) * SPACE) / columns;
  let bottom = top;
  const body: string[] = [];
  for (let row = 0; row < panes.length; row += columns) {
    const heights = panes.slice(row, row + columns).map((pane, i) => {
      const part = partOf(pane);
      const place = {
        left: EDGE + i * (cell + SPACE),
        top: bottom + LINE + 2,
        width: cell,
        height: (cell * part.height) / part.width,
      };
      const caption = escapeXml(truncate(pane.caption, cell, FONT_SIZE));
      body.push(`<text x="${px(place.left)}" y="${px(bottom + 12)}">${caption}</text>`);
      body.push(drawLayers(pane, place, isField(pane.base) ? colors : undefined));
      return place.height;
    });
    bottom += LINE + 2 + Math.max(...heights) + SPACE;
  }
  const longest = panes.reduce(
    (most, { overlays = [] }) => (overlays.length > most.length ? overlays : most),
    [] as NonNullable<(typeof panes)[0]['overlays']>,
  );
  const legend = layLegend(longest, [EDGE, width - EDGE], bottom);
  const barPlace = {
    left: width - EDGE - bar + SPACE,
    top: top + LINE + 2,
    height: Math.min(BAR_HEIGHT, bottom - top - LINE - SPACE),
  };
  return svgDocument({
    className: CLASS,
    title,
    description: panes.map((pane) => `${pane.caption}: ${describeLayers(pane, colors)}`).join(' '),
    size: [width, Math.ceil(legend.bottom + EDGE)],
    body: [
      ...heading.body,
      ...(fields[0]
        ? [
            `<text x="${EDGE}" y="${px(top - 4)}">${escapeXml(truncate(fields[0].label, width - 2 * EDGE, FONT_SIZE))}</text>`,
          ]
        : []),
      ...body,
      ...(bar > 0 && colors ? drawColorBar(colors, barPlace) : []),
      ...legend.body,
    ],
  });
}
