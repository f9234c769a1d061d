import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Solver, tapStages } from '../../src/solver.js';
import {
  encodeManifest,
  encodeStages,
  encodeState,
  formatHeader,
  formatRow,
  type Manifest,
  openRun,
  type Run,
} from '../../src/trace/index.js';

export interface RecordOptions {
  readonly iterations?: number;
  readonly every?: number;
  /** Whether the stages of every step that led to a checkpoint are kept. */
  readonly stages?: boolean;
  readonly manifest?: Partial<Manifest>;
}

/** Runs a solver from its start into a new folder, without the fsyncs that a real recorder takes its time for. */
export function recordToy(
  folder: string,
  solver: Solver,
  { iterations = 64, every = 10, stages = false, manifest }: RecordOptions = {},
): Run {
  const { subject, columns } = solver;
  for (const kind of ['checkpoints', 'stages']) mkdirSync(join(folder, kind), { recursive: true });
  const file = (kind: string, iteration: number) =>
    join(folder, kind, `${String(iteration).padStart(6, '0')}.safetensors`);
  let state = solver.init();
  let rows = formatHeader(columns);
  writeFileSync(file('checkpoints', 0), encodeState(subject, state));
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const isKept = iteration % every === 0 || iteration === iterations;
    if (stages && isKept)
      writeFileSync(file('stages', iteration), encodeStages(subject, iteration, tapStages(solver, state)));
    const step = solver.step(state);
    state = step.state;
    rows += formatRow(columns, iteration, step.scalars);
    if (isKept) writeFileSync(file('checkpoints', iteration), encodeState(subject, state));
  }
  writeFileSync(join(folder, 'scalars.csv'), rows);
  const whole: Manifest = {
    format: 'plumbline-run',
    version: 1,
    subject,
    engine: 'toy',
    config: {},
    iterations,
    checkpointEvery: every,
    scalarsEvery: 1,
    start: 0,
    inputs: {},
    status: 'finished',
    versions: {},
    segments: [],
    ...manifest,
  };
  writeFileSync(join(folder, 'run.json'), encodeManifest(whole));
  return openRun(folder);
}
