import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawAmplitudes } from '../../../src/clnf/faces/amplitudes.js';
import { BLEND_SHAPES, SHAPES } from '../../../src/clnf/faces/blend-shapes.js';
import { MIRROR, POINTS } from '../../../src/clnf/faces/design.js';
import { Pcg32 } from '../../../src/clnf/faces/pcg32.js';
import { DECIMALS, drawModes, shapeModel } from '../../../src/clnf/faces/shape-model.js';
import { formatPdm } from '../../../src/clnf/model/pdm-file.js';
import { belongsTo } from '../../support/allure.js';
import { goldenPath, worst } from '../../support/clnf.js';

belongsTo('clnf', 'rendered faces', 'shapes');

const { pdm, modesOf } = shapeModel();
const column = (j: number) => Float64Array.from({ length: 3 * POINTS }, (_, k) => pdm.basis[k * SHAPES + j]);
const modes = Array.from({ length: SHAPES }, (_, j) => column(j));
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

describe('the point distribution model of rendered faces', () => {
  it('is the shipped file, byte for byte', () => {
    expect(formatPdm(pdm, DECIMALS)).toBe(readFileSync(goldenPath('model/pdm_68.txt'), 'latin1'));
  });

  it('has orthonormal modes, largest variance first', () => {
    const products = modes.flatMap((a) => modes.map((b) => dot(a, b)));
    const identity = modes.flatMap((_, i) => modes.map((_, j) => (i === j ? 1 : 0)));
    // 204 numbers of eight digits: their roundings add up to at most 1e-7, and were measured at 1.3e-8
    expect(worst(products, identity)).toBeLessThan(2e-8);
    expect([...pdm.variances].sort((a, b) => b - a)).toEqual([...pdm.variances]);
    expect(Math.min(...pdm.variances)).toBeGreaterThan(0.5);
  });

  it('has modes that neither move nor turn nor scale a face', () => {
    const point = (i: number) => [0, 1, 2].map((axis) => pdm.mean[axis * POINTS + i]);
    const motions = [0, 1, 2].flatMap((axis) => {
      const [b, c] = [(axis + 1) % 3, (axis + 2) % 3];
      const move = Float64Array.from({ length: 3 * POINTS }, (_, k) => (Math.floor(k / POINTS) === axis ? 1 : 0));
      const turn = Float64Array.from({ length: 3 * POINTS }, (_, k) => {
        const [at, i] = [Math.floor(k / POINTS), k % POINTS];
        return at === b ? -point(i)[c] : at === c ? point(i)[b] : 0;
      });
      return [move, turn];
    });
    const unit = (vector: Float64Array) => vector.map((value) => value / Math.sqrt(dot(vector, vector)));
    const [moves, turns] = [0, 1].map((kind) => motions.filter((_, i) => i % 2 === kind).map(unit));
    expect(Math.max(...moves.flatMap((motion) => modes.map((mode) => Math.abs(dot(motion, mode)))))).toBeLessThan(1e-7);
    // turns and scales are taken out at the designed face, from which the mean, with its mean expression, is a little off
    for (const motion of [...turns, unit(pdm.mean)]) {
      expect(Math.max(...modes.map((mode) => Math.abs(dot(motion, mode))))).toBeLessThan(0.05);
    }
  });

  it('has a mean face of a human size whose halves mirror one another', () => {
    const extent = (axis: number) => {
      const values = pdm.mean.subarray(axis * POINTS, (axis + 1) * POINTS);
      return Math.round(Math.max(...values) - Math.min(...values));
    };
    expect([extent(0), extent(1), extent(2)]).toEqual([142, 135, 96]);
    const asymmetry = Array.from({ length: POINTS }, (_, i) => Math.abs(pdm.mean[i] + pdm.mean[MIRROR[i]]));
    // the amplitudes of the one blend shape that is not symmetric have a mean of about 0, not 0
    expect(Math.max(...asymmetry)).toBeLessThan(0.05);
  });

  it('spreads its faces as its variances say', () => {
    const rng = new Pcg32(1);
    const draws = Array.from({ length: 4000 }, () => modesOf(drawAmplitudes(rng)));
    for (let j = 0; j < SHAPES; j++) {
      const mean = draws.reduce((sum, draw) => sum + draw[j], 0) / draws.length;
      const variance = draws.reduce((sum, draw) => sum + (draw[j] - mean) * (draw[j] - mean), 0) / draws.length;
      // the standard error of a variance from 4000 draws is 2 to 3 %, more for modes with heavy tails: five of them
      expect(Math.abs(variance / pdm.variances[j] - 1)).toBeLessThan(0.15);
      expect(Math.abs(mean) / Math.sqrt(pdm.variances[j])).toBeLessThan(0.08);
    }
  });

  it('draws faces that a fit can reach, the same from the same seed', () => {
    const draw = () => {
      const rng = new Pcg32(3);
      return Array.from({ length: 200 }, () => drawModes(rng));
    };
    const draws = draw();
    expect(draw()).toEqual(draws);
    const deviations = draws.flatMap((each) =>
      [...each].map((value, j) => Math.abs(value) / Math.sqrt(pdm.variances[j])),
    );
    expect(Math.max(...deviations)).toBeLessThanOrEqual(2.95 + 1e-12);
  });

  it('draws amplitudes within the limits of each blend shape, but for those that depend on others', () => {
    const rng = new Pcg32(4);
    const free = BLEND_SHAPES.map(({ name }, i) => ({ name, i })).filter(
      ({ name }) => !['blink', 'jawOpen', 'pucker'].includes(name),
    );
    const outside = Array.from({ length: 500 }, () => drawAmplitudes(rng)).flatMap((amplitudes) =>
      free.filter(({ i }) => amplitudes[i] < BLEND_SHAPES[i].low || amplitudes[i] > BLEND_SHAPES[i].high),
    );
    expect(outside).toEqual([]);
  });
});
