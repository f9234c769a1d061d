import type { Kind } from './healthy.js';
import { floorOf, settling } from './healthy.js';
import type { Random } from './random.js';

/** One turn of a cycle, phase from 0 to 1, between 0 and 1. */
function waveform(draw: Random): (phase: number) => number {
  const form = draw.integer(0, 3);
  const skew = draw.uniform(0.05, 0.4);
  if (form === 0) return (phase) => (1 + Math.sin(2 * Math.PI * phase)) / 2;
  // a fast rise and a slow fall, as relaxation oscillations have
  if (form === 1) return (phase) => (phase < skew ? phase / skew : (1 - phase) / (1 - skew));
  if (form === 2) return (phase) => (phase < skew ? phase / skew : Math.exp((-5 * (phase - skew)) / (1 - skew)));
  return (phase) => (phase < 0.5 ? 1 : 0) * 0.8 + 0.2 * Math.sin(2 * Math.PI * phase);
}

/** Warm restarts: where each begins, with the end of the run as the last. */
function restarts(draw: Random): number[] {
  const multiplier = draw.chance(0.4) ? 2 : 1;
  const count = multiplier === 2 ? draw.integer(3, 5) : draw.integer(3, 12);
  const last = draw.uniform(0.1, 1);
  const lengths = Array.from(
    { length: count },
    (_, i) => (multiplier === 2 ? 1 << i : 1) * (i === count - 1 ? last : 1),
  );
  const total = lengths.reduce((sum, each) => sum + each, 0);
  let at = 0;
  return [0, ...lengths.map((each) => (at += each / total))];
}

/** Looks like a divergence, and is none. */
export const TRAPS: Readonly<Record<string, Kind>> = {
  'warm restarts': ({ draw }) => {
    const base = settling(draw, draw.uniform(0.5, 2));
    const starts = restarts(draw);
    const height = draw.logUniform(0.05, 0.6);
    const decay = draw.uniform(0, 1.5);
    const at = (x: number) => {
      const i =
        Math.max(
          1,
          starts.findIndex((start, k) => k > 0 && x < start),
        ) - 1;
      const phase = (x - starts[i]) / (starts[i + 1] - starts[i]);
      if (i === 0) return base(x);
      const rise = Math.min(1, (x - starts[i]) / (0.03 * (starts[1] - starts[0])));
      return (
        base(x) + height * Math.exp(-decay * starts[i]) * rise * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, phase)))
      );
    };
    return { at, verdicts: ['improving', 'converged', 'oscillating', 'plateau'], trap: true, noise: [1e-6, 0.02] };
  },

  'spikes that recover': ({ draw, spacing }) => {
    const base = settling(draw);
    const spikes = Array.from({ length: draw.integer(1, 6) }, () => {
      const tau = Math.max(draw.logUniform(1e-4, 0.02), 0.4 * spacing);
      return { at: draw.uniform(0.02, 0.97 - 8 * tau), tau, height: draw.logUniform(0.3, 30) };
    });
    const at = (x: number) =>
      spikes.reduce(
        (sum, spike) => sum + (x < spike.at ? 0 : spike.height * Math.exp(-(x - spike.at) / spike.tau)),
        base(x),
      );
    return { at, verdicts: ['converged'], trap: true, noise: [1e-7, 0.015] };
  },

  'warm-up bump': ({ draw }) => {
    const floor = floorOf(draw);
    const tau = draw.uniform(0.02, 0.06);
    const height = draw.uniform(0.3, 3);
    const center = draw.uniform(0.02, 0.06);
    const unfinished = draw.chance(0.4);
    const slow = unfinished ? draw.uniform(0.3, 1) : tau * 2;
    const bump = (x: number) => (x / center) * Math.exp(1 - x / center);
    const at = (x: number) => floor + Math.exp(-x / slow) + height * bump(x);
    return { at, verdicts: [unfinished ? 'improving' : 'converged'], trap: true, noise: [1e-7, 0.015] };
  },

  'limit cycle': ({ draw, rows }) => {
    const base = settling(draw, 0.4);
    const wave = waveform(draw);
    const size = draw.logUniform(0.06, 0.6);
    const cycles = draw.uniform(10, Math.max(11, Math.min(200, rows / 6)));
    const jitter = draw.uniform(0, 0.02);
    const turn = draw.uniform(0, 1);
    const at = (x: number) => {
      const phase = cycles * x + turn + jitter * Math.sin(9 * x * cycles);
      return base(x) + size * Math.min(1, x / 0.2) * wave(phase - Math.floor(phase));
    };
    // fewer than five rows a turn cannot be told from noise
    const verdicts =
      rows / cycles >= 5 && rows >= 80 ? (['oscillating'] as const) : (['oscillating', 'plateau'] as const);
    return { at, verdicts, trap: true, noise: [1e-6, 0.1 * size] };
  },

  'noisy plateau': ({ draw, rows }) => {
    const base = settling(draw, 0.8);
    return {
      at: (x) => 1 + base(x),
      // in a few dozen rows, the descent may drown in the noise
      verdicts: rows < 100 ? ['plateau', 'flat'] : ['plateau'],
      trap: true,
      noise: [0.12, 0.25],
      needsNoise: true,
    };
  },

  'wandering plateau': ({ draw, rows }) => ({
    at: settling(draw, 0.6),
    verdicts: ['plateau', 'converged'],
    trap: true,
    noise: [0.001, 0.03],
    wander: { size: draw.uniform(0.02, 0.12), correlation: Math.max(2, rows / draw.uniform(60, 400)) },
  }),

  'stall at a level': ({ draw }) => {
    const floor = floorOf(draw);
    const stop = draw.uniform(0.15, 0.5);
    const curvature = draw.uniform(0, 0.9);
    const at = (x: number) => {
      const u = Math.min(1, x / stop);
      return floor + 1 - u * (1 + curvature * (1 - u));
    };
    return { at, verdicts: ['converged', 'plateau'], trap: true, noise: [1e-6, 0.2] };
  },
};
