import type { Field, Layers, Overlay } from '../../figure.js';
import type { Image } from '../../image/image.js';
import { encodePng } from '../../image/png.js';
import type { ColorScale } from './colors.js';
import { outlines } from './outline.js';
import { px } from './pixels.js';
import { COLORS } from './style.js';

type Part = NonNullable<Layers['part']>;

/** Where a map stands in its figure, in the figure's pixels. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const isField = (base: Image | Field): base is Field => 'values' in base;

/** The part of a map that is shown. Throws RangeError when it is empty, leaves the base, or the base does not hold its size. */
export function partOf({ base, part }: Layers): Part {
  const { width, height } = base;
  const [size, expected] = isField(base)
    ? [base.values.length, width * height]
    : [base.data.length, width * height * base.channels];
  if (size !== expected) throw new RangeError(`a map of ${width} by ${height}: ${size} values, ${expected} expected`);
  const shown = part ?? { x: 0, y: 0, width, height };
  const fits = shown.x >= 0 && shown.y >= 0 && shown.x + shown.width <= width && shown.y + shown.height <= height;
  if (!fits || !(shown.width >= 1 && shown.height >= 1))
    throw new RangeError(`the part ${JSON.stringify(shown)} is not in a map of ${width} by ${height}`);
  return shown;
}

/** A base with its overlays, cut off at the edges of its place. */
export function drawLayers(
  layers: Layers,
  { left, top, width, height }: Place,
  colors: ColorScale | undefined,
): string {
  const part = partOf(layers);
  const scale = width / part.width;
  const at = (x: number, y: number) => `${px((x + 0.5 - part.x) * scale)},${px((y + 0.5 - part.y) * scale)}`;
  const picture = paint(layers.base, part, reduction(part, width), colors);
  const bytes = Buffer.from(encodePng(picture)).toString('base64');
  const smoothing = scale > 2 ? ' image-rendering="optimizeSpeed" style="image-rendering:pixelated"' : '';
  const size = `width="${px(width)}" height="${px(height)}"`;
  return [
    `<svg x="${px(left)}" y="${px(top)}" ${size} viewBox="0 0 ${px(width)} ${px(height)}">`,
    `<image ${size} preserveAspectRatio="none"${smoothing} href="data:image/png;base64,${bytes}"/>`,
    ...(layers.overlays ?? []).map((overlay, i) => drawOverlay(overlay, i, at)),
    '</svg>',
    `<rect class="axis" fill="none" x="${px(left)}" y="${px(top)}" ${size}/>`,
  ].join('\n');
}

/** How many pixels become one, so that two are left for each of the figure's. */
const reduction = (part: Part, width: number): number =>
  Math.max(1, Math.min(Math.floor(part.width / (2 * width)), part.height));

/** The shown part of a base as a picture, every block of `factor` by `factor` pixels averaged into one. */
function paint(base: Image | Field, part: Part, factor: number, colors: ColorScale | undefined): Image {
  const [width, height] = [Math.floor(part.width / factor), Math.floor(part.height / factor)];
  const channels = isField(base) ? 1 : base.channels;
  const source = isField(base) ? base.values : base.data;
  const data = new Float32Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const means = [0, 0, 0];
      for (let v = 0; v < factor; v++) {
        const row = ((part.y + y * factor + v) * base.width + part.x + x * factor) * channels;
        for (let u = 0; u < factor * channels; u++) means[u % channels] += source[row + u] / (factor * factor);
      }
      if (colors !== undefined) data.set(colors.color(means[0]), to);
      else for (let k = 0; k < 3; k++) data[to + k] = means[channels === 1 ? 0 : k];
    }
  }
  return { width, height, channels: 3, data };
}

function drawOverlay(overlay: Overlay, index: number, at: (x: number, y: number) => string): string {
  const color = `s${index % COLORS}`;
  if (overlay.kind === 'points') {
    const dots = Array.from(overlay.x, (x, i) => {
      const [cx, cy] = at(x, overlay.y[i]).split(',');
      return `<circle class="dot over ${color}" cx="${cx}" cy="${cy}" r="2.5"/>`;
    });
    return dots.join('\n');
  }
  const d = pathOf(overlay, at);
  return d === '' ? '' : `<path class="casing" d="${d}"/>\n<path class="line ${color}" d="${d}"/>`;
}

function pathOf(overlay: Exclude<Overlay, { kind: 'points' }>, at: (x: number, y: number) => string): string {
  if (overlay.kind === 'arrows') {
    return Array.from(overlay.x, (x, i) => arrow([x, overlay.y[i]], [overlay.dx[i], overlay.dy[i]], at)).join('');
  }
  const lines = overlay.kind === 'contour' ? outlines(overlay.grid, overlay.level) : overlay.lines;
  return lines
    .map((line) => {
      const points = line.map(([x, y]) => at(x, y));
      // neighbors that share a tenth of a pixel are one point
      return `M${points.filter((point, i) => i === 0 || point !== points[i - 1]).join('L')}`;
    })
    .join('');
}

/** A shaft with two barbs of a third of its length. */
function arrow(
  [x, y]: readonly [number, number],
  [dx, dy]: readonly [number, number],
  at: (x: number, y: number) => string,
): string {
  const barb = (side: number) => at(x + dx - (dx + side * dy) / 4, y + dy - (dy - side * dx) / 4);
  return `M${at(x, y)}L${at(x + dx, y + dy)}M${barb(0.6)}L${at(x + dx, y + dy)}L${barb(-0.6)}`;
}
