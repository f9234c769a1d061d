import { InputError } from '../errors.js';
import type { Face, FaceStream } from './face.js';

/** What two streams have of one face: both, or one of them. */
export type Pair = readonly [reference: Face | undefined, candidate: Face | undefined];

/** Merges two streams by frame and face. Throws InputError when one of them is not in that order. */
export function* pairs(reference: FaceStream, candidate: FaceStream): Generator<Pair, void> {
  const [nextA, nextB] = [ascending(reference), ascending(candidate)];
  let [a, b] = [nextA(), nextB()];
  while (a !== undefined || b !== undefined) {
    const order = a === undefined ? 1 : b === undefined ? -1 : a.frame - b.frame || a.face - b.face;
    yield [order <= 0 ? a : undefined, order >= 0 ? b : undefined];
    if (order <= 0) a = nextA();
    if (order >= 0) b = nextB();
  }
}

function ascending(stream: FaceStream): () => Face | undefined {
  let [frame, face] = [-1, -1];
  return () => {
    const next = stream.next();
    if (next === undefined) return undefined;
    if (next.frame < frame || (next.frame === frame && next.face <= face))
      throw new InputError(
        `${stream.place()}: frame ${next.frame}, face ${next.face} after frame ${frame}, face ${face}; expected ascending order`,
      );
    [frame, face] = [next.frame, next.face];
    return next;
  };
}
