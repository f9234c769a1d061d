import { InputError } from '../../errors.js';
import { type Corner, type Layout, type Polygon, rectangle } from './layout.js';
import { flawOf } from './simple-polygon.js';

/** Coordinates reach a millimetre to either side, which keeps products of two of them exact. */
const FARTHEST = 1_000_000;
/** Edges are held against one another pair by pair, so a polygon and a file have a largest size. */
const MOST_CORNERS = 4096;
const MOST_IN_ALL = 100_000;
/** The shape, the letter N and the layer come before the coordinates. */
const LEADING = 3;

/**
 * A layout in GLP text, the format of the ICCAD-2013 contest: `RECT N layer x y width height` and `PGON N layer x1 y1 x2 y2 …`
 * in whole nanometres, one a line; all other lines are of no concern here. Throws InputError naming the line that cannot be
 * read, or whose polygon is not simple.
 */
export function parseGlp(text: string, file: string): Layout {
  const polygons: Polygon[] = [];
  let corners = 0;
  for (const [i, line] of text.split('\n').entries()) {
    const words = line.trim().split(/\s+/);
    if (words[0] !== 'RECT' && words[0] !== 'PGON') continue;
    const place = `${file}: line ${i + 1}: ${words[0]}`;
    const numbers = words.slice(LEADING).map((word) => coordinate(word, place));
    const polygon = words[0] === 'RECT' ? rectangleOf(numbers, place) : polygonOf(numbers, place);
    corners += polygon.length;
    if (corners > MOST_IN_ALL) throw new InputError(`${place}: more than ${MOST_IN_ALL} corners in the file`);
    polygons.push(polygon);
  }
  if (polygons.length === 0) throw new InputError(`${file}: no line RECT or PGON; expected a layout in GLP`);
  return { polygons };
}

/** A layout as GLP text that {@link parseGlp} reads back as it was. */
export function formatGlp({ polygons }: Layout, layer = 'M1'): string {
  const shapes = polygons.map((polygon) => {
    const [[x, y], , [right, bottom]] = polygon;
    const upright = rectangle([x, y], right - x, bottom - y);
    const isRectangle = right > x && bottom > y && polygon.flat().join() === upright.flat().join();
    const numbers = isRectangle ? [x, y, right - x, bottom - y] : polygon.flat();
    return `   ${isRectangle ? 'RECT' : 'PGON'} N ${layer}  ${numbers.join('  ')}\n`;
  });
  const head = `BEGIN\nEQUIV  1  1000  MICRON  +X,+Y\nCNAME Temp_Top\nLEVEL ${layer}\n\nCELL Temp_Top PRIME\n`;
  return `${head}${shapes.join('')}ENDMSG\n`;
}

function coordinate(word: string, place: string): number {
  const value = Number(word);
  if (!/^[+-]?\d+$/.test(word) || Math.abs(value) > FARTHEST) {
    throw new InputError(`${place}: ${word.slice(0, 40)}; expected whole nanometres from -${FARTHEST} to ${FARTHEST}`);
  }
  return value;
}

function rectangleOf(numbers: readonly number[], place: string): Polygon {
  const [x, y, width, height] = numbers;
  if (numbers.length !== 4)
    throw new InputError(`${place}: ${numbers.length} numbers; expected x, y, width and height`);
  if (!(width > 0 && height > 0)) throw new InputError(`${place}: ${width} by ${height}; expected an area`);
  return rectangle([x, y], width, height);
}

function polygonOf(numbers: readonly number[], place: string): Polygon {
  if (numbers.length < 6 || numbers.length % 2 !== 0 || numbers.length > 2 * MOST_CORNERS) {
    throw new InputError(`${place}: ${numbers.length} numbers; expected x and y of 3 to ${MOST_CORNERS} corners`);
  }
  const polygon: Corner[] = [];
  for (let i = 0; i < numbers.length; i += 2) polygon.push([numbers[i], numbers[i + 1]]);
  const flaw = flawOf(polygon);
  if (flaw !== undefined) throw new InputError(`${place}: ${flaw}; expected a simple polygon`);
  return polygon;
}
