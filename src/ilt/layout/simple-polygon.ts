import type { Corner, Polygon } from './layout.js';

/**
 * What keeps a polygon from being simple, in words, or undefined where it is: two neighboring corners at one place, or two
 * edges that have more in common than the corner that joins them.
 */
export function flawOf(polygon: Polygon): string | undefined {
  const count = polygon.length;
  for (let i = 0; i < count; i++) {
    const next = (i + 1) % count;
    if (polygon[i][0] === polygon[next][0] && polygon[i][1] === polygon[next][1]) {
      return `corners ${i + 1} and ${next + 1} are one`;
    }
  }
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      if (meet(polygon, i, j)) return `edges ${i + 1} and ${j + 1} meet`;
    }
  }
  return undefined;
}

function meet(polygon: Polygon, i: number, j: number): boolean {
  const count = polygon.length;
  const [a, b] = [polygon[i], polygon[(i + 1) % count]];
  const [c, d] = [polygon[j], polygon[(j + 1) % count]];
  if (j === i + 1) return foldsBack(a, b, d);
  if (i === 0 && j === count - 1) return foldsBack(c, a, b);
  if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
  return onEdge(a, b, c) || onEdge(a, b, d) || onEdge(c, d, a) || onEdge(c, d, b);
}

/** Whether the edge from b to c runs back over the one from a to b. */
const foldsBack = (a: Corner, b: Corner, c: Corner): boolean =>
  side(a, b, c) === 0 && (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1]) > 0;

const onEdge = (a: Corner, b: Corner, point: Corner): boolean =>
  side(a, b, point) === 0 && between(a[0], b[0], point[0]) && between(a[1], b[1], point[1]);

const between = (a: number, b: number, value: number): boolean => Math.min(a, b) <= value && value <= Math.max(a, b);

/** On which side of the line from a to b a point lies: exact, since coordinates are whole and below 2^26. */
const side = (a: Corner, b: Corner, [x, y]: Corner): number =>
  Math.sign((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]));
