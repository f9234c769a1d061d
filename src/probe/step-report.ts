import type { State } from '../solver.js';
import type { Doubles, Probe, ProbeGroup } from '../subject.js';
import { dot, median, norm, share } from './vectors.js';

/** What the solver's next step does, over all groups or to one of them. */
export interface Effect {
  /** The change of the objective that the gradient foretells, g . dp. */
  readonly predicted: number;
  /** The change that comes. */
  readonly actual: number;
}

export interface GroupStep extends Effect {
  readonly group: string;
  readonly entries: number;
  /** Euclidean norms of the update, the parameters and the gradient. */
  readonly updateNorm: number;
  readonly parameterNorm: number;
  readonly gradientNorm: number;
  /** The share of entries at an end of their range. */
  readonly clamped: number;
  /** Where the optimizer divides by a second moment's root plus eps: that eps, the median root, and the share of roots below eps. */
  readonly eps?: { readonly eps: number; readonly root: number; readonly below: number } | undefined;
  /** Behind a squashing function: the median slope as a share of the largest, and the share of entries below {@link FLAT}. */
  readonly slope?: { readonly median: number; readonly flat: number };
}

export interface StepReport extends Effect {
  readonly objective: number;
  readonly groups: readonly GroupStep[];
}

/** A slope below this share of the largest passes on so little that a parameter counts as saturated: a sigmoid's at 5.3 and beyond. */
export const FLAT = 0.02;

/** What the step from `before` to the state `next` does to the objective, all of it and one group at a time. */
export function reportStep(probe: Probe, before: Doubles, next: State): StepReport {
  const after = probe.parameters(next);
  const adaptive = probe.adaptive?.(next);
  const objective = probe.objective(before);
  const gradient = probe.gradient(before);
  const groups = probe.groups.map((group): GroupStep => {
    const { name } = group;
    const start = before[name];
    const update = after[name].map((value, i) => value - start[i]);
    return {
      group: name,
      entries: start.length,
      predicted: dot(gradient[name], update),
      actual: probe.objective({ ...before, [name]: after[name] }) - objective,
      updateNorm: norm(update),
      parameterNorm: norm(start),
      gradientNorm: norm(gradient[name]),
      clamped: clampedShare(group, start),
      ...(adaptive && { eps: epsOf(adaptive.eps, adaptive.roots[name]) }),
      ...slopeOf(group, start),
    };
  });
  return {
    objective,
    predicted: groups.reduce((sum, { predicted }) => sum + predicted, 0),
    actual: probe.objective(after) - objective,
    groups,
  };
}

function clampedShare({ range }: ProbeGroup, values: Float64Array): number {
  if (range === undefined) return 0;
  // a state in single precision holds the range's ends rounded to it
  return share(
    values,
    (value, i) => value <= Math.max(...ends(range(i)[0])) || value >= Math.min(...ends(range(i)[1])),
  );
}

const ends = (value: number): [number, number] => [value, Math.fround(value)];

const epsOf = (eps: number, roots: Float64Array): GroupStep['eps'] => ({
  eps,
  root: median(roots),
  below: share(roots, (root) => root < eps),
});

function slopeOf({ slope }: ProbeGroup, values: Float64Array): Pick<GroupStep, 'slope'> {
  if (slope === undefined) return {};
  const slopes = slope(values);
  return { slope: { median: median(slopes), flat: share(slopes, (value) => value < FLAT) } };
}
