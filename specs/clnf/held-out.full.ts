import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HELD_OUT, type Scene, sceneOf } from '../../src/clnf/faces/scene.js';
import { encodePng } from '../../src/image/png.js';
import type { Settings } from '../../src/settings.js';
import { attachTable, belongsTo } from '../support/allure.js';
import { landmarkRows, landmarksOfRow, lastState, prepareClnf } from '../support/clnf.js';

belongsTo('clnf', 'accuracy', 'rendered faces that no model was trained on');

const FACES = 100;
/** What OpenFace's C++ reaches with this model on these faces, in percent of the distance of the outer corners of the eyes. */
const REFERENCE = {
  'one start': { mean: 4.24, median: 1.78 },
  'eleven starts': { mean: 1.54, median: 1.45 },
} as const;

let folder: string;
let known: readonly Face[] | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-faces-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Face {
  readonly scene: Scene;
  readonly settings: Settings;
}

/** Rendered by the first test that needs them, since that takes longer than a hook may. */
function faces(): readonly Face[] {
  known ??= Array.from({ length: FACES }, (_, i) => {
    const scene = sceneOf(i, HELD_OUT);
    const image = join(folder, `${i}.png`);
    writeFileSync(image, encodePng({ ...scene.image, channels: 1 }));
    const { x, y, width, height } = scene.box;
    return { scene, settings: { image, box: [x, y, width, height].join() } };
  });
  return known;
}

it.each([
  ['one start', {}],
  ['eleven starts', { multi_view: true }],
] as const)('are found from a misplaced box with the error of the C++, to a tenth of it: %s', async (name, changed) => {
  const errors: number[] = [];
  for (const { scene, settings } of faces()) {
    const prepared = await prepareClnf({ ...settings, ...changed });
    const [row] = landmarkRows(prepared, lastState(prepared));
    errors.push(errorOf(landmarksOfRow(row), scene.landmarks));
  }
  const sorted = errors.toSorted((a, b) => a - b);
  const mean = errors.reduce((sum, error) => sum + error, 0) / FACES;
  const median = (sorted[FACES / 2 - 1] + sorted[FACES / 2]) / 2;
  const reference = REFERENCE[name];
  attachTable(`errors in percent of the eyes' distance, ${name}`, [
    ['', 'mean', 'median', 'p90', 'largest'],
    ['plumbline', mean, median, sorted[89], sorted[99]],
    ['C++', reference.mean, reference.median, '', ''],
  ]);
  expect(Math.abs(mean / reference.mean - 1)).toBeLessThan(0.1);
  expect(Math.abs(median / reference.median - 1)).toBeLessThan(0.1);
});

function errorOf(landmarks: Float64Array, truth: Float64Array): number {
  const apart = (a: Float64Array, i: number, b: Float64Array, j: number) =>
    Math.hypot(a[i] - b[j], a[68 + i] - b[68 + j]);
  let sum = 0;
  for (let i = 0; i < 68; i++) sum += apart(landmarks, i, truth, i);
  return (100 * sum) / 68 / apart(truth, 36, truth, 45);
}
