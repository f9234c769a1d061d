import type { Field, Layers, MapFigure } from '../../figure.js';
import { barWidth, drawColorBar } from './color-bar.js';
import { type ColorScale, colorScale } from './colors.js';
import { svgDocument } from './document.js';
import { EDGE, layHeading } from './heading.js';
import { drawLayers, isField, partOf } from './layers.js';
import { layLegend } from './legend.js';
import { LINE, px, SPACE } from './pixels.js';
import { FONT_SIZE } from './style.js';
import { escapeXml, textWidth, truncate } from './text.js';
import { decade, formatNumber, powerOfTen } from './ticks.js';

const CLASS = 'plumbline-map';
/** No map is drawn higher than this, so that it fits on a screen with its legend. */
const HIGHEST = 620;

/**
 * A picture or a field as one SVG element: colors with their bar, overlays with their legend, and a scale bar. `width` is in
 * pixels, at least 240. The same input gives the same text. Throws RangeError for a part that is not there.
 */
export function map({ title, pixel, ...layers }: Omit<MapFigure, 'kind'>, width = 560): string {
  const part = partOf(layers);
  const { base, overlays = [] } = layers;
  const heading = layHeading(title, width);
  const field = isField(base) ? base : undefined;
  const colors = field && colorScale(field.palette, [field]);
  const withBar = hasBar(field) ? colors : undefined;
  const top = heading.bottom + (field ? LINE + 6 : 4);
  const bar = withBar ? barWidth(withBar, HIGHEST) + SPACE : 0;
  const room = width - 2 * EDGE - bar;
  const scale = Math.min(room / part.width, HIGHEST / part.height);
  const place = { left: EDGE, top, width: part.width * scale, height: part.height * scale };
  const below = place.top + place.height + SPACE;
  const scaleBar = pixel ? drawScaleBar(pixel, scale, place.width, below) : { right: EDGE, body: [], bottom: below };
  const legend = layLegend(overlays, [scaleBar.right, width - EDGE], below);
  const bottom = Math.max(legend.bottom, scaleBar.bottom);
  return svgDocument({
    className: CLASS,
    title,
    description: describeLayers(layers, colors),
    size: [width, Math.ceil(bottom + EDGE)],
    body: [
      ...heading.body,
      ...(field
        ? [
            `<text x="${EDGE}" y="${px(top - 8)}">${escapeXml(truncate(field.label, width - 2 * EDGE, FONT_SIZE))}</text>`,
          ]
        : []),
      drawLayers(layers, place, colors),
      ...(withBar ? drawColorBar(withBar, { ...place, left: place.left + place.width + SPACE }) : []),
      ...scaleBar.body,
      ...legend.body,
    ],
  });
}

/** Paper and ink need no bar. */
export const hasBar = (field: Field | undefined): boolean => field !== undefined && field.palette !== 'binary';

/** What a map shows, in a sentence. */
export function describeLayers({ base, overlays = [] }: Layers, colors: ColorScale | undefined): string {
  const range = colors && isField(base) ? ` from ${colors.range.map((value) => formatNumber(value)).join(' to ')}` : '';
  const what = isField(base) ? `${base.label}${range}` : 'A picture';
  const over = overlays.map(({ name }) => name).join(', ');
  return `${what}, ${base.width} by ${base.height} pixels${over === '' ? '' : `; over it ${over}`}.`;
}

/** A bar of a round length, about a quarter of the map's width, below its left corner. */
function drawScaleBar({ size, unit }: NonNullable<MapFigure['pixel']>, scale: number, width: number, top: number) {
  const most = (width / 3 / scale) * size;
  const power = powerOfTen(decade(most));
  const length = ([5, 2, 1].find((digit) => digit * power <= most) ?? 1) * power;
  const pixels = (length / size) * scale;
  const label = `${formatNumber(length)} ${unit}`;
  const y = top + LINE / 2;
  return {
    right: EDGE + pixels + SPACE + textWidth(label, FONT_SIZE) + 3 * SPACE,
    bottom: top + LINE + 4,
    body: [
      `<path class="scale" d="M${EDGE},${px(y - 4)}v8m0,-4h${px(pixels)}m0,-4v8"/>`,
      `<text class="note" x="${px(EDGE + pixels + SPACE)}" y="${px(top + 12)}">${escapeXml(label)}</text>`,
    ],
  };
}
