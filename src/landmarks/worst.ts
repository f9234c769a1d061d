import type { WorstFace } from './comparison.js';

/** Keeps so many of the faces with the largest NME, worst first; of equals those that came first. */
export function keepWorst(most: number): { readonly faces: readonly WorstFace[]; add(face: WorstFace): void } {
  const faces: WorstFace[] = [];
  return {
    faces,
    add(face) {
      const last = faces.at(-1);
      if (last && faces.length >= most && !(face.errors.nme > last.errors.nme)) return;
      const place = faces.findIndex(({ errors }) => errors.nme < face.errors.nme);
      faces.splice(place < 0 ? faces.length : place, 0, face);
      faces.length = Math.min(faces.length, most);
    },
  };
}
