import type { ScaleKind } from '../../figure.js';
import { px, SPACE } from './pixels.js';
import { makeScale, type Scale } from './scale.js';
import { FONT_SIZE } from './style.js';
import { escapeXml, textWidth, truncate } from './text.js';

const sizeOf = (text: string): number => textWidth(text, FONT_SIZE);

/** Whether the labels of neighboring ticks keep their distance. */
const apart = (scale: Scale): boolean =>
  scale.ticks.every((tick, i) => {
    const next = scale.ticks[i + 1];
    if (next === undefined) return true;
    const needed = (sizeOf(scale.labels[i]) + sizeOf(scale.labels[i + 1])) / 2 + SPACE;
    return scale.at(next) - scale.at(tick) > needed;
  });

/**
 * The x scale from pixel `left` to at most `end` - `labelRoom`, with up to `count` ticks, as many as stand apart, and with
 * the last tick's label inside of `end`.
 */
export function fitXScale(
  kind: ScaleKind,
  [low, high]: readonly [number, number],
  [left, end]: readonly [number, number],
  labelRoom: number,
  count: number,
): Scale {
  const trial = makeScale(kind, low, high, left, end - labelRoom, count);
  const last = trial.ticks.length - 1;
  const over = last < 0 ? 0 : trial.at(trial.ticks[last]) + sizeOf(trial.labels[last]) / 2 - end;
  const scale = over > 0 ? makeScale(kind, low, high, left, end - labelRoom - over, count) : trial;
  return apart(scale) || count <= 1 ? scale : fitXScale(kind, [low, high], [left, end], labelRoom, count - 1);
}

/** Ticks, their labels and the axis title below the last plot, whose lower edge is `bottom`. */
export function drawXAxis(label: string, x: Scale, bottom: number, edge: number, width: number): string[] {
  const ticks = x.ticks.map((tick, i) => {
    const at = px(x.at(tick));
    const text = `<text x="${at}" y="${px(bottom + 18)}" text-anchor="middle">${escapeXml(x.labels[i])}</text>`;
    return `<path class="axis" d="M${at},${px(bottom)}v4"/>\n${text}`;
  });
  const shown = truncate(label, width - 2 * edge, FONT_SIZE);
  const half = sizeOf(shown) / 2;
  const middle = Math.min(Math.max((x.at(x.domain[0]) + x.at(x.domain[1])) / 2, edge + half), width - edge - half);
  return [...ticks, `<text x="${px(middle)}" y="${px(bottom + 36)}" text-anchor="middle">${escapeXml(shown)}</text>`];
}
