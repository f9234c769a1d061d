import { describe, expect, it } from 'vitest';
import { physicalFlare } from '../../../src/ilt/aware/model.js';
import { flareTransfer, type Scatter, scatterTransfer, spreadsOf } from '../../../src/ilt/flare/physical.js';
import { belongsTo } from '../../support/allure.js';

belongsTo('ilt', 'flare', 'physical');

const SCATTER: Scatter = { tis: 0.05, inner: 50, range: 5000, power: 2.5 };

/** Scattered light at a distance in nm, of all of it, per nm^2. */
const density = (scatter: Scatter, distance: number) =>
  spreadsOf(scatter).reduce((sum, { deviation, share }) => {
    const [variance, squared] = [deviation * deviation, distance * distance];
    return sum + (share / (2 * Math.PI * variance)) * Math.exp(-squared / (2 * variance));
  }, 0);

describe('scattered light', () => {
  it.each([2, 2.5, 3])('falls off as distance to the power -%f from where it begins to where it ends', (power) => {
    const scatter = { ...SCATTER, power, inner: 5, range: 50_000 };
    for (const distance of [200, 400, 800, 1600]) {
      const slope = Math.log(density(scatter, 1.5 * distance) / density(scatter, distance)) / Math.log(1.5);
      expect(Math.abs(slope + power)).toBeLessThan(0.02);
    }
  });

  it('is all there, and nearly gone beyond its range', () => {
    let inside = 0;
    for (let distance = 1; distance < 20_000; distance += 2)
      inside += 2 * Math.PI * distance * density(SCATTER, distance) * 2;
    expect(inside).toBeCloseTo(1, 3);
    expect(density(SCATTER, 20_000) / density(SCATTER, 4000)).toBeLessThan(1e-4);
  });

  it('leaves an evenly lit field as it is, and takes the share tis from the finest grating', () => {
    expect(scatterTransfer(spreadsOf(SCATTER), 0)).toBeCloseTo(1, 15);
    const radius = 40;
    const transfer = flareTransfer(SCATTER, 1000, radius);
    const side = 2 * radius + 1;
    expect(transfer[radius * side + radius]).toBeCloseTo(1, 15);
    expect(transfer[0]).toBeCloseTo(1 - SCATTER.tis, 6);
    expect(transfer).toEqual(transfer.slice().reverse());
  });
});

describe("a dark pad in the light (Kirk's test)", () => {
  const [size, field] = [64, 20_000];
  const { scatter, density: share } = physicalFlare(SCATTER, size, field);
  /** The light in the middle of a pad of some pixels, as a share of that around it. */
  const middle = (pad: number) => {
    const image = Float64Array.from({ length: size * size }, (_, i) => {
      const isDark = Math.abs((i % size) - 32) <= pad / 2 && Math.abs(Math.floor(i / size) - 32) <= pad / 2;
      return isDark ? 0 : 1;
    });
    return share.alpha(image)[0] * scatter.apply(image)[32 * size + 32];
  };

  it('has less light in its middle the larger it is, and never more than is scattered', () => {
    const light = [0, 2, 4, 8, 16, 32].map(middle);
    expect(light[0]).toBeLessThan(SCATTER.tis);
    for (let i = 1; i < light.length; i++) expect(light[i]).toBeLessThan(light[i - 1]);
    // flare is a matter of micrometres: a fifth of it still comes in over half a micrometre
    expect(light[1] / SCATTER.tis).toBeGreaterThan(0.2);
    expect(light[5] / SCATTER.tis).toBeLessThan(0.1);
  });
});
