/** The shapes that a source may have. */
export const SOURCES = ['circular', 'annular', 'dipole', 'quadrupole'] as const;

export interface SourceSettings {
  readonly shape: (typeof SOURCES)[number];
  /** Radii in units of the projection lens's aperture: partial coherence. The inner one counts for all but `circular`. */
  readonly inner: number;
  readonly outer: number;
  /** The angle that a pole of a dipole or a quadrupole spans, in degrees. */
  readonly opening: number;
  /** The direction of the first pole, in degrees from the x axis. */
  readonly axis: number;
  /** Points across the outer radius's diameter. */
  readonly points: number;
}

/** A plane wave that lights the mask, by its direction in units of the aperture. Weights of a source add up to 1. */
export interface SourcePoint {
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

/** An evenly bright source as the points of a square grid in it; none where no point of the grid lies in it. */
export function sourcePoints({ shape, inner, outer, opening, axis, points }: SourceSettings): SourcePoint[] {
  const poles = shape === 'dipole' ? 2 : shape === 'quadrupole' ? 4 : 0;
  const hole = shape === 'circular' ? 0 : inner;
  const half = (opening / 360) * Math.PI;
  const facing = Array.from({ length: poles }, (_, pole) => (axis / 180 + (2 * pole) / poles) * Math.PI);
  const found: [x: number, y: number][] = [];
  for (let i = 0; i < points; i++) {
    for (let j = 0; j < points; j++) {
      // whole numbers around zero, so that the grid is its own mirror image to the last bit
      const [x, y] = [j, i].map((place) => (outer * (2 * place + 1 - points)) / points);
      const radius = Math.sqrt(x * x + y * y);
      if (radius > outer || radius < hole) continue;
      // a hair's breadth wider, so that points on the edges of mirrored poles are treated alike
      const isIn = (angle: number) => x * Math.cos(angle) + y * Math.sin(angle) >= radius * (Math.cos(half) - 1e-9);
      if (poles === 0 || facing.some(isIn)) found.push([x, y]);
    }
  }
  return found.map(([x, y]) => ({ x, y, weight: 1 / found.length }));
}
