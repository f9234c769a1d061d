import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, type TestContext } from 'vitest';
import type { State } from '../../src/solver.js';
import type { Tensor } from '../../src/tensor.js';
import { createRun, openRun, resumeRun } from '../../src/trace/index.js';
import { manifest, scratchFolder } from './folders.js';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const example = join(docs, 'examples/trace_example.py');

const python = ['python3', '/usr/bin/python3'].find((command) => {
  try {
    execFileSync(command, ['-c', 'import numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

function run(context: TestContext, ...args: string[]): string {
  if (python === undefined) context.skip('not triggered: no python3 with NumPy');
  return execFileSync(python, [example, ...args], { encoding: 'utf8' });
}

describe('docs/trace-format.md', () => {
  it('shows the example as it stands in its file', () => {
    const page = readFileSync(join(docs, 'trace-format.md'), 'utf8');
    expect(page).toContain(`\`\`\`python\n${readFileSync(example, 'utf8')}\`\`\`\n`);
  });

  it('has an example whose run is read exactly', (context) => {
    const folder = join(scratchFolder(), 'run');
    run(context, 'write', folder);
    const read = openRun(folder);
    expect(read.manifest).toMatchObject({ subject: 'descent', engine: 'unknown', status: 'finished' });
    expect(read.checkpoints()).toEqual([0, 20]);
    expect(read.newestWhole().damaged).toEqual([]);

    // the same iteration here: sums of three in order, so every bit must agree
    let [point, velocity] = [
      [1, -2, 0.5],
      [0, 0, 0],
    ];
    let gradient: number[] = [];
    const [losses, norms]: [number[], number[]] = [[], []];
    for (let iteration = 1; iteration <= 20; iteration++) {
      gradient = point.map((x, i) => ([1, 3, 10][i] as number) * x);
      losses.push(gradient.reduce((sum, g, i) => sum + g * (point[i] as number), 0) / 2);
      norms.push(Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0)));
      velocity = velocity.map((v, i) => 0.5 * v + (gradient[i] as number));
      point = point.map((x, i) => x - 0.1 * (velocity[i] as number));
    }
    const vector = (data: number[]): Tensor => ({ shape: [3], data: Float64Array.from(data) });
    expect(read.state(20).values).toEqual({
      point: vector(point),
      velocity: vector(velocity),
      rate: 0.1,
      momentum: 0.5,
    });
    expect(read.stages(20)).toEqual({
      gradient: { value: vector(gradient) },
      update: { velocity: vector(velocity) },
      loss: { value: losses.at(-1) },
    });
    const { values } = read.scalars();
    expect([[...(values.loss as Float64Array)], [...(values.norm as Float64Array)]]).toEqual([losses, norms]);
  });

  it('has an example whose run can be gone on with', (context) => {
    const folder = join(scratchFolder(), 'run');
    run(context, 'write', folder);
    const recorder = resumeRun(folder, 20, ['loss', 'norm']);
    recorder.row(21, { loss: 0.5, norm: 1 });
    recorder.checkpoint({ ...openRun(folder).state(20), iteration: 21 });
    recorder.close('finished');
    expect(openRun(folder).newestWhole().state?.iteration).toBe(21);
    expect(JSON.parse(run(context, 'read', folder)).scalars.iteration).toHaveLength(21);
  });

  it('has an example that reads a run of ours exactly', (context) => {
    const folder = join(scratchFolder(), 'run');
    const state: State = {
      iteration: 3,
      values: {
        'moment of α': {
          shape: [2, 3],
          data: Float64Array.from([0.1, 1 / 3, 5e-324, -0, 1.7976931348623157e308, 2 / 7]),
        },
        single: { shape: [2], data: Float32Array.of(0.1, 1 / 3) },
        seeds: { shape: [2], data: Uint32Array.of(0, 4294967295) },
        empty: { shape: [0, 4], data: Int8Array.of() },
        one: { shape: [], data: Int16Array.of(-7) },
        rate: 1 / 3,
        tiny: 5e-324,
      },
    };
    const rows = [1, 2, 3].map((iteration) => ({ loss: 1 / iteration / 3, norm: 1e-7 * iteration }));
    const recorder = createRun(folder, manifest(), ['loss', 'norm']);
    rows.forEach((row, index) => {
      recorder.row(index + 1, row);
    });
    recorder.checkpoint(state);
    recorder.close('finished');
    const read = JSON.parse(run(context, 'read', folder));
    const { tensors, numbers } = read.checkpoints['3'];
    expect(numbers).toEqual({ rate: 1 / 3, tiny: 5e-324 });
    for (const [name, value] of Object.entries(state.values)) {
      if (typeof value === 'number') continue;
      expect(tensors[name]).toEqual({ shape: value.shape, values: Array.from(value.data as Float64Array) });
    }
    expect(Object.keys(tensors)).toHaveLength(5);
    expect(read.scalars).toEqual({
      iteration: [1, 2, 3],
      loss: rows.map(({ loss }) => loss),
      norm: rows.map(({ norm }) => norm),
    });
  });
});
