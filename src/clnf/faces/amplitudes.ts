import { BLEND_SHAPES, shapeIndex } from './blend-shapes.js';
import type { Pcg32 } from './pcg32.js';

/**
 * Random amplitudes of the blend shapes. Expressions get more weight at their ends (a wide open or a closed mouth, closed
 * eyes) than a normal distribution would give them, so that a model sees them.
 */
export function drawAmplitudes(rng: Pcg32): Float64Array {
  const amplitudes = Float64Array.from(BLEND_SHAPES, ({ mean, deviation, low, high }) => {
    for (;;) {
      const value = rng.normal(mean, deviation);
      if (value >= low && value <= high) return value;
    }
  });
  const [blink, jawOpen, smile, pucker, eyeSize, browRaise] = [
    'blink',
    'jawOpen',
    'smile',
    'pucker',
    'eyeSize',
    'browRaise',
  ].map(shapeIndex);
  const eyes = rng.uniform();
  if (eyes < 0.18) amplitudes[blink] = rng.uniform(0.75, 1.0);
  else if (eyes < 0.75) amplitudes[blink] = rng.uniform(0, 0.2);
  const mouth = rng.uniform();
  if (mouth < 0.45) amplitudes[jawOpen] = rng.uniform(0, 0.06);
  else if (mouth < 0.6) amplitudes[jawOpen] = rng.uniform(1.0, 2.0);
  // a pucker and a broad smile exclude one another
  if (amplitudes[smile] > 0.8 && amplitudes[pucker] > 0) amplitudes[pucker] *= -0.3;
  // a shut eye keeps a slit of 0.8 mm: lids are 9.7 mm apart, 16 % more per unit of eye size; a smile lifts the lower lid
  const room = 9.7 * (1 + 0.16 * amplitudes[eyeSize]) - 0.5 * amplitudes[smile] + 0.4 * amplitudes[browRaise] - 0.8;
  amplitudes[blink] = Math.max(0, Math.min(amplitudes[blink], room / 8.5));
  return amplitudes;
}
