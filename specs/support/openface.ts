import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import type { Settings } from '../../src/settings.js';
import { notTriggered } from './allure.js';
import { csvRows } from './clnf.js';

/** Fits of a public-domain photograph by OpenFace's C++ with OpenFace's own models, wherever the environment has them. */
export const OPENFACE_CASES = ['astro_general', 'astro_general_offbox', 'astro2x_general', 'astro_rot20'] as const;
/** One with the part models for the inner face and the eyes. */
export const WITH_PARTS = 'astro2x_general_hier';

/** The folder with OpenFace's models and their fits, which may not be copied; without it the test ends as not triggered. */
export function openFaceFolder(context: TestContext): string {
  const folder = process.env.PLUMBLINE_OPENFACE;
  if (folder) return folder;
  return notTriggered(context, 'PLUMBLINE_OPENFACE names no folder with the models of OpenFace');
}

export interface OpenFaceCase {
  readonly settings: Settings;
  /** From which the C++ worked out where to start. */
  readonly box: string;
  /** One an iteration. */
  readonly iterations: readonly Readonly<Record<string, unknown>>[];
  readonly result: Readonly<Record<string, string>>;
  /** Raw single-precision numbers. */
  readonly floats: (file: string) => Float32Array;
}

export function openFaceCase(folder: string, name: string): OpenFaceCase {
  const own = (file: string) => join(folder, 'golden', name, file);
  const [, image] = /-img (\S+)/.exec(readFileSync(own('settings.txt'), 'utf8')) ?? [];
  const events = readFileSync(own('trace.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  return {
    settings: {
      image: join(folder, image as string),
      start: own('init.json'),
      model: join(folder, 'model/main_clnf_general.txt'),
      parts: name === WITH_PARTS,
    },
    box: JSON.parse(readFileSync(own('init.json'), 'utf8')).bbox.join(),
    iterations: events.filter(({ ev }) => ev === 'iter'),
    result: csvRows(own('result.csv'))[0],
    floats: (file) => {
      const bytes = readFileSync(own(file));
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    },
  };
}

/** What a window of the C++ began and ended with. */
export interface Convergence {
  readonly window: number;
  readonly shift: readonly number[];
  readonly norm: readonly number[];
  readonly rigid: readonly number[];
  readonly nonrigid: readonly number[];
}

/** The rows of a case of convergence.txt: mean shift, its norm, and updates, each from the first to the last iteration. */
export function convergenceOf(folder: string, name: string): Convergence[] {
  const pair = (cell: string) => cell.split('->').map(Number);
  return readFileSync(join(folder, 'golden/convergence.txt'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([first]) => first === name)
    .map(([, window, , , shift, norm, rigid, nonrigid]) => ({
      window: Number(window),
      shift: pair(shift),
      norm: pair(norm),
      rigid: pair(rigid),
      nonrigid: pair(nonrigid),
    }));
}
