import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { State } from '../../src/solver.js';
import type { Manifest } from '../../src/trace/index.js';

/** A folder that is gone when the running test ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-trace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const columns = ['loss', 'norm'];

/** A manifest of a small run with a row every iteration and a checkpoint every other. */
export const manifest = (changes: Partial<Manifest> = {}): Manifest => ({
  format: 'plumbline-run',
  version: 1,
  subject: 'descent',
  engine: 'strict',
  config: { rate: 0.25 },
  iterations: 12,
  checkpointEvery: 2,
  scalarsEvery: 1,
  start: 0,
  inputs: {},
  status: 'running',
  versions: { plumbline: '0.1.0', node: process.version },
  segments: [],
  ...changes,
});

/** A state of the small run. Another `rate` gives other bytes. */
export const stateAt = (iteration: number, rate = 0.25): State => ({
  iteration,
  values: {
    point: { shape: [3], data: Float64Array.of(iteration, iteration / 3, -iteration * rate) },
    momentum: iteration * rate,
  },
});

export const rowAt = (iteration: number, rate = 0.25) => ({ loss: 1 / iteration, norm: iteration * rate });
