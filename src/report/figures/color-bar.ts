import { encodePng } from '../../image/png.js';
import type { ColorScale } from './colors.js';
import type { Place } from './layers.js';
import { px } from './pixels.js';
import { makeScale, type Scale } from './scale.js';
import { FONT_SIZE } from './style.js';
import { escapeXml, textWidth } from './text.js';

const WIDTH = 12;
const GAP = 4;
const STEPS = 128;

const scaleOf = ({ range: [low, high] }: ColorScale, top: number, height: number): Scale =>
  makeScale('linear', low, high, top + height, top, Math.max(2, Math.round(height / 60)));

/** How wide a bar with its labels is. */
export const barWidth = (colors: ColorScale, height: number): number =>
  WIDTH + 2 * GAP + Math.max(...scaleOf(colors, 0, height).labels.map((label) => textWidth(label, FONT_SIZE)));

/** The colors of a field from its lowest value at the bottom to its highest, with ticks. */
export function drawColorBar(colors: ColorScale, { left, top, height }: Omit<Place, 'width'>): string[] {
  const scale = scaleOf(colors, top, height);
  const [low, high] = colors.range;
  const data = new Float32Array(STEPS * 3);
  for (let i = 0; i < STEPS; i++) data.set(colors.color(high - (i / (STEPS - 1)) * (high - low)), 3 * i);
  const bytes = Buffer.from(encodePng({ width: 1, height: STEPS, channels: 3, data })).toString('base64');
  const place = `x="${px(left)}" y="${px(top)}" width="${WIDTH}" height="${px(height)}"`;
  return [
    `<image ${place} preserveAspectRatio="none" href="data:image/png;base64,${bytes}"/>`,
    `<rect class="axis" fill="none" ${place}/>`,
    ...scale.ticks.map((tick, i) => {
      const y = scale.at(tick);
      const line = `<path class="axis" d="M${px(left + WIDTH)},${px(y)}h3"/>`;
      return `${line}\n<text x="${px(left + WIDTH + 2 * GAP - 2)}" y="${px(y + 4)}">${escapeXml(scale.labels[i])}</text>`;
    }),
  ];
}
