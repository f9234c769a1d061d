import { stdRng } from '../random/std-rng.js';
import type { Doubles, Probe, ProbeGroup } from '../subject.js';
import { dot, median, rms } from './vectors.js';

/** How well the gradient foretells the objective at one length. */
export interface LengthCheck {
  /** The length moved, as a share of the solver's next step. */
  readonly share: number;
  /** Half the change of the objective between the two ends, less what the gradient foretells: median over the directions, relative to the root mean square of what is foretold. */
  readonly error: number;
  /** The same, not relative: in units of the objective. */
  readonly size: number;
}

export const GRADIENT_VERDICTS = ['agrees', 'discontinuity', 'step too long', 'wrong gradient', 'at rest'] as const;
export type GradientVerdict = (typeof GRADIENT_VERDICTS)[number];

/** The gradient of one group against central differences. */
export interface GroupCheck {
  readonly group: string;
  /** How many entries the solver's next step moves. */
  readonly moved: number;
  /** The root mean square of their moves, in the group's units. */
  readonly step: number;
  /** From the whole step down. */
  readonly lengths: readonly LengthCheck[];
  /** The smallest error at any length well below the step. */
  readonly infinitesimal: number;
  /** The error at the whole step. */
  readonly real: number;
  /**
   * What the objective does when every entry that can moves by `step`, all the same way, per unit: by the gradient, and by
   * the difference quotient.
   */
  readonly together: { readonly gradient: number; readonly quotient: number };
  readonly verdict: GradientVerdict;
}

/**
 * Lengths from the step down by eights: 2^-15 of it is where the rounding of doubles begins to show in an objective of the
 * size of 1e-2 whose gradient's share in a step is 1e-6 of it.
 */
const LENGTHS = [1, 1 / 8, 1 / 64, 1 / 512, 1 / 4096, 1 / 32_768];
/** Central differences of a smooth function in double precision agree to 1e-6 or better; a formula that is wrong does so to one. */
const SMALL = 1e-3;
/** From here on what is foretold is not what comes: a step by the gradient may as well go up. */
const LARGE = 0.5;
/**
 * What a smooth function's error falls by from an eighth of the step to a 64th: by 64 where the third derivative is all of it,
 * and by this much either way of it. A jump's error stays as it is, and vanishes where nothing jumps any more.
 */
const SMOOTH = [16, 256] as const;
/** Directions: their median has an error of a third of their spread. A large problem, whose direction is an average itself, gets fewer. */
const DIRECTIONS = 8;
const DIRECTIONS_LARGE = 3;
const LARGE_GROUP = 20_000;

/**
 * Checks the gradient of every group, infinitesimally and at the length of the real step: along directions in which every
 * entry moves by as much as the solver's next step moves it, with random signs. Where both ends of a direction agree with
 * the gradient when it is short and not when it is as long as the step, the objective has a jump within the step's reach, or
 * bends within it; a bend's error falls with the square of the length, a jump's does not.
 */
export function checkGradient(probe: Probe, before: Doubles, after: Doubles): GroupCheck[] {
  const gradient = probe.gradient(before);
  return probe.groups.map((group) => checkGroup(probe, group, before, after, gradient[group.name]));
}

function checkGroup(
  probe: Probe,
  group: ProbeGroup,
  before: Doubles,
  after: Doubles,
  gradient: Float64Array,
): GroupCheck {
  const { name } = group;
  const start = before[name];
  const lengths = roomFor(
    group,
    start,
    start.map((value, i) => Math.abs(after[name][i] - value)),
  );
  const moving = lengths.filter((length) => length > 0);
  const step = rms(moving);
  const along = (direction: Float64Array, share: number) =>
    probe.objective({ ...before, [name]: start.map((value, i) => value + share * direction[i]) });
  const half = (direction: Float64Array, share: number) => (along(direction, share) - along(direction, -share)) / 2;

  const uniform = roomFor(group, start, new Float64Array(start.length).fill(step));
  const together =
    step === 0
      ? { gradient: 0, quotient: 0 }
      : { gradient: dot(gradient, uniform) / step, quotient: half(uniform, 1) / step };

  const random = stdRng(1);
  const count = start.length > LARGE_GROUP ? DIRECTIONS_LARGE : DIRECTIONS;
  const directions = Array.from({ length: step === 0 ? 0 : count }, () =>
    lengths.map((length) => (random(0, 1) < 0.5 ? length : -length)),
  );
  const foretold = Float64Array.from(directions, (direction) => dot(gradient, direction));
  const scale = rms(foretold);
  const checks =
    directions.length === 0
      ? []
      : LENGTHS.map((share): LengthCheck => {
          const errors = directions.map((direction, k) => Math.abs(half(direction, share) - share * foretold[k]));
          const size = median(Float64Array.from(errors));
          return { share, size, error: size === 0 ? 0 : size / (share * scale) };
        });
  const real = checks[0]?.error ?? 0;
  const infinitesimal = Math.min(...checks.slice(2).map(({ error }) => error), checks.length === 0 ? 0 : Infinity);
  const verdict = judge(checks, infinitesimal);
  return { group: name, moved: moving.length, step, lengths: checks, infinitesimal, real, together, verdict };
}

/** The lengths by which entries can move both ways within their range; 0 for those that cannot. */
function roomFor({ range }: ProbeGroup, start: Float64Array, lengths: Float64Array): Float64Array {
  if (range === undefined) return lengths;
  return lengths.map((length, i) => {
    const [low, high] = range(i);
    return start[i] - length >= low && start[i] + length <= high ? length : 0;
  });
}

function judge(checks: readonly LengthCheck[], infinitesimal: number): GradientVerdict {
  if (checks.length === 0) return 'at rest';
  if (!(infinitesimal <= SMALL)) return 'wrong gradient';
  if (checks[0].error < LARGE) return 'agrees';
  const falls = checks[1].error / checks[2].error;
  return falls >= SMOOTH[0] && falls <= SMOOTH[1] ? 'step too long' : 'discontinuity';
}
