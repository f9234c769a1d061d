/** A point of a line in the plane. */
export type Point = readonly [x: number, y: number];

/** Points on each piece of a spline. */
const PIECES = 6;

/** A Catmull-Rom spline through points, six points a piece; a closed one ends before its first point. */
export function spline(points: readonly Point[], closed: boolean): Point[] {
  const n = points.length;
  const at = (i: number) => points[closed ? (i + n) % n : Math.max(0, Math.min(n - 1, i))];
  const result: Point[] = [];
  for (let i = 0; i < (closed ? n : n - 1); i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let k = 0; k < PIECES; k++) {
      const t = k / PIECES;
      const along = (axis: 0 | 1) =>
        0.5 *
        (2 * b[axis] +
          (c[axis] - a[axis]) * t +
          (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t * t +
          (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t * t * t);
      result.push([along(0), along(1)]);
    }
  }
  if (!closed) result.push(points[n - 1]);
  return result;
}

/** The distance of a point from a line. */
export function distanceToLine(x: number, y: number, line: readonly Point[]): number {
  let least = 1e9;
  for (let i = 1; i < line.length; i++) least = Math.min(least, distanceToSegment(x, y, line[i - 1], line[i]));
  return least;
}

/** The distance of a point from a polygon's edge, negative inside. */
export function distanceToPolygon(x: number, y: number, polygon: readonly Point[]): number {
  let least = 1e9;
  let isInside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[i], polygon[j]];
    least = Math.min(least, distanceToSegment(x, y, b, a));
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) isInside = !isInside;
  }
  return isInside ? -least : least;
}

function distanceToSegment(x: number, y: number, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const t = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy || 1);
  const share = Math.max(0, Math.min(1, t));
  return Math.hypot(x - a[0] - share * dx, y - a[1] - share * dy);
}
