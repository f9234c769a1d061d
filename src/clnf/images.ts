import { InputError } from '../errors.js';
import { decodePng } from '../image/png.js';
import type { Inputs } from '../subject.js';
import { AHEAD, sceneOf } from './faces/scene.js';
import { toGray } from './gray.js';
import type { Complete } from './settings.js';
import type { Box } from './start.js';
import type { GrayImage } from './warp.js';

/** The images that are fitted. */
export interface Images {
  readonly count: number;
  /** The gray image of a frame, counted from 0. */
  readonly at: (frame: number) => GrayImage;
  /** Where the face is, where the image tells. */
  readonly box?: Box;
  /** The exact landmarks, [2, n], where they are known. */
  readonly truth?: Float64Array;
}

/** So many frames keep a run's folder and its checkpoints within bounds; longer videos can be cut. */
const MOST_FRAMES = 10_000;

/** Renders a face, or reads the images that the settings name; those of a sequence are decoded one at a time. Throws InputError. */
export function readImages({ image, frames, seed }: Complete, inputs: Inputs): Images {
  if (image === 'rendered') {
    const { image: gray, box, landmarks } = sceneOf(seed, AHEAD);
    return { count: 1, at: () => gray, box, truth: landmarks };
  }
  if (frames === undefined) {
    const gray = toGray(decodePng(inputs.read('image', image), image));
    return { count: 1, at: () => gray };
  }
  const [first, last] = frames.split('-').map(Number);
  const count = last - first + 1;
  if (count < 1 || count > MOST_FRAMES) {
    throw new InputError(`setting frames=${frames}: ${count} frames; expected 1 to ${MOST_FRAMES}`);
  }
  const files = Array.from({ length: count }, (_, i) => {
    const path = image.replace(/%(0?)(\d*)d/, (_, zero: string, width: string) =>
      String(first + i).padStart(Number(width), zero || ' '),
    );
    return { path, bytes: inputs.read(`frame${i + 1}`, path) };
  });
  let newest: { frame: number; image: GrayImage } | undefined;
  const at = (frame: number): GrayImage => {
    if (newest?.frame !== frame) {
      const { path, bytes } = files[frame];
      newest = { frame, image: toGray(decodePng(bytes, path)) };
    }
    return newest.image;
  };
  checkSizes(files);
  return { count, at };
}

/** Frames of one video have one size, which stands in a PNG's 16th byte and on; all else shows when a frame is decoded. */
function checkSizes(files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): void {
  const sizeOf = ({ path, bytes }: (typeof files)[number]) => {
    if (bytes.length < 24) throw new InputError(`${path}: ${bytes.length} bytes; expected a PNG file`);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return `${view.getUint32(16)} x ${view.getUint32(20)} pixels`;
  };
  const expected = sizeOf(files[0]);
  const other = files.find((file) => sizeOf(file) !== expected);
  if (other !== undefined) {
    throw new InputError(`${other.path}: ${sizeOf(other)}; expected ${expected}, as ${files[0].path} has`);
  }
}
