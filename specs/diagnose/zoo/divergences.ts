import type { Kind, Setting } from './healthy.js';
import { settling } from './healthy.js';
import type { Shape } from './specimen.js';

type Growth = (u: number) => number;

/** The noise that leaves a rise of `height` after `onset` visible at all, in units of the descent. */
function noiseFor({ rows }: Setting, onset: number, height: number): readonly [number, number] {
  const visible = height / Math.max(1.5, 14 / Math.sqrt(rows * (1 - onset)));
  return [1e-7, Math.min(0.12, visible)];
}

/** A descent, and from some point on a rise of a height that grows from 0 to 1. */
function rising(setting: Setting, growth: Growth, height: number, onset = setting.draw.uniform(0.2, 0.85)): Shape {
  const base = settling(setting.draw, onset * setting.draw.uniform(0.5, 1.6));
  const at = (x: number) => base(x) + (x <= onset ? 0 : height * growth((x - onset) / (1 - onset)));
  return { at, verdicts: ['diverged'], diverges: true, noise: noiseFor(setting, onset, height) };
}

const exponential =
  (rate: number): Growth =>
  (u) =>
    (Math.exp(rate * u) - 1) / (Math.exp(rate) - 1);
const saturating =
  (rate: number): Growth =>
  (u) =>
    (1 - Math.exp(-rate * u)) / (1 - Math.exp(-rate));
const slow =
  (exponent: number): Growth =>
  (u) =>
    u <= 0 ? 0 : Math.exp(exponent * Math.log(u));

export const DIVERGENCES: Readonly<Record<string, Kind>> = {
  'slow divergence': (setting) => {
    const { draw } = setting;
    return rising(setting, slow(draw.uniform(0.8, 1.5)), draw.logUniform(0.08, 0.6));
  },

  'exponential divergence': (setting) => {
    const { draw } = setting;
    return rising(setting, exponential(draw.uniform(1.5, 8)), draw.logUniform(0.3, 1000));
  },

  'saturating divergence': (setting) => {
    const { draw } = setting;
    return rising(setting, saturating(draw.uniform(3, 20)), draw.logUniform(0.1, 5));
  },

  'jump to a worse level': (setting) => rising(setting, () => 1, setting.draw.logUniform(0.1, 5)),

  'second divergence': (setting) => {
    const { draw } = setting;
    const first = draw.uniform(0.1, 0.3);
    const length = draw.uniform(0.08, 0.2);
    const onset = first + length + draw.uniform(0.05, 0.2);
    const height = draw.logUniform(0.15, 2);
    const last = rising(setting, saturating(draw.uniform(0.5, 8)), height * draw.uniform(0.7, 4), onset);
    // up over its first half, and all the way back
    const bump = (u: number) => (u <= 0 || u >= 1 ? 0 : Math.sin(Math.PI * u) * Math.sin(Math.PI * u));
    return { ...last, at: (x) => last.at(x) + height * bump((x - first) / length) };
  },

  'growing oscillation': (setting) => {
    const { draw, rows } = setting;
    const onset = draw.uniform(0.2, 0.7);
    const height = draw.logUniform(0.3, 5);
    const growth = exponential(draw.uniform(1.5, 5));
    const cycles = draw.uniform(6, Math.max(7, Math.min(40, (rows * (1 - onset)) / 6)));
    const mean = draw.uniform(0.3, 1.3);
    const base = settling(draw, onset);
    const deviation = (x: number) => {
      if (x <= onset) return 0;
      const u = (x - onset) / (1 - onset);
      return height * growth(u) * (mean + Math.sin(2 * Math.PI * cycles * u));
    };
    return {
      // high enough that the loss stays positive
      at: (x) => base(x) + height * Math.max(0.2, 1.05 - mean) + deviation(x),
      deviation,
      onset,
      verdicts: ['diverged'],
      diverges: true,
      cause: 'growing oscillation',
      noise: noiseFor(setting, onset, height / 3),
    };
  },

  'divergence from the start': (setting) => {
    const { draw } = setting;
    const floor = draw.logUniform(0.05, 2);
    const growth = draw.pick([
      slow(draw.uniform(0.8, 1.5)),
      exponential(draw.uniform(1, 6)),
      saturating(draw.uniform(2, 10)),
    ]);
    return {
      at: (x) => floor + growth(x),
      onset: 0,
      verdicts: ['diverged'],
      diverges: true,
      noise: noiseFor(setting, 0, 1),
    };
  },

  'blow-up beyond the numbers': (setting) => {
    const { draw } = setting;
    const onset = draw.uniform(0.2, 0.8);
    const end = onset + (1 - onset) * draw.uniform(0.2, 0.95);
    const base = settling(draw, onset);
    const rate = draw.uniform(20, 60);
    const at = (x: number) => base(x) + (x <= onset ? 0 : Math.exp((rate * (x - onset)) / (end - onset)) - 1);
    return { at, onset, overflow: Math.exp(rate), verdicts: ['non-finite'], diverges: true, noise: [1e-7, 0.02] };
  },
};
