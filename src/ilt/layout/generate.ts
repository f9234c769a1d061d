import { stdRng } from '../../random/std-rng.js';
import { type Corner, centered, type Layout, type Polygon } from './layout.js';

/** All sizes in nanometres, those of a first metal layer at the 32-nm node, on a grid of four. */
const GRID = 4;
const WIDTHS = [64, 72, 80, 88, 96] as const;
const SPACING = 64;
/** Trials of a new wire; a layout is full when the last ones have found no room. */
const TRIALS = 3000;

/** The turns of a wire: one is an L, two to the same side a U, two to either side a Z; a bar has none. */
const TURNS = [[1], [1, 1], [1, -1]] as const;
const DIRECTIONS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/** A wire as its outline and as the bars that make it up. */
interface Wire {
  readonly outline: Polygon;
  readonly bars: readonly (readonly [from: Corner, to: Corner])[];
}

/**
 * A layout in the manner of the contest's: bars, L, U and Z of one width each, nowhere closer than 64 nm, in a square of
 * `extent` nanometres (at least 400) around the middle of a field of `field`. The seed is all that it depends on.
 */
export function generateLayout(seed: number, extent: number, field: number): Layout {
  const uniform = stdRng(seed);
  const pick = <Choice>(choices: readonly Choice[]): Choice => choices[Math.floor(uniform(0, choices.length))];
  const length = (low: number, high: number) => GRID * Math.floor(uniform(low, high) / GRID);
  const wires: Wire[] = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    const half = pick(WIDTHS) / 2;
    const path: Corner[] = [[length(half, extent), length(half, extent)]];
    let [dx, dy]: Corner = pick(DIRECTIONS);
    // what has turns goes first, while there is room
    for (const turn of [0, ...(trial < TRIALS / 3 ? pick(TURNS) : [])]) {
      if (turn !== 0) [dx, dy] = [-turn * dy, turn * dx];
      // the arms of a U stay apart from one another, too
      const least = 2 * half + SPACING;
      const arm = length(least, least + (extent - least) * uniform(0, 0.7));
      const [x, y] = path[path.length - 1];
      path.push([x + dx * arm, y + dy * arm]);
    }
    const wire = widened(path, half);
    const inside = wire.outline.every(([x, y]) => Math.min(x, y) >= 0 && Math.max(x, y) <= extent);
    if (inside && wires.every((other) => apart(wire, other))) wires.push(wire);
  }
  return centered({ polygons: wires.map(({ outline }) => outline) }, field);
}

/** A path of straight pieces that turn at right angles, `half` to either side of it. */
function widened(path: readonly Corner[], half: number): Wire {
  const bars: [Corner, Corner][] = [];
  const left: Corner[] = [];
  const right: Corner[] = [];
  for (let i = 0; i < path.length; i++) {
    const before = direction(path[i - 1] ?? path[i], path[i]);
    const after = direction(path[i], path[i + 1] ?? path[i]);
    // the normals of both pieces, turned a quarter from their directions; an end has but one
    const [nx, ny] = [-(before[1] + after[1]) * half, (before[0] + after[0]) * half];
    left.push([path[i][0] + nx, path[i][1] + ny]);
    right.unshift([path[i][0] - nx, path[i][1] - ny]);
  }
  for (let i = 1; i < path.length; i++) {
    const xs = [path[i - 1][0], path[i][0]];
    const ys = [path[i - 1][1], path[i][1]];
    bars.push([
      [Math.min(...xs) - half, Math.min(...ys) - half],
      [Math.max(...xs) + half, Math.max(...ys) + half],
    ]);
  }
  return { outline: [...left, ...right], bars };
}

const direction = ([x0, y0]: Corner, [x1, y1]: Corner): Corner => [Math.sign(x1 - x0), Math.sign(y1 - y0)];

const apart = (a: Wire, b: Wire): boolean =>
  a.bars.every(([[l, t], [r, u]]) =>
    b.bars.every(
      ([[left, top], [right, bottom]]) =>
        l - SPACING >= right || r + SPACING <= left || t - SPACING >= bottom || u + SPACING <= top,
    ),
  );
