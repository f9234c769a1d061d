/** A picture that triangles are drawn into, nearest first wins; coordinates in its own pixels, centres at whole numbers. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly gray: Float32Array;
  readonly depth: Float32Array;
}

/** The gray of a pixel of a triangle, from its corners' weights. */
export type Shade = (a: number, b: number, c: number) => number;

const FARTHEST = 1e9;
/** How far outside its edges a triangle is drawn, as a weight, so that neighbours leave no gap. */
const OVERLAP = -1e-7;

export function blankCanvas(width: number, height: number): Canvas {
  return {
    width,
    height,
    gray: new Float32Array(width * height),
    depth: new Float32Array(width * height).fill(FARTHEST),
  };
}

/** Draws the triangle of three vertices, which are x, y and depth in `corners`. */
export function drawTriangle(
  { width, height, gray, depth }: Canvas,
  corners: Float64Array,
  [a, b, c]: readonly [number, number, number],
  shade: Shade,
): void {
  const [ax, ay, az] = [corners[3 * a], corners[3 * a + 1], corners[3 * a + 2]];
  const [bx, by, bz] = [corners[3 * b], corners[3 * b + 1], corners[3 * b + 2]];
  const [cx, cy, cz] = [corners[3 * c], corners[3 * c + 1], corners[3 * c + 2]];
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  if (Math.abs(area) < 1e-9) return;
  const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
  const right = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx)));
  const top = Math.max(0, Math.ceil(Math.min(ay, by, cy)));
  const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by, cy)));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const weightB = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area;
      const weightC = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area;
      const weightA = 1 - weightB - weightC;
      if (weightA < OVERLAP || weightB < OVERLAP || weightC < OVERLAP) continue;
      const z = weightA * az + weightB * bz + weightC * cz;
      const at = y * width + x;
      if (z >= depth[at]) continue;
      depth[at] = z;
      gray[at] = shade(weightA, weightB, weightC);
    }
  }
}
