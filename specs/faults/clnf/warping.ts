import { referenceShape } from '../../../src/clnf/shape.js';
import { inverse, type Similarity, similarity } from '../../../src/clnf/similarity.js';
import type { Steps } from '../../../src/clnf/strict.js';
import { chooseView } from '../../../src/clnf/view.js';
import { type GrayImage, sampleBilinear, sampleOpenCv, warpOf } from '../../../src/clnf/warp.js';
import type { KnownFault } from '../fault.js';
import type { ClnfScene } from './scenes.js';
import { byStep } from './steps.js';

type Known = KnownFault<ClnfScene>;

/** A square map with the places of its elements changed: element (y, x) comes from what `from` gives. */
const moved = (map: Float64Array, from: (y: number, x: number, side: number) => readonly [y: number, x: number]) => {
  const side = Math.sqrt(map.length);
  return map.map((_, at) => {
    const [y, x] = from(Math.floor(at / side), at % side, side);
    return map[y * side + x];
  });
};

const transposed = (map: Float64Array) => moved(map, (y, x) => [x, y]);

const warps = (id: string, does: string, origin: string, steps: Partial<Steps>, scene = 'frontal'): Known =>
  byStep({ id, does, origin, scene }, 'warp', steps);

const TABLE = 'golden/clnf/faults.csv';

/** An image whose border goes on outside it. */
function replicated(image: GrayImage): GrayImage {
  const margin = 60;
  const [width, height] = [image.width + 2 * margin, image.height + 2 * margin];
  const within = (value: number, end: number) => Math.max(0, Math.min(end - 1, value));
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[y * width + x] =
        image.data[within(y - margin, image.height) * image.width + within(x - margin, image.width)];
    }
  }
  return { width, height, data };
}

/** Faults of cutting out the areas of interest. */
export const WARP: readonly Known[] = [
  warps('clnf/halfpx', 'has the centre of an area at A / 2, not (A - 1) / 2', TABLE, {
    warpOf: (x, y, toImage, side) => warpOf(x, y, toImage, side + 1),
  }),
  warps('clnf/nowarp', 'cuts areas at the resolution of the image', TABLE, {
    inverse: () => Float64Array.of(1, 0, 0, 1),
  }),
  warps('clnf/swapxy', 'exchanges x and y of the landmark in the warp', TABLE, {
    warpOf: (x, y, toImage, side) => warpOf(y, x, toImage, side),
  }),
  warps('clnf/aoiT', 'transposes the areas', TABLE, {
    sample: (image, warp, side) => transposed(sampleOpenCv(image, warp, side)),
  }),
  warps('clnf/scale1', 'takes all experts for those of scale 1', TABLE, {
    referenceShape: (pdm, params) => referenceShape(pdm, params, 1),
  }),
  warps('clnf/refmean', 'takes the mean shape for the reference', TABLE, {
    referenceShape: (pdm, params, scale) =>
      referenceShape(
        pdm,
        params.map((value, i) => (i < 6 ? value : 0)),
        scale,
      ),
  }),
  warps('clnf/view0', 'never changes the view', TABLE, { chooseView: () => 0 }, 'turned'),
  warps(
    'clnf/viewswap',
    'exchanges views 1 and 2',
    TABLE,
    { chooseView: (experts, params) => [0, 2, 1][chooseView(experts, params)] },
    'turned',
  ),
  warps('clnf/inverse-similarity', 'samples by the similarity to the reference', 'spec: "inverse similarity used"', {
    inverse: (toReference) => toReference,
  }),
  warps('clnf/similarity-transposed', 'turns the areas the other way', 'spec: "un-rotated transpose of B2"', {
    inverse: (toReference) => {
      const [a, b, c, d] = inverse(toReference);
      return Float64Array.of(a, c, b, d);
    },
  }),
  warps('clnf/no-rotation', 'leaves the rotation out of the similarity', 'AOI cut without similarity warp', {
    similarity: (from, to): Similarity => {
      const [a, b] = similarity(from, to);
      const scale = Math.sqrt(a * a + b * b);
      return Float64Array.of(scale, 0, 0, scale);
    },
  }),
  warps('clnf/bilinear', 'samples at the very positions, not at 1/32 pixels', 'plain bilinear instead of warpAffine', {
    sample: sampleBilinear,
  }),
  warps(
    'clnf/border-replicated',
    "goes on with the image's border outside of it",
    'BORDER_REPLICATE for BORDER_CONSTANT',
    {
      sample: (image, [m0, m1, m2, m3, m4, m5], side) =>
        sampleOpenCv(replicated(image), Float64Array.of(m0, m1, m2 + 60, m3, m4, m5 + 60), side),
    },
    'border',
  ),
];
