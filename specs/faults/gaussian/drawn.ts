import { expf } from '../../../src/gaussian/expf.js';
import { CUTOFF } from '../../../src/gaussian/strict.js';
import type { Values } from '../../../src/solver.js';
import { tensor } from '../../../src/tensor.js';
import { numbers } from '../fault.js';
import type { GaussianScene } from './scenes.js';

const f32 = Math.fround;

/** The reference's renderer, written once more with the places where others went wrong left open. */
export function drawn(
  params: Values,
  { width, height }: Pick<GaussianScene, 'width' | 'height'>,
  {
    exp = expf,
    cutoff = CUTOFF,
    color = (sum: number, weight: number) => (weight > f32(1e-10) ? sum / weight : 0),
    corner = 0,
    round = f32,
  } = {},
): Values {
  const [position, scale, colors] = ['position', 'scale', 'color'].map((name) => numbers(params, name));
  const weights = new Float32Array(width * height);
  const image = new Float32Array(width * height * 3);
  for (let pixel = 0; pixel < weights.length; pixel++) {
    const [px, py] = [f32(((pixel % width) + corner) / width), f32((Math.floor(pixel / width) + corner) / height)];
    const sums = [0, 0, 0];
    let total = 0;
    for (let i = 0; i < position.length / 2; i++) {
      const u = f32(f32(px - position[2 * i]) / scale[2 * i]);
      const v = f32(f32(py - position[2 * i + 1]) / scale[2 * i + 1]);
      const distance = f32(f32(u * u) + f32(v * v));
      if (distance > f32(cutoff)) continue;
      const weight = exp(f32(-0.5 * distance));
      total = round(total + weight);
      for (let channel = 0; channel < 3; channel++) {
        sums[channel] = round(sums[channel] + round(weight * colors[3 * i + channel]));
      }
    }
    weights[pixel] = total;
    for (let channel = 0; channel < 3; channel++) image[3 * pixel + channel] = color(sums[channel], total);
  }
  return { weight: tensor([height, width], weights), image: tensor([height, width, 3], image) };
}
