import { InputError } from '../errors.js';
import { type Face, type FaceStream, isSensible } from './face.js';

/** Faces in memory as a stream. Throws InputError when they are none, or have different landmarks, or such as are no numbers. */
export function streamOf(faces: readonly Face[], name: string): FaceStream {
  const [first] = faces;
  if (first === undefined) throw new InputError(`${name}: no faces; expected at least one`);
  const [landmarks, hasSpace] = [first.points.length / 2, first.space !== undefined];
  let at = 0;
  const place = () => `${name}: face ${at} of ${faces.length}`;
  const check = ({ success, points, space }: Face) => {
    if (points.length !== 2 * landmarks || space?.length !== (hasSpace ? 3 * landmarks : undefined))
      throw new InputError(`${place()}: other landmarks; expected ${landmarks}, as of the first`);
    if (success && ![points, space ?? []].every((values) => values.every(isSensible)))
      throw new InputError(`${place()}: a landmark that is no number within 1e12; expected one`);
  };
  return {
    name,
    landmarks,
    hasSpace,
    hasFrames: true,
    next() {
      if (at === faces.length) return undefined;
      const face = faces[at++];
      check(face);
      return face;
    },
    place,
    progress: () => at / faces.length,
    close() {},
  };
}
