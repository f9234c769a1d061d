import { InputError } from '../errors.js';
import type { Face, FaceStream } from './face.js';

/** What two streams have of one face: both, or one of them. */
export type Pair =
  | readonly [reference: Face, candidate: Face]
  | readonly [reference: Face, candidate: undefined]
  | readonly [reference: undefined, candidate: Face];

/** Merges two streams by frame and face. Throws InputError when one of them is not in that order. */
export function* pairs(reference: FaceStream, candidate: FaceStream): Generator<Pair, void> {
  const [nextA, nextB] = [ascending(reference), ascending(candidate)];
  let [a, b] = [nextA(), nextB()];
  for (;;) {
    const order = a && b ? a.frame - b.frame || a.face - b.face : 0;
    if (a && b && order === 0) {
      yield [a, b];
      [a, b] = [nextA(), nextB()];
    } else if (a && order <= 0) {
      yield [a, undefined];
      a = nextA();
    } else if (b) {
      yield [undefined, b];
      b = nextB();
    } else return;
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
