import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { clnf } from '../../src/clnf/index.js';
import { readRegularFile } from '../../src/run/index.js';
import type { Settings } from '../../src/settings.js';
import { openCursor, pick, type Scalars, type State, type Values } from '../../src/solver.js';
import { defaultIterations, type Occasion, type Prepared, type Subject } from '../../src/subject.js';
import type { Tensor } from '../../src/tensor.js';
import { decode } from '../../src/trace/index.js';

/** The engines that fit landmarks. */
export const ENGINES = ['strict', 'simd'] as const;

/** Fits by the C++ of OpenFace, as golden/clnf/README.md describes them. */
export const CASES = [
  'r1_frontal',
  'r2_small_noisy',
  'r3_large_sidelight',
  'r4_yaw_switch',
  'r5_border',
  'r6_shifted_box',
  'astro_front',
] as const;
/** Those of which every stage is kept. */
export const FULL_CASES = ['r1_frontal', 'r4_yaw_switch', 'r5_border'] as const;
export type CaseName = (typeof CASES)[number];

export const goldenPath = (name: string) => fileURLToPath(new URL(`../../golden/clnf/${name}`, import.meta.url));
const casePath = (name: CaseName, file: string) => goldenPath(`cases/${name}/${file}`);

/** Inputs straight from the disk. */
const inputs = { read: (_: string, path: string) => readRegularFile(path) };

/** A landmark fit ready to run: that of the rendered face, but for the settings given. */
export const prepareClnf = (
  settings: Settings = {},
  occasion: Partial<Occasion> = {},
  subject: Subject = clnf,
): Promise<Prepared> =>
  subject.prepare(settings, {
    engine: undefined,
    iterations: defaultIterations(clnf, settings),
    start: 0,
    inputs,
    ...occasion,
  });

/** The settings that give a golden case: its image, and the parameters that the C++ started from. */
export const caseSettings = (name: CaseName): Settings => ({
  image: casePath(name, 'input.png'),
  start: casePath(name, 'init.json'),
});

/** The rows of a golden CSV, cells as text. */
export function csvRows(path: string): Readonly<Record<string, string>>[] {
  const rows = parse(readFileSync(path), { columns: true }) as Record<string, string>[];
  if (rows.length === 0) throw new Error(`${path}: holds no row`);
  return rows;
}

export interface GoldenCase {
  readonly init: {
    readonly bbox: readonly number[];
    readonly params_global: readonly number[];
    readonly truth?: { readonly landmarks: readonly number[] };
  };
  /** One row an iteration. */
  readonly trace: Readonly<Record<string, string>>[];
  /** The columns of OpenFace's CSV. */
  readonly result: Readonly<Record<string, string>>;
  /** A tensor of stages.safetensors. */
  readonly tensor: (name: string) => Tensor<Float32Array>;
}

export function goldenCase(name: CaseName): GoldenCase {
  const { tensors } = decode(readFileSync(casePath(name, 'stages.safetensors')), name);
  return {
    init: JSON.parse(readFileSync(casePath(name, 'init.json'), 'utf8')),
    trace: csvRows(casePath(name, 'trace.csv')).filter(({ stage }) => stage !== 'end'),
    result: csvRows(casePath(name, 'result.csv'))[0],
    tensor: (key) => {
      if (!Object.hasOwn(tensors, key)) throw new Error(`${name}: no tensor ${key}`);
      return tensors[key] as Tensor<Float32Array>;
    },
  };
}

/** One iteration as its stages gave it. */
export interface Tapped {
  readonly scalars: Scalars;
  /** What the iteration began with, and what its stages gave but for the update, which overwrites some of it. */
  readonly values: Values;
  /** What the update gave. */
  readonly updated: Values;
}

/** A whole fit, stage by stage. */
export function tapAll({ solver }: Prepared, start: State = solver.init()): Tapped[] {
  const iterations: Tapped[] = [];
  for (let state = start; solver.done?.(state) === undefined; ) {
    let values: Values = { ...state.values, iteration: state.iteration + 1 };
    let updated: Values = {};
    const step = solver.step(state, (stage, outputs) => {
      if (stage === 'update') updated = outputs;
      else values = { ...values, ...outputs };
    });
    state = step.state;
    iterations.push({ scalars: step.scalars, values, updated });
  }
  return iterations;
}

/** What a stage gives for some values. */
export function runStage({ solver }: Prepared, name: string, values: Values): Values {
  const stage = solver.stages.find((each) => each.name === name);
  if (stage === undefined) throw new Error(`no stage ${name}`);
  return stage.run(pick(values, stage.inputs, name));
}

/** The state at which a schedule ends. */
export function lastState({ solver }: Prepared, start: State = solver.init()): State {
  const cursor = openCursor(solver, start);
  try {
    while (cursor.done?.() === undefined) cursor.advance(false);
    return cursor.state();
  } finally {
    cursor.close();
  }
}

/** The data of a value that is a tensor. */
export const dataOf = (values: Values, name: string): Float64Array =>
  Float64Array.from((values[name] as Tensor<Float64Array>).data);

/** The files that a finished run leaves. */
export const resultText = (prepared: Prepared, state: State, name: string): string =>
  new TextDecoder().decode(prepared.results?.(state)[name]);

/** The cells of landmarks.csv, by column; one record a row. */
export const landmarkRows = (prepared: Prepared, state: State): Readonly<Record<string, string>>[] =>
  parse(resultText(prepared, state, 'landmarks.csv'), { columns: true, trim: true });

/** The 2-D landmarks of a row of OpenFace's CSV: [2, n]. */
export function landmarksOfRow(row: Readonly<Record<string, string>>): Float64Array {
  const points = Object.keys(row).filter((name) => /^x_\d+$/.test(name)).length;
  if (points === 0) throw new Error('a row without landmarks');
  const axis = (name: string) => Array.from({ length: points }, (_, i) => Number(row[`${name}_${i}`]));
  return Float64Array.from([...axis('x'), ...axis('y')]);
}

/** The largest difference. Throws where there is nothing to compare, or something is not a number. */
export function worst(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (expected.length === 0 || actual.length !== expected.length) {
    throw new Error(`${actual.length} values cannot be compared with ${expected.length}`);
  }
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    if (Number.isNaN(difference)) throw new Error(`element ${i}: ${actual[i]} and ${expected[i]}`);
    largest = Math.max(largest, difference);
  }
  return largest;
}

/** The largest distance between landmarks, [2, n]. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length / 2;
  if (n === 0 || b.length !== a.length) throw new Error(`${n} landmarks cannot be compared with ${b.length / 2}`);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.hypot(a[i] - b[i], a[n + i] - b[n + i]));
  return largest;
}
