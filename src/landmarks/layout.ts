import { InputError } from '../errors.js';

/** Where a row has what: columns that are wanted go to slots of one array. */
export interface Layout {
  readonly columns: readonly string[];
  /** The slot of each column; -1 for one that is not wanted. */
  readonly slots: Int32Array;
  readonly landmarks: number;
  readonly hasSpace: boolean;
  readonly hasFrames: boolean;
  readonly hasFaces: boolean;
  readonly hasSuccess: boolean;
  readonly hasConfidence: boolean;
}

/** The first slots; the landmarks follow: x, y and, where there are any, X, Y, Z. */
export const SLOT = { frame: 0, face: 1, success: 2, confidence: 3, points: 4 } as const;
const MOST_LANDMARKS = 10_000;

/**
 * Finds what is wanted in the header of a CSV file of OpenFace: `frame` and `face_id` of a video, `face` of an image,
 * `success`, `confidence`, and landmarks x_0, x_1, … y_0, … and X_0, … Y_0, … Z_0, …; names may have blanks around them.
 * Throws InputError when there are no landmarks, not as many of each, or one of these columns twice.
 */
export function layoutOf(header: string, file: string): Layout {
  const columns = header.split(',').map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  const named = columns.map((name, place) => [name, place] as const);
  const [places, lastPlaces] = [new Map([...named].reverse()), new Map(named)];
  const has = (name: string) => places.has(name);
  const count = (axis: string) => {
    let n = 0;
    while (has(`${axis}_${n}`)) n++;
    return n;
  };
  const [landmarks, others, ...space] = ['x', 'y', 'X', 'Y', 'Z'].map(count);
  if (landmarks === 0)
    throw new InputError(`${file}: line 1: no landmark columns; expected x_0, x_1, … and y_0, y_1, …`);
  if (others !== landmarks)
    throw new InputError(
      `${file}: line 1: ${landmarks} columns x_0, x_1, … and ${others} y_0, y_1, …; expected as many`,
    );
  if (landmarks > MOST_LANDMARKS)
    throw new InputError(`${file}: line 1: ${landmarks} landmarks; expected at most ${MOST_LANDMARKS}`);
  const hasSpace = space.some((each) => each > 0);
  if (hasSpace && space.some((each) => each !== landmarks))
    throw new InputError(`${file}: line 1: ${space.join(', ')} columns X_i, Y_i, Z_i; expected ${landmarks} of each`);

  const slots = new Int32Array(columns.length).fill(-1);
  const want = (name: string, slot: number) => {
    const place = places.get(name);
    if (place === undefined) return;
    if (lastPlaces.get(name) !== place)
      throw new InputError(`${file}: line 1: column "${name}" twice; expected it once`);
    slots[place] = slot;
  };
  want('frame', SLOT.frame);
  want(has('face_id') ? 'face_id' : 'face', SLOT.face);
  want('success', SLOT.success);
  want('confidence', SLOT.confidence);
  const axes = hasSpace ? ['x', 'y', 'X', 'Y', 'Z'] : ['x', 'y'];
  for (const [a, axis] of axes.entries())
    for (let i = 0; i < landmarks; i++) want(`${axis}_${i}`, SLOT.points + a * landmarks + i);
  return {
    columns,
    slots,
    landmarks,
    hasSpace,
    hasFrames: has('frame'),
    hasFaces: has('face_id') || has('face'),
    hasSuccess: has('success'),
    hasConfidence: has('confidence'),
  };
}
