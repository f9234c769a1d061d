import { describe, expect, it } from 'vitest';
import '../../../src/vitest/matchers/install.js';
import { belongsTo } from '../../support/allure.js';

belongsTo('harness', 'matchers', 'curves');

type Column = (iteration: number) => number;
/** 400 rows of some columns. */
const rows = (columns: Readonly<Record<string, Column>>) =>
  Array.from({ length: 400 }, (_, i) => ({
    iteration: i + 1,
    ...Object.fromEntries(Object.entries(columns).map(([name, of]) => [name, of(i + 1)])),
  }));

const settling = rows({ loss: (i) => 1 + Math.exp(-i / 20), grad_norm: (i) => Math.exp(-i / 20) });
const falling = rows({ loss: (i) => 10 - i / 50 });
const turning = rows({ loss: (i) => (i < 200 ? 1 / i : 1 / 200 + (i - 200) * 0.01) });
const frozen = rows({
  loss: (i) => 0.000668 - 1e-12 * i,
  grad_norm: () => 1.5e-8,
  update_norm: () => 0.15,
  learning_rate: () => 0.1,
  eps_ratio: () => 320,
  saturated: () => 1,
});

describe('toConverge', () => {
  it('passes for a curve that settles with its gradient', () => {
    expect(settling).toConverge();
    expect(() => expect(settling).not.toConverge()).toThrow(/^converged, with its best at iteration/);
  });

  it.each([
    ['still falls', falling, /^improving/],
    ['rises', turning, /^diverged.*at best \(iteration 19\d|200/],
    ['is frozen', frozen, /^flat \(.*frozen/],
  ])('fails for a curve that %s, and says so', (_, curve, complaint) => {
    expect(curve).not.toConverge();
    expect(() => expect(curve).toConverge()).toThrow(complaint);
  });

  it('judges by another column where asked', () => {
    const both = rows({ loss: (i) => 10 - i / 50, other: (i) => 1 + Math.exp(-i / 20) });
    expect(both).not.toConverge();
    expect(both).toConverge({ loss: 'other' });
    expect(() => expect(both).toConverge({ loss: 'energy' })).toThrow(/no column energy; there are loss, other/);
  });
});

describe('toDivergeWithin', () => {
  it('passes when all of the onset lies in the interval', () => {
    expect(turning).toDivergeWithin([150, 250]);
  });

  it('fails when it does not, with the interval that would have passed', () => {
    expect(() => expect(turning).toDivergeWithin([300, 400])).toThrow(
      /not within 300 and 400; would have passed: \[1\d\d, 2\d\d\]/,
    );
  });

  it('fails for a curve that does not diverge', () => {
    expect(() => expect(settling).toDivergeWithin([1, 400])).toThrow(/^converged/);
  });

  it('refuses what is no interval', () => {
    expect(() => expect(turning).not.toDivergeWithin([300, 200])).toThrow(/300 to 200 is no interval/);
  });
});

describe('toStayFlatBecause', () => {
  it('passes for the cause that the columns speak for', () => {
    expect(frozen).toStayFlatBecause('frozen: eps');
    expect(() => expect(frozen).not.toStayFlatBecause('frozen: eps')).toThrow(/^flat, frozen: eps: /);
  });

  it('fails for another, and tells which would have passed', () => {
    expect(() => expect(frozen).toStayFlatBecause('solved')).toThrow(/would have passed: .*frozen: eps/);
  });

  it('fails for a curve that is not level', () => {
    expect(falling).not.toStayFlatBecause('solved');
  });
});

describe('every matcher of curves', () => {
  it.each([
    ['no rows', [], /no rows: nothing to compare/],
    ['rows too few to tell', settling.slice(0, 3), /too few to tell/],
    ['what is no run', 7, /expected the folder of a run/],
  ])('refuses %s', (_, received, complaint) => {
    expect(() => expect(received).not.toConverge()).toThrow(complaint);
    expect(() => expect(received).not.toDivergeWithin([1, 2])).toThrow(complaint);
    expect(() => expect(received).not.toStayFlatBecause('solved')).toThrow(complaint);
  });
});
