import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { readExactMatrix, writeMatrix } from './matrix.js';
import type { Neuron, Patch, PatchExperts, Smoothing } from './model.js';

/** The first word of a patch and of a neuron. */
const PATCH = 5;
const NEURON = 2;
/** The type of a neuron that looks at gray values; the others (gradients, depth) are of older programs. */
const GRAY = 0;
const MOST_VIEWS = 1000;
const MOST_WINDOWS = 100;
const MOST_COMPONENTS = 100;
const LARGEST_WINDOW = 31;
const LARGEST_PATCH = 63;
const MOST_NEURONS = 1000;

/**
 * The patch experts of one scale from a CCNF file, which is binary whatever its name says. Their arrays are views of `bytes`
 * where these allow it. Throws InputError.
 */
export function parseExperts(bytes: Uint8Array, file: string, points: number): PatchExperts {
  const reader = new ByteReader(bytes, file);
  const scale = reader.finite('the scale');
  if (!(scale > 0 && scale <= 100)) reader.fail('a scale, above 0 and at most 100 px/mm', scale, 8);
  const count = reader.count(MOST_VIEWS, 'number of views');
  if (count === 0) reader.fail('at least one view', 0, 4);
  const centers = times(count, () => readExactMatrix(reader, 3, 1, 6, "a view's center"));
  const visible = times(count, () => readExactMatrix(reader, points, 1, 4, "a view's visibility of the landmarks"));
  const smoothing = times(reader.count(MOST_WINDOWS, 'number of windows'), () => readSmoothing(reader));
  const betas = smoothing[0]?.components.length ?? 0;
  const patches = times(count, () => times(points, () => readPatch(reader, betas)));
  reader.end();
  return {
    scale,
    smoothing,
    views: centers.map((center, i) => ({ center, visible: visible[i], patches: patches[i] })),
  };
}

function readSmoothing(reader: ByteReader): Smoothing {
  const window = reader.count(LARGEST_WINDOW, 'side of a window');
  const cells = window * window;
  const components = times(reader.count(MOST_COMPONENTS, 'number of smoothing components'), () =>
    readExactMatrix(reader, cells, cells, 5, 'a smoothing component'),
  );
  return { window, components };
}

function readPatch(reader: ByteReader, betas: number): Patch {
  reader.expect(PATCH, 'the start of a patch');
  const width = reader.count(LARGEST_PATCH, 'width of a patch');
  const height = reader.count(LARGEST_PATCH, 'height of a patch');
  const count = reader.count(MOST_NEURONS, 'number of neurons');
  if (count === 0) {
    const unused = reader.i32('the end of an empty patch');
    return { width, height, neurons: [], betas: new Float64Array(0), confidence: 0, unused };
  }
  const neurons = times(count, () => readNeuron(reader, width, height));
  const smoothness = times(betas, () => reader.finite('a beta'));
  const confidence = reader.finite('the confidence of a patch');
  return { width, height, neurons, betas: Float64Array.from(smoothness), confidence, unused: 0 };
}

function readNeuron(reader: ByteReader, width: number, height: number): Neuron {
  reader.expect(NEURON, 'the start of a neuron');
  reader.expect(GRAY, 'the type of a neuron that looks at gray values');
  const norm = reader.finite("a neuron's norm");
  const bias = reader.finite("a neuron's bias");
  const alpha = reader.finite("a neuron's alpha");
  return { norm, bias, alpha, weights: readExactMatrix(reader, height, width, 5, "a neuron's weights") };
}

/** The bytes of a CCNF file. */
export function formatExperts({ scale, smoothing, views }: PatchExperts): Uint8Array {
  const writer = new ByteWriter().f64(scale).i32(views.length);
  for (const { center } of views) writeMatrix(writer, { rows: 3, columns: 1, type: 6, data: center });
  for (const { visible } of views) writeMatrix(writer, { rows: visible.length, columns: 1, type: 4, data: visible });
  writer.i32(smoothing.length);
  for (const { window, components } of smoothing) {
    writer.i32(window, components.length);
    const cells = window * window;
    for (const data of components) writeMatrix(writer, { rows: cells, columns: cells, type: 5, data });
  }
  for (const view of views) for (const patch of view.patches) writePatch(writer, patch);
  return writer.bytes();
}

function writePatch(writer: ByteWriter, { width, height, neurons, betas, confidence, unused }: Patch): void {
  writer.i32(PATCH, width, height, neurons.length);
  if (neurons.length === 0) {
    writer.i32(unused);
    return;
  }
  for (const { norm, bias, alpha, weights } of neurons) {
    writer.i32(NEURON, GRAY).f64(norm, bias, alpha);
    writeMatrix(writer, { rows: height, columns: width, type: 5, data: weights });
  }
  writer.f64(...betas, confidence);
}

function times<Item>(count: number, make: () => Item): Item[] {
  const items: Item[] = [];
  for (let i = 0; i < count; i++) items.push(make());
  return items;
}
