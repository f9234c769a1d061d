import { type Edge, edgesOf } from './edges.js';

/** Where the position of an edge is looked at: pixels of the print on either side of it. */
export interface Probe {
  /** The pixel on the edge. */
  readonly x: number;
  readonly y: number;
  /** The pixel inside the shape that has to print, by its index in a row-major image. */
  readonly inner: number;
  /** The pixel outside of it that must not. */
  readonly outer: number;
}

/** All lengths in nanometres. */
export interface ProbeRule {
  /** How far an edge may be from where it should. */
  readonly constraint: number;
  /** Between two probes of a long edge; an edge of at most twice that has one in its middle. */
  readonly step: number;
}

/** Those of OpenILT. */
export const PROBE_RULE: ProbeRule = { constraint: 15, step: 40 };

/**
 * The probes of a binary target [size, size] with pixels of `pixel` nanometres, edge by edge. A long edge has them every
 * `step` from both ends to its middle. On which side the shape lies is seen at the first probe of an edge; an edge with the
 * shape on both sides or on neither has none, and neither has one whose probe points would lie beyond the field. Source:
 * OpenILT, `evaluation.py`, which stops with an error in those last cases.
 */
export function probesOf(target: Uint8Array, size: number, pixel = 1, rule = PROBE_RULE): Probe[] {
  const step = Math.max(1, Math.round(rule.step / pixel));
  const reach = Math.max(1, Math.round(rule.constraint / pixel));
  return edgesOf(target, size).flatMap((edge) => probesAlong(edge, target, size, step, reach));
}

/** The edge placement errors of a print: probes whose inner pixel is not printed, and those whose outer one is. */
export function epe(probes: readonly Probe[], printed: Uint8Array): number {
  let errors = 0;
  for (const { inner, outer } of probes) errors += Number(printed[inner] === 0) + Number(printed[outer] === 1);
  return errors;
}

function probesAlong(edge: Edge, target: Uint8Array, size: number, step: number, reach: number): Probe[] {
  const { direction, at } = edge;
  const [along, across] = direction === 'vertical' ? [size, 1] : [1, size];
  const positions = positionsOn(edge, step);
  const value = (across_: number) =>
    across_ >= 0 && across_ < size ? target[across_ * across + positions[0] * along] : 0;
  const side = value(at + 1) - value(at - 1);
  if (side === 0 || at - reach < 0 || at + reach >= size) return [];
  return positions.map((position) => {
    const pixel = position * along + at * across;
    const [x, y] = direction === 'vertical' ? [at, position] : [position, at];
    return { x, y, inner: pixel + side * reach * across, outer: pixel - side * reach * across };
  });
}

function positionsOn({ from, to }: Edge, step: number): number[] {
  const middle = Math.floor((from + to) / 2);
  if (to - from <= 2 * step) return [middle];
  const positions: number[] = [];
  for (let i = from + step; i <= middle; i += step) positions.push(i);
  for (let i = to - step; i > middle; i -= step) positions.push(i);
  return positions;
}
