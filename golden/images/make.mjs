// Makes one photograph of this folder from its original: the mean of every FACTOR x FACTOR square of samples (a box
// filter on the samples as stored, not on linear light), rounded to 8 bits with halves up. Rows and columns that fill
// no square are dropped.
//
//   npm run build && node golden/images/make.mjs ORIGINAL.png FACTOR OUT.png

import { readFileSync, writeFileSync } from 'node:fs';

const png = new URL('../../dist/image/png.js', import.meta.url).href;
const { decodePng, encodePng } = await import(png);

const [original = '', factor = '', out = ''] = process.argv.slice(2);
const step = Number(factor);
const image = decodePng(readFileSync(original), original);
const { channels } = image;
const width = Math.floor(image.width / step);
const height = Math.floor(image.height / step);

const data = new Uint8Array(width * height * channels);
for (let y = 0; y < height; y++) {
  for (let x = 0; x < width; x++) {
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let dy = 0; dy < step; dy++) {
        for (let dx = 0; dx < step; dx++) {
          const at = ((y * step + dy) * image.width + x * step + dx) * channels + channel;
          sum += Math.round(255 * image.data[at]);
        }
      }
      data[(y * width + x) * channels + channel] = Math.round(sum / (step * step));
    }
  }
}
writeFileSync(out, encodePng({ width, height, channels, data }));
