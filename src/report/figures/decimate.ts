/** Pixel coordinates, x ascending. */
export type Polyline = [x: number, y: number][];

/**
 * Thins a line to the lowest and the highest point of every pixel column, in their order, so that no extreme is lost and
 * the size of a figure does not grow with the length of a run. A point that `toPixel` refuses is a gap: the line is
 * broken there if the gap reaches from one column to another.
 */
export function decimate(length: number, toPixel: (index: number) => [number, number] | undefined): Polyline[] {
  const lines: Polyline[] = [];
  let line: Polyline = [];
  let column: Polyline = [];
  let broken = false;
  const flush = () => {
    line.push(...extremes(column));
    column = [];
  };
  for (let i = 0; i < length; i++) {
    const point = toPixel(i);
    if (point === undefined) {
      broken = true;
      continue;
    }
    const last = column[0];
    if (last !== undefined && Math.floor(last[0]) !== Math.floor(point[0])) {
      flush();
      if (broken) {
        lines.push(line);
        line = [];
      }
    }
    broken = false;
    column.push(point);
  }
  flush();
  if (line.length > 0) lines.push(line);
  return lines;
}

function extremes(column: Polyline): Polyline {
  let [low, high] = [0, 0];
  for (const [i, [, y]] of column.entries()) {
    if (y < column[low][1]) low = i;
    if (y > column[high][1]) high = i;
  }
  return column.filter((_, i) => i === low || i === high);
}
