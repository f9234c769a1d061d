import { InputError } from '../errors.js';
import type { GaussianSettings } from './settings.js';

/** One group of trained parameters, a tensor [N, width] of the state. */
export interface Group {
  readonly name: 'position' | 'scale' | 'rotation' | 'cholesky' | 'color';
  /** The name by which `freeze` and `lr.…` mean it. */
  readonly setting: 'position' | 'scale' | 'rotation' | 'color';
  readonly width: number;
  /** The range that each column is clamped to after an update; none where it is free. */
  readonly bounds: readonly (readonly [number, number])[] | undefined;
  /** The two columns that are standard deviations, where the group has them. */
  readonly deviations?: readonly [number, number];
}

/** The groups that a covariance has, in the order in which they are kept. */
export function groupsOf(settings: Pick<GaussianSettings, 'covariance' | 'min_scale' | 'max_scale'>): Group[] {
  const { covariance, min_scale, max_scale } = settings;
  const unit = [0, 1] as const;
  const extent = [min_scale, max_scale] as const;
  const position: Group = { name: 'position', setting: 'position', width: 2, bounds: [unit, unit] };
  const scale: Group = { name: 'scale', setting: 'scale', width: 2, bounds: [extent, extent], deviations: [0, 1] };
  const rotation: Group = { name: 'rotation', setting: 'rotation', width: 1, bounds: undefined };
  // l11, l21, l22: the lower triangle whose square is the covariance
  const factor: Group = {
    name: 'cholesky',
    setting: 'scale',
    width: 3,
    bounds: [extent, [-max_scale, max_scale], extent],
    deviations: [0, 2],
  };
  const color: Group = { name: 'color', setting: 'color', width: 3, bounds: [unit, unit, unit] };
  const shape = { axis: [scale], rotation: [scale, rotation], cholesky: [factor] }[covariance];
  return [position, ...shape, color];
}

/** The groups that are trained. Throws InputError when `freeze` names one that the covariance does not have. */
export function trainedGroups(groups: readonly Group[], freeze: string | undefined): Group[] {
  const frozen = freeze?.split(',') ?? [];
  for (const name of frozen) {
    if (!groups.some(({ setting }) => setting === name)) {
      throw new InputError(
        `setting freeze=${freeze}: no group ${name}; expected some of ${groups.map(({ setting }) => setting).join(', ')}`,
      );
    }
  }
  return groups.filter(({ setting }) => !frozen.includes(setting));
}

/** Puts every entry into its column's range, in place. */
export function clamp(values: Float32Array | Float64Array, { bounds, width }: Group): void {
  if (bounds === undefined) return;
  for (let column = 0; column < width; column++) {
    const [low, high] = rounded(bounds[column], values);
    for (let i = column; i < values.length; i += width) {
      if (values[i] < low) values[i] = low;
      else if (values[i] > high) values[i] = high;
    }
  }
}

/** How many entries stand at an end of their range. */
export function clamped(values: Float32Array | Float64Array, { bounds, width }: Group): number {
  if (bounds === undefined) return 0;
  let count = 0;
  for (let column = 0; column < width; column++) {
    const [low, high] = rounded(bounds[column], values);
    for (let i = column; i < values.length; i += width) if (values[i] <= low || values[i] >= high) count++;
  }
  return count;
}

/** A range in the precision of the values, so that a clamped entry compares equal to its end. */
function rounded(range: readonly [number, number], values: Float32Array | Float64Array): readonly [number, number] {
  return values instanceof Float32Array ? [Math.fround(range[0]), Math.fround(range[1])] : range;
}
