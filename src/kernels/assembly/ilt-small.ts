import { ALL, NARROW, radix2, radix3, radix4, radix8 } from './ilt-butterfly';
import { factorsSide, side } from './ilt-layout';
import { transpose4 } from './ilt-math';

// Transforms over the small grid, whose side is 8 times a product of 2, 3 and 4, by Stockham's method: every pass reads one
// line and writes another, in order. An element of a line is `lanes` real and then `lanes` imaginary parts, each lane a
// transform of its own. Source: Van Loan, Computational Frameworks for the Fast Fourier Transform, 1992, section 1.7.

/** Where a bin stands in a line over the small grid. */
// @ts-ignore: decorator
@inline export function placeOf(bin: i32): usize {
  return <usize>(bin < 0 ? bin + side : bin);
}

/**
 * The inverse transform of a line; `other` is a line to work in. With `narrow`, only bins from -side/4 to side/4 - 1 are
 * there. Returns which of the two holds the result.
 */
export function inverse(line: usize, other: usize, lanes: i32, narrow: bool): usize {
  const plane = <usize>lanes << 2;
  if (narrow) pass(8, line, other, side, plane, 0, plane, true, ALL);
  else pass(8, line, other, side, plane, 0, plane, false, ALL);
  return others(other, line, side >> 3, 1, plane, 0, plane);
}

/** The forward transform, likewise. With `narrow`, only bins from -side/4 to side/4 - 1 are worked out. */
export function forward(line: usize, other: usize, lanes: i32, narrow: bool): usize {
  const plane = <usize>lanes << 2;
  const from = others(line, other, side, 8, plane, plane, 0);
  const to = from == line ? other : line;
  if (narrow) pass(8, from, to, 8, plane, plane, 0, false, NARROW);
  else pass(8, from, to, 8, plane, plane, 0, false, ALL);
  return to;
}

/** The passes of radix 4, 3 and 2 that leave `kept` of a length. Returns where the result is. */
// @ts-ignore: decorator
@inline function others(line: usize, other: usize, length: i32, kept: i32, plane: usize, re: usize, im: usize): usize {
  while (length > kept) {
    const left = length / kept;
    const radix = left % 4 == 0 ? 4 : left % 3 == 0 ? 3 : 2;
    if (radix == 4) pass(4, line, other, length, plane, re, im, false, ALL);
    else if (radix == 3) pass(3, line, other, length, plane, re, im, false, ALL);
    else pass(2, line, other, length, plane, re, im, false, ALL);
    length /= radix;
    const from = other;
    other = line;
    line = from;
  }
  return line;
}

/** One pass: divides transforms of `length`, of which the line holds side / length in turns, by the radix. */
// @ts-ignore: decorator
@inline function pass(
  radix: i32,
  from: usize,
  to: usize,
  length: i32,
  plane: usize,
  re: usize,
  im: usize,
  narrow: bool,
  wanted: i32,
): void {
  const turns = side / length;
  const run = <usize>turns * (plane << 1);
  const parts = length / radix;
  const step = run * <usize>parts;
  for (let p = 0; p < parts; p++) {
    const factorStep = <usize>(p * turns) << 3;
    let a = from + <usize>p * run;
    let b = to + <usize>(p * radix) * run;
    for (const end = a + run; a < end; a += plane, b += plane) {
      for (const last = a + plane; a < last; a += 16, b += 16) {
        // the first factors are all 1
        if (p == 0) butterfly(radix, a, step, b, run, re, im, false, 0, narrow, wanted);
        else butterfly(radix, a, step, b, run, re, im, true, factorStep, narrow, wanted);
      }
    }
  }
}

// @ts-ignore: decorator
@inline function butterfly(
  radix: i32,
  a: usize,
  step: usize,
  b: usize,
  run: usize,
  re: usize,
  im: usize,
  twisted: bool,
  factorStep: usize,
  narrow: bool,
  wanted: i32,
): void {
  if (radix == 8) radix8(a, step, b, run, re, im, twisted, factorsSide, factorStep, narrow, wanted);
  if (radix == 4) radix4(a, step, b, run, re, im, twisted, factorsSide, factorStep);
  if (radix == 3) radix3(a, step, b, run, re, im, twisted, factorsSide, factorStep);
  if (radix == 2) radix2(a, step, b, run, re, im, twisted, factorsSide, factorStep);
}

/** A small image transposed, both parts; a row is `side` real and then `side` imaginary parts. */
export function transposeSmall(from: usize, to: usize): void {
  const plane = <usize>side << 2;
  const pitch = plane << 1;
  for (let y: usize = 0; y < <usize>side; y += 4) {
    for (let x: usize = 0; x < <usize>side; x += 4) {
      const a = from + y * pitch + (x << 2);
      const b = to + x * pitch + (y << 2);
      transpose4(a, pitch, b, pitch);
      transpose4(a + plane, pitch, b + plane, pitch);
    }
  }
}
