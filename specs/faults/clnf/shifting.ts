import type { Window } from '../../../src/clnf/engine.js';
import { meanShift, shiftToImage, windowCoordinates } from '../../../src/clnf/mean-shift.js';
import type { Steps } from '../../../src/clnf/strict.js';
import type { KnownFault } from '../fault.js';
import type { ClnfScene } from './scenes.js';
import { byStep, byWindow } from './steps.js';

type Known = KnownFault<ClnfScene>;

const TABLE = 'golden/clnf/faults.csv';
const PORTS = "the finding's port: its historical fixes";

const shifts = (id: string, does: string, origin: string, steps: Partial<Steps>, scene = 'frontal'): Known =>
  byStep({ id, does, origin, scene }, 'mean-shift', steps);
const schedules = (
  id: string,
  does: string,
  origin: string,
  stage: string,
  window: (window: Window) => Window,
): Known => byWindow({ id, does, origin, scene: 'frontal' }, stage, window);

/** The similarity that takes back what [a, -b, b, a] does, as the mean shift is handed the one to the image. */
function inverted(a: number, b: number): Float64Array {
  const square = a * a + b * b;
  return Float64Array.of(a / square, b / square, -b / square, a / square);
}

/** The kernel density at an exact centre; the right one rounds it to 0.1. */
const unrounded: typeof meanShift = (map, window, x, y, sigma) => {
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let at = 0; at < window * window; at++) {
    const [column, row] = [at % window, Math.floor(at / window)];
    const square = (x - column) * (x - column) + (y - row) * (y - row);
    const value = map[at] * Math.exp((-0.5 * square) / (sigma * sigma));
    sum += value;
    sumX += value * column;
    sumY += value * row;
  }
  return [sumX / sum - x, sumY / sum - y];
};

/** Faults of drawing the landmarks to their maps. */
export const SHIFTS: readonly Known[] = [
  shifts('clnf/basemoves', 'takes every landmark to be at the centre of its window', TABLE, {
    windowCoordinates: (shape, _base, _similarity, window) => new Float64Array(shape.length).fill((window - 1) >> 1),
  }),
  shifts('clnf/msA', 'takes mean shifts to the image by the similarity to the reference', TABLE, {
    shiftToImage: (x, y, [a, , b]) => shiftToImage(x, y, inverted(a, b)),
  }),
  shifts('clnf/shift-in-reference', 'takes mean shifts of the reference for those of the image', PORTS, {
    shiftToImage: (x, y) => [x, y],
  }),
  shifts('clnf/kernel-in-image', "takes the kernel's centre from the image", PORTS, {
    windowCoordinates: (shape, base, _similarity, window) =>
      windowCoordinates(shape, base, Float64Array.of(1, 0, 0, 1), window),
  }),
  shifts('clnf/one-name-a', "has one variable for the kernel's constant and the similarity's first number", PORTS, {
    windowCoordinates: (shape, base, [, b, c], window) => {
      const constant = -0.5 / (1.5 * 1.5);
      return windowCoordinates(shape, base, Float64Array.of(constant, b, c, constant), window);
    },
  }),
  shifts('clnf/kernel-unrounded', "leaves the kernel's centre between its steps of 0.1", 'ports without the table', {
    meanShift: unrounded,
  }),
  shifts('clnf/sigma-unsquared', 'divides by sigma, not by its square', 'formulas with a variance', {
    meanShift: (map, window, x, y, sigma) => meanShift(map, window, x, y, Math.sqrt(sigma)),
  }),
  shifts('clnf/half-cell', 'has the centre of a window at w / 2', 'w / 2 without integer division', {
    windowCoordinates: (shape, base, toReference, window) =>
      windowCoordinates(shape, base, toReference, window).map((value) => value + 0.5),
  }),
  shifts(
    'clnf/unclamped-coordinates',
    'lets kernels lie outside their maps',
    'ports without the clamp',
    { clampedTo: (_, coordinate) => coordinate },
    'turned',
  ),
  schedules(
    'clnf/sigma-kept',
    'keeps the kernel of the first window',
    'spec: "reg and sigma not adapted"',
    'mean-shift',
    (window) => ({
      ...window,
      sigma: 1.5,
    }),
  ),
];
