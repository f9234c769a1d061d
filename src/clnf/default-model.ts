import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadModel, type ReadFile } from './model/load.js';
import type { FaceModel } from './model/model.js';

const MAIN = fileURLToPath(new URL('../../golden/clnf/model/main_clnf_self68.txt', import.meta.url));

let known: FaceModel | undefined;

/** The built-in model of 68 points, which was trained on rendered faces alone; read once a process. */
export function defaultModel(): FaceModel {
  const read: ReadFile = (_, path) => readFileSync(path);
  known ??= loadModel(MAIN, read);
  return known;
}
