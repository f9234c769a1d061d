import { InputError } from '../../errors.js';
import { parseExperts } from './expert-file.js';
import { parseMainList, parseModelList } from './lists.js';
import type { FaceModel, LandmarkModel, PartModel, PatchExperts, Pdm } from './model.js';
import { parsePdm } from './pdm-file.js';

/** Gives the bytes of a file by its path, and by a name that no other file of the model has. Throws InputError. */
export type ReadFile = (name: string, path: string) => Uint8Array;

/**
 * Reads a whole model as OpenFace does, from its main_*.txt file on: the point distribution model, the patch experts of all
 * scales, and the parts. Detection validators and triangulations are not needed for a fit and not read. Throws InputError
 * when a file is not what it should be, or when two of them disagree.
 */
export function loadModel(main: string, read: ReadFile): FaceModel {
  const list = parseMainList(textOf(read('model', main)), main);
  const model = loadLandmarks(beside(main, list.detector), 'model', read);
  const names = new Set<string>();
  const parts = list.parts.map(({ path, name, pairs }, i): PartModel => {
    const file = beside(main, path);
    if (names.has(name)) throw new InputError(`${main}: two parts ${name}; expected one`);
    names.add(name);
    const prefix = `model.part${i + 1}`;
    const own = parseMainList(textOf(read(prefix, file)), file);
    if (own.parts.length > 0) throw new InputError(`${file}: a part with ${own.parts.length} parts; expected none`);
    const part = loadLandmarks(beside(file, own.detector), prefix, read);
    const wrong = pairs.find(([a, b]) => a >= model.pdm.points || b >= part.pdm.points);
    if (wrong !== undefined) {
      const limits = `expected landmarks below ${model.pdm.points} and ${part.pdm.points}`;
      throw new InputError(`${main}: part ${name}: pair ${wrong.join(' ')}; ${limits}`);
    }
    return { ...part, name, pairs };
  });
  return { ...model, parts };
}

function loadLandmarks(file: string, prefix: string, read: ReadFile): LandmarkModel {
  const list = parseModelList(textOf(read(`${prefix}.list`, file)), file);
  const pdmFile = beside(file, list.pdm);
  const pdm = parsePdm(textOf(read(`${prefix}.pdm`, pdmFile)), pdmFile);
  const scales = list.experts.map((path, i) => {
    const expertFile = beside(file, path);
    const experts = parseExperts(read(`${prefix}.experts${i + 1}`, expertFile), expertFile, pdm.points);
    checkPatches(experts, expertFile, pdm);
    return experts;
  });
  const last = scales[scales.length - 1].smoothing;
  for (const [i, { smoothing }] of scales.entries()) {
    // the components of the file read last serve all scales, weighted by each file's own betas
    const wrong = last.find(({ components }) => components.length !== (smoothing[0]?.components.length ?? 0));
    if (wrong !== undefined) {
      const has = `${smoothing[0]?.components.length ?? 0} betas a patch`;
      const needs = `the last file has ${wrong.components.length} components for window ${wrong.window}`;
      throw new InputError(`${beside(file, list.experts[i])}: ${has}; expected as many as ${needs}`);
    }
  }
  return { pdm, scales };
}

/** What the format allows but no fit can use. */
function checkPatches({ views }: PatchExperts, file: string, { points }: Pdm): void {
  const first = views.flatMap(({ patches }) => patches).find(({ neurons }) => neurons.length > 0);
  for (const [v, { visible, patches }] of views.entries()) {
    if (!visible.some((seen) => seen !== 0)) throw new InputError(`${file}: view ${v} sees no landmark; expected one`);
    for (let i = 0; i < points; i++) {
      if (visible[i] === 0) continue;
      const { width, height, neurons } = patches[i];
      const place = `${file}: view ${v}, landmark ${i}`;
      if (neurons.length === 0) throw new InputError(`${place}: visible, but without neurons; expected at least one`);
      if (width !== height || width !== first?.width || width < 1)
        throw new InputError(
          `${place}: a patch of ${width} x ${height}; expected ${first?.width} x ${first?.width}, as the first`,
        );
      const alphas = neurons.reduce((sum, { alpha }) => sum + alpha, 0);
      if (!(alphas > 0)) throw new InputError(`${place}: the alphas sum to ${alphas}; expected more than 0`);
    }
  }
}

/** A path from a file, which is relative to that file's folder. */
function beside(file: string, path: string): string {
  if (path === '') throw new InputError(`${file}: expected the path of a file, found none`);
  return path.startsWith('/') ? path : file.slice(0, file.lastIndexOf('/') + 1) + path;
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
