import { type Comparison, compareStages, compareValues, type Rule } from '../parity/index.js';
import type { State } from '../solver.js';
import type { History } from './history.js';
import type { Program, Stepped } from './program.js';

/** What a difference from the reference must be, in spreads of the candidate itself, to be no noise. */
const BEYOND_NOISE = 3;

/** The largest difference between two runs of a candidate from one state, by name; nothing for the same numbers. */
export type Spread = Readonly<Record<string, number>>;

/** What a candidate gives that is asked several times. */
export interface Asked {
  /** One of the states that it reached; undefined where it never got there. */
  readonly state: State | undefined;
  readonly spread: Spread;
}

/** Asks a candidate so often for its state at an iteration. */
export async function askAgain(candidate: Program, start: State, to: number, repeats: number): Promise<Asked> {
  const states: State[] = [];
  for (let i = 0; i < repeats; i++) {
    await candidate.follow(start, [to], async (state) => {
      states.push(state);
      return 'on';
    });
  }
  const [state, ...others] = states;
  const found = others.flatMap((other) => compareValues(state.values, other.values, { of: 'state' }));
  const ends = states.length > 0 && states.length < repeats ? { 'the end': Number.POSITIVE_INFINITY } : {};
  return { state, spread: { ...spreadOf(found), ...ends } };
}

/** The spread of a candidate's single steps, states and stages, from states of the reference at its begin, middle and end. */
export async function spreadOfSteps(
  reference: History,
  candidate: Program,
  points: readonly number[],
  repeats: number,
): Promise<Spread> {
  const places = new Set([0, (points.length - 1) >> 1, points.length - 2].map((place) => points[place]));
  const found: Comparison[] = [];
  for (const place of places) {
    const start = await reference.state(place);
    const steps: Stepped[] = [];
    for (let i = 0; i < repeats; i++) {
      const step = await candidate.step(start);
      if (typeof step !== 'string') steps.push(step);
    }
    const [first, ...others] = steps;
    for (const other of others) {
      found.push(...compareValues(first.state.values, other.state.values, { of: 'state' }));
      if (first.stages && other.stages) found.push(...compareStages(first.stages, other.stages, place + 1));
    }
  }
  return spreadOf(found);
}

/** Rules that allow a candidate its own noise, and before and after it what other rules do. */
export function rulesBeyond(spread: Spread, rules: readonly Rule[] = []): Rule[] {
  const own = Object.entries(spread).map(([name, size]) => ({
    for: name,
    absolute: BEYOND_NOISE * size,
    reason: `${BEYOND_NOISE} times what the candidate differs from itself`,
  }));
  return [...own, ...rules];
}

function spreadOf(found: readonly Comparison[]): Record<string, number> {
  const spread: Record<string, number> = {};
  for (const { name, largest } of found) {
    if (largest.absolute > 0) spread[name] = Math.max(spread[name] ?? 0, largest.absolute);
  }
  return spread;
}
