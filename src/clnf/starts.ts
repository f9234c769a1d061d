import { z } from 'zod';
import { InputError } from '../errors.js';
import type { Inputs } from '../subject.js';
import type { Pdm } from './model/model.js';
import { type Complete, isPlace, listed } from './settings.js';
import { GLOBAL } from './shape.js';
import { type Box, boxOfHog, fromBox, fromLandmarks } from './start.js';
import type { GrayImage } from './warp.js';

/** The rotations that OpenFace tries with multi-view, in radians. */
const ROTATIONS = [
  [0, 0, 0],
  [0, -0.5236, 0],
  [0, 0.5236, 0],
  [0, -0.96, 0],
  [0, 0.96, 0],
  [0, 0, 0.5236],
  [0, 0, -0.5236],
  [0, -1.57, 0],
  [0, 1.57, 0],
  [0, -1.22, 0.698],
  [0, 1.22, -0.698],
] as const;

const numbers = z.array(z.number());
const startFile = z.looseObject({
  params_global: numbers.optional(),
  params_local: numbers.optional(),
  landmarks: numbers.optional(),
});

/** The parameters of every hypothesis that a fit starts from. Throws InputError for a start that no fit can begin at. */
export function startsOf(
  settings: Complete,
  pdm: Pdm,
  image: GrayImage,
  given: Box | undefined,
  inputs: Inputs,
): Float64Array[] {
  if (settings.start !== undefined) return [readStart(inputs.read('start', settings.start), settings.start, pdm)];
  const asked = settings.box === undefined && given ? given : boxOf(settings, image);
  const box = settings.detector === 'hog' ? boxOfHog(asked) : asked;
  return (settings.multi_view ? ROTATIONS : ROTATIONS.slice(0, 1)).map((angles) => fromBox(pdm, box, angles));
}

function boxOf({ box = '' }: Complete, image: GrayImage): Box {
  const [x, y, width, height] = listed(box);
  if (!(width > 0 && height > 0)) {
    throw new InputError(`setting box=${box}: ${width} x ${height} pixels; expected a width and a height above 0`);
  }
  if (!(x < image.width && y < image.height && x + width > 0 && y + height > 0)) {
    throw new InputError(`setting box=${box}: outside the image of ${image.width} x ${image.height} pixels`);
  }
  return { x, y, width, height };
}

/** A start from a file: global and local parameters, or landmarks. */
function readStart(bytes: Uint8Array, file: string, pdm: Pdm): Float64Array {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new InputError(`${file}: expected JSON with params_global, or with landmarks`);
  }
  const parsed = startFile.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(`${file}: ${issue?.path.join('.') || 'start'}: ${issue?.message}`);
  }
  const { params_global: global, params_local: local = [], landmarks } = parsed.data;
  if ((global === undefined) === (landmarks === undefined)) {
    throw new InputError(`${file}: expected either params_global or landmarks`);
  }
  if (landmarks !== undefined) {
    expectCount(landmarks, 2 * pdm.points, 'landmarks', file);
    return checkStart(fromLandmarks(pdm, planar(landmarks)), file);
  }
  expectCount(global as number[], GLOBAL, 'params_global', file);
  if (local.length > 0) expectCount(local, pdm.modes, 'params_local', file);
  const params = new Float64Array(GLOBAL + pdm.modes);
  params.set(global as number[]);
  params.set(local, GLOBAL);
  return checkStart(params, file);
}

function expectCount({ length }: readonly number[], expected: number, name: string, file: string): void {
  if (length !== expected) throw new InputError(`${file}: ${name} has ${length} numbers; expected ${expected}`);
}

/** So many pixels a millimetre are a face of 14,000 pixels. */
const LARGEST_SCALE = 100;

function checkStart(params: Float64Array, file: string): Float64Array {
  const [s, , , , tx, ty] = params;
  if (!(s > 0 && s <= LARGEST_SCALE)) {
    throw new InputError(`${file}: a face of ${s} px/mm; expected more than 0 and at most ${LARGEST_SCALE}`);
  }
  if (!params.every(isPlace)) {
    throw new InputError(`${file}: a face at (${tx}, ${ty}); expected numbers within 1e6 of 0`);
  }
  return params;
}

/** x0, y0, x1, y1, … as [2, n]. */
const planar = (pairs: readonly number[]): Float64Array =>
  Float64Array.from(pairs, (_, i) => {
    const n = pairs.length / 2;
    return pairs[2 * (i % n) + Math.floor(i / n)];
  });
