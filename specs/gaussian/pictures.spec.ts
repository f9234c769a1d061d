import { describe, expect, it } from 'vitest';
import { type Fit, pictures } from '../../src/gaussian/pictures.js';
import type { Image } from '../../src/image/image.js';

const frame = { width: 16, height: 8 };
const pixels = frame.width * frame.height;
const FACTOR = 32;
const fill = (value: number) => new Float32Array(pixels * 3).fill(value);

/** One Gaussian at (1/2, 1/2) with standard deviations of 1/4 and 1/4 of the sides, unless told otherwise. */
const sample = (changes: Partial<Fit> = {}): Fit => ({
  frame,
  rendered: fill(0.5),
  target: fill(0.5),
  weight: new Float32Array(pixels).fill(1),
  position: [0.5, 0.5],
  whitening: [4, 0, 4],
  ...changes,
});
const at = ({ width, data }: Image, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];
/** Middle of an enlarged pixel of the small picture. */
const middle = (pixel: number) => pixel * (FACTOR / 2) + FACTOR / 4;

describe('pictures', () => {
  it('are enlarged to about 256 pixels, the ellipses to 512', () => {
    const sizes = Object.values(pictures(sample())).map(({ width, height, channels }) => [width, height, channels]);
    expect(sizes).toEqual([...new Array(4).fill([256, 128, 3]), [512, 256, 3]]);
  });

  it('show the rendered image and the target as they are', () => {
    const { rendered, target } = pictures(sample({ rendered: fill(0.25), target: fill(0.75) }));
    expect(new Set(rendered.data)).toEqual(new Set([0.25]));
    expect(new Set(target.data)).toEqual(new Set([0.75]));
  });

  it('show agreement as white, too bright as red, too dark as blue, and stronger where the error is larger', () => {
    const rendered = fill(0.5);
    rendered.set([0.6, 0.6, 0.6], 0);
    rendered.set([1, 1, 1], 3);
    rendered.set([0.4, 0.4, 0.4], 6);
    const { difference } = pictures(sample({ rendered }));
    const [weak = [], strong = [], blue = [], white = []] = [0, 1, 2, 3].map((x) => at(difference, middle(x), 0));
    const [red = 0, , blueOfRed = 0] = weak;
    expect(red).toBeGreaterThan(blueOfRed);
    expect(strong[1]).toBeLessThan(weak[1] ?? 0);
    expect(blue[2]).toBeGreaterThan(blue[0] ?? 1);
    expect(white).toEqual([1, 1, 1]);
  });

  it('show an error of color alone, which a mean over the channels would hide', () => {
    const rendered = fill(0.5);
    rendered.set([0.9, 0.1, 0.5], 0);
    const [, green = 1] = at(pictures(sample({ rendered })).difference, 0, 0);
    expect(green).toBeLessThan(0.6);
  });

  it('show uncovered pixels in color and the others in a gray that rises with the weight', () => {
    const weight = new Float32Array(pixels).fill(1);
    weight.set([0, 1e-10, 0.01, 5]);
    const { coverage } = pictures(sample({ weight }));
    const [none = [], hardly = [], little = [], much = []] = [0, 1, 2, 3].map((x) => at(coverage, middle(x), 0));
    expect(hardly).toEqual(none);
    expect(none[0]).toBeGreaterThan((none[2] ?? 1) + 0.5);
    expect(new Set(little).size).toBe(1);
    expect(much[0]).toBeGreaterThan((little[0] ?? 1) + 0.3);
  });

  // The center (1/2, 1/2) is the sample of pixel (8, 4), whose enlarged square has its middle at (272, 144); the half axes
  // are 512 / 4 and 256 / 4 pixels.
  const [cx, cy, rx, ry] = [272, 144, 128, 64];

  it.each([
    ['right', cx + rx, cy],
    ['left', cx - rx, cy],
    ['below', cx, cy + ry],
    ['above', cx, cy - ry],
    ['on a slant', cx + Math.round(rx * 0.6), cy + Math.round(ry * 0.8)],
  ])('outline a Gaussian one standard deviation from its center: %s', (_, x, y) => {
    const { ellipses } = pictures(sample());
    const [red, blue] = [0, 2].map((channel) => {
      const around = [-1, 0].flatMap((dx) => [-1, 0].map((dy) => at(ellipses, x + dx, y + dy)[channel]));
      return channel === 0 ? Math.max(...around) : Math.min(...around);
    });
    // The outline runs between pixel centers: half a pixel away it covers 7 tenths of a pixel.
    expect(red).toBeGreaterThan(0.7);
    expect(blue).toBeLessThan(0.5);
  });

  it('leave the ground alone a few pixels away from an outline', () => {
    const { ellipses } = pictures(sample());
    for (const offset of [-6, -5, 5, 6]) {
      expect(at(ellipses, cx + rx + offset, cy)).toEqual([0.5, 0.5, 0.5]);
      expect(at(ellipses, cx, cy - ry + offset)).toEqual([0.5, 0.5, 0.5]);
    }
    expect(at(ellipses, cx, cy)).toEqual([0.5, 0.5, 0.5]);
  });

  it('put a dark rim around the bright outline, so that it is seen on white and on black', () => {
    for (const ground of [0, 1]) {
      const { ellipses } = pictures(sample({ rendered: fill(ground) }));
      const profile = Array.from({ length: 11 }, (_, i) => at(ellipses, cx + rx - 6 + i, cy)[0] ?? 0);
      expect(Math.max(...profile)).toBeGreaterThan(0.65);
      expect(Math.min(...profile)).toBeLessThan(0.4);
    }
  });

  it('outline a slanted Gaussian along its long axis', () => {
    // Axes at 45 degrees in pixels of 1/16 by 1/8: half axes 4 pixels along (1, 1), 1 pixel along (1, -1).
    const [xx, xy] = [(16 + 1) / 2, (16 - 1) / 2];
    const l11 = Math.sqrt(xx);
    const [l21, l22] = [xy / l11, Math.sqrt(xx - (xy / l11) * (xy / l11))];
    const whitening = [16 / l11, (-16 * l21) / (l11 * l22), 8 / l22];
    const { ellipses } = pictures(sample({ position: [0.5, 0.5], whitening, rendered: fill(0) }));
    const step = Math.round((FACTOR * 4) / Math.SQRT2);
    const short = Math.round(FACTOR / Math.SQRT2);
    const brightest = (x: number, y: number) =>
      Math.max(...[-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => at(ellipses, x + dx, y + dy)[0] ?? 0)));
    expect(brightest(cx + step, cy + step)).toBeGreaterThan(0.65);
    expect(brightest(cx + short, cy - short)).toBeGreaterThan(0.65);
    expect(brightest(cx + step, cy - step)).toBe(0);
  });

  it.each([
    ['a point', [1e6, 0, 1e6]],
    ['not finite', [Number.NaN, 0, 4]],
    ['endless', [0, 0, 4]],
    ['larger than the picture by far', [1e-9, 0, 1e-9]],
  ])('keep to their range where an ellipse is %s', (_, whitening) => {
    const { ellipses } = pictures(sample({ whitening }));
    expect(ellipses.data.every((value) => value >= 0 && value <= 1)).toBe(true);
  });
});
