import type { Polyline } from './decimate.js';

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * Moves positions apart until each is at least `gap` from the next, as little as that takes, within [low, high]. Neighbors
 * that would collide form a group around the mean of where they want to be (pool adjacent violators; Barlow and others,
 * "Statistical Inference under Order Restrictions", 1972). Results stand in the order of `wanted`.
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const groups: { sum: number; count: number }[] = [];
  // With i * gap taken off, "at least a gap apart" becomes "not descending".
  for (const [i, index] of order.entries()) {
    let group = { sum: wanted[index] - i * gap, count: 1 };
    for (let last = groups.at(-1); last && last.sum / last.count >= group.sum / group.count; last = groups.at(-1)) {
      group = { sum: group.sum + last.sum, count: group.count + last.count };
      groups.pop();
    }
    groups.push(group);
  }
  const highest = Math.max(low, high - (wanted.length - 1) * gap);
  const placed = new Array<number>(wanted.length).fill(0);
  let i = 0;
  for (const { sum, count } of groups) {
    const base = Math.min(Math.max(sum / count, low), highest);
    for (let k = 0; k < count; k++, i++) placed[order[i]] = base + i * gap;
  }
  return placed;
}

export interface Flag {
  /** Where the pole stands. */
  readonly x: number;
  /** The width of what is labeled (0: a line). */
  readonly span: number;
  /** The width of the label. */
  readonly width: number;
}
export interface PlacedFlag {
  /** 0 stands right above the plot. */
  readonly row: number;
  readonly left: number;
  /** A label that stands right above all of what it names needs no pole. */
  readonly pole: boolean;
}

/**
 * Rows for the labels of marks and bands above a plot. A label stands over its band where it fits, else beside its pole,
 * in the lowest row where it covers no other label and no other pole. `taken` is the end of what row 0 holds already.
 */
export function flags(items: readonly Flag[], left: number, right: number, taken: number): PlacedFlag[] {
  const placed: (PlacedFlag & Flag)[] = [];
  const room = 4;
  const free = (item: Flag, start: number, row: number): boolean => {
    const end = start + item.width;
    if (start < left || end > right || (row === 0 && start < taken)) return false;
    return placed.every((other) => {
      const otherEnd = other.left + other.width;
      if (other.row === row && start < otherEnd + 2 * room && other.left < end + 2 * room) return false;
      if (other.row > row && other.x > start - room && other.x < end + room) return false;
      return !(row > other.row && item.x > other.left - room && item.x < otherEnd + room);
    });
  };
  // From right to left, because a label that stands right of its pole leaves room for the poles on its left.
  const order = items.map((_, i) => i).sort((a, b) => items[b].x - items[a].x || a - b);
  const result: PlacedFlag[] = new Array(items.length);
  for (const index of order) {
    const item = items[index];
    const over = Math.min(Math.max(item.x - item.width / 2, left), Math.max(left, right - item.width));
    const fits = item.width <= item.span;
    const sides = [...(fits ? [over] : []), item.x + room, item.x - room - item.width, over];
    const unused = Math.max(1, ...placed.map((other) => other.row + 1));
    for (let row = 0; ; row++) {
      // Above every row that is in use a label is free to stand anywhere.
      const start = sides.find((side) => free(item, side, row)) ?? (row >= unused ? over : undefined);
      if (start === undefined) continue;
      const flag = { row, left: start, pole: !(fits && row === 0 && start === over) };
      placed.push({ ...item, ...flag });
      result[index] = flag;
      break;
    }
  }
  return result;
}

/** How often a line passes through a box. */
function crossings(line: Polyline, box: Box): number {
  let count = 0;
  for (let i = 1; i < line.length; i++) {
    const [[x0, y0], [x1, y1]] = [line[i - 1], line[i]];
    if (x1 < box.left || x0 > box.right || Math.max(y0, y1) < box.top || Math.min(y0, y1) > box.bottom) continue;
    count++;
  }
  return count;
}

/**
 * Where a label of this size beside a point covers least: the box of one of eight places around it, within `bounds`,
 * with the fewest lines through it and no other label below it where that can be.
 */
export function beside(
  [x, y]: readonly [number, number],
  [width, height]: readonly [number, number],
  bounds: Box,
  lines: readonly Polyline[],
  labels: readonly Box[],
): Box {
  const away = 7;
  let best: { box: Box; cost: number } | undefined;
  for (const [dx, dy] of [
    [1, -1],
    [-1, -1],
    [1, 1],
    [-1, 1],
    [0, -1],
    [0, 1],
    [1, 0],
    [-1, 0],
  ] as const) {
    const middle = x + dx * (away + width / 2);
    const center = y + dy * (away + height / 2);
    const left = Math.min(Math.max(middle - width / 2, bounds.left), Math.max(bounds.left, bounds.right - width));
    const top = Math.min(Math.max(center - height / 2, bounds.top), bounds.bottom - height);
    const box = { left, right: left + width, top, bottom: top + height };
    const moved = Math.abs(left - middle + width / 2) + Math.abs(top - center + height / 2);
    const covered = labels.filter((label) => overlap(label, box)).length;
    const cost = moved + 1000 * covered + lines.reduce((sum, line) => sum + 4 * crossings(line, box), 0);
    if (best === undefined || cost < best.cost) best = { box, cost };
  }
  return best?.box ?? bounds;
}
