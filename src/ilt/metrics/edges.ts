/** A straight piece of a target's boundary: the boundary pixels from `from` to `to` along one row or column. */
export interface Edge {
  readonly direction: 'vertical' | 'horizontal';
  /** The column of a vertical edge, the row of a horizontal one. */
  readonly at: number;
  /** First and last pixel, both on the edge. */
  readonly from: number;
  readonly to: number;
}

/**
 * The vertical edges and then the horizontal ones of a binary target [size, size]. A boundary pixel is a set one with one of
 * its eight neighbors unset, those beyond the field being unset; it belongs to a vertical edge unless both of its
 * neighbors to the left and right are boundary, and to a horizontal edge unless both above and below are. Source: OpenILT,
 * `evaluation.py`.
 */
export function edgesOf(target: Uint8Array, size: number): Edge[] {
  const { boundary, first, last } = boundaryOf(target, size);
  const edges: Edge[] = [];
  for (const direction of ['vertical', 'horizontal'] as const) {
    const [along, across] = direction === 'vertical' ? [size, 1] : [1, size];
    for (let at = first; at <= last; at++) {
      let from = -1;
      for (let i = first; i <= last + 1; i++) {
        const pixel = at * across + i * along;
        // nearly all pixels are far from any edge
        if (from < 0 && (i > last || boundary[pixel] === 0)) continue;
        const before = at > 0 && boundary[pixel - across] === 1;
        const after = at + 1 < size && boundary[pixel + across] === 1;
        const isOn = i <= last && boundary[pixel] === 1 && !(before && after);
        if (isOn && from < 0) from = i;
        if (!isOn && from >= 0) {
          edges.push({ direction, at, from, to: i - 1 });
          from = -1;
        }
      }
    }
  }
  return edges;
}

/** The boundary pixels, [size, size], and the first and last row or column that has any. */
function boundaryOf(target: Uint8Array, size: number) {
  const isSet = (x: number, y: number) => x >= 0 && y >= 0 && x < size && y < size && target[y * size + x] === 1;
  const boundary = new Uint8Array(size * size);
  let [first, last] = [size, -1];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (target[y * size + x] === 0) continue;
      let around = 0;
      for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) if (isSet(x + dx, y + dy)) around++;
      if (around === 9) continue;
      boundary[y * size + x] = 1;
      first = Math.min(first, x, y);
      last = Math.max(last, x, y);
    }
  }
  return { boundary, first, last };
}
