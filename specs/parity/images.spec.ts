import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../src/image/image.js';
import { decodePng } from '../../src/image/png.js';
import { compareImages, describeComparison, type ImageOptions } from '../../src/parity/index.js';
import { attachImage, belongsTo } from '../support/allure.js';
import { attachImageDiff } from '../support/image-diff.js';

belongsTo('harness', 'compare', 'images');

const golden = (path: string) => new URL(`../../golden/${path}`, import.meta.url);
const photograph = (name: string) => decodePng(readFileSync(golden(`images/${name}`)), name);

interface Measure {
  readonly image: string;
  readonly changed: keyof typeof CHANGES;
  readonly ssim: number;
  readonly psnr: number;
}

/** What golden/parity/make.py does to 8-bit samples, by their place. */
const CHANGES = {
  shifted: ({ width }: Image, x: number) => ({ x: (x + width - 1) % width, sample: (byte: number) => byte }),
  halved: (_: Image, x: number) => ({ x, sample: (byte: number) => byte >> 1 }),
  coarse: (_: Image, x: number) => ({ x, sample: (byte: number) => byte & 0xf0 }),
  mirrored: ({ width }: Image, x: number) => ({ x: width - 1 - x, sample: (byte: number) => byte }),
};

function changed(image: Image, how: keyof typeof CHANGES): Image {
  const { width, height, channels } = image;
  const data = new Float32Array(image.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = CHANGES[how](image, x);
      for (let c = 0; c < channels; c++) {
        const byte = Math.round(image.data[(y * width + from.x) * channels + c] * 255);
        data[(y * width + x) * channels + c] = from.sample(byte) / 255;
      }
    }
  }
  return { ...image, data };
}

const { measures } = JSON.parse(readFileSync(golden('parity/image-measures.json'), 'utf8')) as { measures: Measure[] };

describe('PSNR and SSIM', () => {
  it.each(measures.map((each): [string, string, Measure] => [each.image, each.changed, each]))(
    'are those of scikit-image: %s %s',
    (name, how, { psnr, ssim }) => {
      const image = photograph(name);
      const other = changed(image, how as keyof typeof CHANGES);
      const found = compareImages(image, other);
      attachImageDiff(`${name}, ${how}`, image, other);
      // samples are held in single precision here, which moves a mean square of 1e-3 in its seventh digit
      expect(found.psnr).toBeCloseTo(psnr, 4);
      expect(found.ssim).toBeCloseTo(ssim, 5);
    },
  );
});

const gray = (width: number, height: number, sample: (x: number, y: number) => number): Image => ({
  width,
  height,
  channels: 1,
  data: Float32Array.from({ length: width * height }, (_, i) => sample(i % width, Math.floor(i / width))),
});
const ramp = gray(16, 12, (x, y) => (x + y) / 32);
const spot = gray(16, 12, (x, y) => (x === 5 && y === 7 ? 1 : (x + y) / 32));

describe('two images', () => {
  it('that are the same have nothing that differs', () => {
    expect(compareImages(ramp, ramp)).toMatchObject({
      verdict: 'same',
      pixels: 0,
      psnr: Number.POSITIVE_INFINITY,
      ssim: 1,
    });
  });

  it.each<[string, Image, ImageOptions, string]>([
    ['a sample, where nothing may', spot, {}, 'differs'],
    [
      'a sample, where that is allowed',
      spot,
      { rules: [{ for: 'image/samples', absolute: 1, reason: 'any' }] },
      'within',
    ],
    ['a pixel to the eye', spot, { threshold: 0.1 }, 'differs'],
    ['less than the eye is to see', gray(16, 12, (x, y) => (x + y) / 32 + 0.004), { threshold: 0.1 }, 'within'],
  ])('may differ in %s', (_, other, options, verdict) => {
    expect(compareImages(ramp, other, options).verdict).toBe(verdict);
  });

  it('tell the sample that differs, and show it in the third of three panes', () => {
    const found = compareImages(ramp, spot);
    expect(found).toMatchObject({ pixels: 1, samples: { over: 1, first: { index: [7, 5, 0], candidate: 1 } } });
    const panes = decodePng(found.panes as Uint8Array, 'panes');
    attachImage('reference, candidate, difference', found.panes as Uint8Array);
    expect([panes.width, panes.height]).toEqual([16 * 3 + 8 * 2, 12]);
    const pixel = (pane: number, x: number, y: number) =>
      [...panes.data.subarray((y * panes.width + pane * 24 + x) * 3).subarray(0, 3)].map((each) =>
        Math.round(each * 255),
      );
    expect(pixel(0, 5, 7)).toEqual([96, 96, 96]);
    expect(pixel(1, 5, 7)).toEqual([255, 255, 255]);
    expect(pixel(2, 5, 7)).toEqual([255, 0, 0]);
  });

  it.each<[string, Image, string]>([
    ['size', gray(12, 16, () => 0), '16 x 12 x 1 (height, width, channels), 12 x 16 x 1 expected'],
    [
      'kind',
      { ...ramp, channels: 3, data: new Float32Array(16 * 12 * 3) },
      '12 x 16 x 3 (height, width, channels), 12 x 16 x 1 expected',
    ],
  ])('of another %s differ, with nothing to show', (_, other, problem) => {
    const image = compareImages(ramp, other);
    expect(image).toMatchObject({ verdict: 'differs', samples: { problem } });
    expect(image.panes).toBeUndefined();
    expect(describeComparison({ kind: 'image', verdict: image.verdict, image })).toBe(`different: ${problem}`);
  });

  it('too small for a window of SSIM have none', () => {
    const small = gray(10, 10, () => 0.5);
    expect(compareImages(small, small).ssim).toBeUndefined();
  });
});
