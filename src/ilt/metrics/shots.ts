/** OpenILT counts shots on a mask of at most so many pixels a side, thinned out to it. */
const FINEST = 512;

interface Rectangle {
  readonly area: number;
  /** Columns and rows, the last ones included. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * How many rectangular shots write a binary mask [size, size]: the largest rectangle of what is not yet written is taken
 * away until nothing is left; of equally large ones, the one whose bottom and then whose right end comes first. The mask is
 * first thinned out to at most 512 pixels a side, nearest neighbors.
 *
 * OpenILT's count is random: of the maximal rectangles around four pixels drawn at random it takes the largest away. This is
 * what that comes to when every pixel is drawn, and always the same; it is not the smallest number possible.
 */
export function shots(mask: Uint8Array, size: number): number {
  const side = Math.min(size, FINEST);
  const rest = Uint8Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)].map((place) => Math.floor((place * size) / side));
    return mask[y * size + x];
  });
  // how far up each pixel's column is set, and of each row the largest rectangle that ends in it
  const heights = new Int32Array(side * side);
  const best: (Rectangle | undefined)[] = [];
  const update = (from: number, to: number) => {
    for (let y = from; y <= to; y++) {
      for (let x = 0, i = y * side; x < side; x++, i++) {
        heights[i] = rest[i] === 0 ? 0 : 1 + (y > 0 ? heights[i - side] : 0);
      }
      best[y] = largestEndingIn(y, heights, side);
    }
  };
  update(0, side - 1);
  for (let count = 0; ; count++) {
    const taken = best.reduce((a, b) => (b !== undefined && (a === undefined || b.area > a.area) ? b : a), undefined);
    if (taken === undefined) return count;
    const { left, right, top, bottom } = taken;
    for (let y = top; y <= bottom; y++) rest.fill(0, y * side + left, y * side + right + 1);
    // further down, heights change as far as the columns that were cut go on
    let last = bottom;
    while (last + 1 < side && rest.subarray((last + 1) * side + left, (last + 1) * side + right + 1).includes(1))
      last++;
    update(top, last);
  }
}

/** The largest rectangle under a histogram, by the stack of open steps; undefined where all heights are zero. */
function largestEndingIn(row: number, heights: Int32Array, side: number): Rectangle | undefined {
  const base = row * side;
  const stack: number[] = [];
  let found: Rectangle | undefined;
  for (let x = 0; x <= side; x++) {
    const height = x < side ? heights[base + x] : 0;
    while (stack.length > 0 && heights[base + stack[stack.length - 1]] >= height) {
      const tall = heights[base + (stack.pop() as number)];
      const left = stack.length > 0 ? stack[stack.length - 1] + 1 : 0;
      const area = tall * (x - left);
      if (area > (found?.area ?? 0)) found = { area, left, right: x - 1, top: row - tall + 1, bottom: row };
    }
    stack.push(x);
  }
  return found;
}
