import { describe, expect, it } from 'vitest';
import { Pcg32 } from '../../../src/clnf/faces/pcg32.js';
import { belongsTo } from '../../support/allure.js';

belongsTo('clnf', 'rendered faces', 'random numbers');

describe('the generator PCG32', () => {
  it("gives the numbers of its author's own demonstration", () => {
    // pcg32-demo.c of https://www.pcg-random.org, seed 42, stream 54, round 1
    const rng = new Pcg32(42, 54);
    const words = Array.from({ length: 6 }, () => rng.word());
    expect(words).toEqual([0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e]);
  });

  it('gives uniform and normal numbers with the moments that these have', () => {
    const rng = new Pcg32(1);
    const moments = (draw: () => number) => {
      const values = Array.from({ length: 20_000 }, draw);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [mean, values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length];
    };
    const [uniform, variance] = moments(() => rng.uniform(2, 5));
    // five standard errors of 20,000 draws
    expect(Math.abs(uniform - 3.5)).toBeLessThan(0.031);
    expect(Math.abs(variance - 0.75)).toBeLessThan(0.024);
    const [normal, square] = moments(() => rng.normal(-1, 2));
    expect(Math.abs(normal + 1)).toBeLessThan(0.071);
    expect(Math.abs(square - 4)).toBeLessThan(0.2);
  });

  it('gives whole numbers below a count, each about as often', () => {
    const rng = new Pcg32(2);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i++) counts[rng.below(4)]++;
    // five standard deviations of 2000
    expect(Math.max(...counts.map((count) => Math.abs(count - 2000)))).toBeLessThan(194);
  });
});
