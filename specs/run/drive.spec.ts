import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Patience } from '../../src/optimizers/index.js';
import { type DriveOptions, drive, type Progress, type Sink } from '../../src/run/index.js';
import { type Solver, type State, stepwise } from '../../src/solver.js';
import { belongsTo } from '../support/allure.js';
import { toyRotation, withEngine } from '../support/toy-rotation.js';
import { toySink } from '../support/toy-sink.js';

belongsTo('harness', 'run', 'drive');

const toy = toyRotation();

async function driven(options: DriveOptions, start: State = toy.init(), solver = toy) {
  const kept = toySink();
  const outcome = await drive(solver, start, { sink: kept.sink, ...options });
  return { outcome, ...kept, iterations: kept.states.map(({ iteration }) => iteration) };
}

describe('what is recorded', () => {
  it.each([
    [{ until: 7 }, [1, 2, 3, 4, 5, 6, 7], [7]],
    [{ until: 7, scalarsEvery: 3 }, [3, 6, 7], [7]],
    [{ until: 7, checkpointEvery: 3 }, [1, 2, 3, 4, 5, 6, 7], [3, 6, 7]],
    [{ until: 6, scalarsEvery: 2, checkpointEvery: 3 }, [2, 4, 6], [3, 6]],
    [{ until: 7, scalarsEvery: 100, checkpointEvery: 100 }, [7], [7]],
  ])('%j gives rows at %j and checkpoints at %j', async (options, rows, checkpoints) => {
    for (const solver of [toy, withEngine(toy)]) {
      const { outcome, ...kept } = await driven(options, toy.init(), solver);
      expect(kept.rows.map(([iteration]) => iteration)).toEqual(rows);
      expect(kept.iterations).toEqual(checkpoints);
      expect(outcome.status).toBe('finished');
      expect(outcome.state).toEqual(kept.states.at(-1));
    }
  });

  it('is the steps of the solver themselves', async () => {
    const { rows, states } = await driven({ until: 20, checkpointEvery: 1 });
    const cursor = stepwise(toy, toy.init());
    for (let i = 0; i < 20; i++) {
      expect(rows[i]).toEqual([i + 1, cursor.advance(true)]);
      expect(states[i]).toEqual(cursor.state());
    }
  });

  it('is nothing where the iteration is reached already', async () => {
    const start = (await driven({ until: 5 })).outcome.state;
    const { outcome, rows, states } = await driven({ until: 5 }, start);
    expect([rows, states]).toEqual([[], []]);
    expect(outcome).toEqual({ status: 'finished', state: start });
  });

  it('holds the outputs of every stage of the step to each checkpoint, if asked', async () => {
    const { stages, rows } = await driven({ until: 7, checkpointEvery: 3, stages: true });
    expect([...stages.keys()]).toEqual([3, 6, 7]);
    for (const [iteration, outputs] of stages) {
      expect(Object.keys(outputs)).toEqual(['turn', 'draw', 'move', 'measure']);
      expect(outputs.measure).toEqual(rows[iteration - 1][1]);
    }
    expect((await driven({ until: 7 })).stages.size).toBe(0);
  });

  it('is the same by an engine as by the stages, whose cursor is closed', async () => {
    const engine = withEngine(toy);
    const { outcome, rows, states } = await driven({ until: 30, checkpointEvery: 7, stages: true });
    const fast = await driven({ until: 30, checkpointEvery: 7, stages: true }, toy.init(), engine);
    expect([fast.outcome, fast.rows, fast.states]).toEqual([outcome, rows, states]);
    expect(engine.opened.count).toBe(0);
  });
});

describe('going on', () => {
  it('from any state gives what was never stopped', async () => {
    const all = await driven({ until: 60, checkpointEvery: 1, scalarsEvery: 4 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 59 }), fc.boolean(), async (at, hasEngine) => {
        const solver = hasEngine ? withEngine(toy) : toy;
        const { outcome, rows, states } = await driven(
          { until: 60, checkpointEvery: 1, scalarsEvery: 4 },
          structuredClone(all.states[at - 1]),
          solver,
        );
        expect(outcome.state).toEqual(all.outcome.state);
        expect(states).toEqual(all.states.slice(at));
        expect(rows).toEqual(all.rows.filter(([iteration]) => iteration > at));
      }),
      { seed: 42, numRuns: 40 },
    );
  });

  it('knows the best from before, and a row of its own as the last', async () => {
    const earlier = { best: { iteration: 2, loss: 1e-9 }, last: { iteration: 3, loss: 5 }, spent: false };
    const { outcome } = await driven({ until: 8, earlier }, { ...toy.init(), iteration: 3 });
    expect(outcome.best).toEqual(earlier.best);
    expect(outcome.last?.iteration).toBe(8);
  });
});

describe('the end of a schedule', () => {
  const scheduled: Solver = { ...toy, done: ({ iteration }) => (iteration === 7 ? 'the schedule is over' : undefined) };

  it.each([
    ['by its stages', scheduled],
    ['by an engine', withEngine(scheduled)],
  ])('ends a run %s, with a checkpoint', async (_, solver) => {
    const { outcome, rows, iterations } = await driven({ until: 99, checkpointEvery: 3 }, toy.init(), solver);
    expect(outcome).toMatchObject({ status: 'finished', reason: 'the schedule is over', state: { iteration: 7 } });
    expect(rows).toHaveLength(7);
    expect(iterations).toEqual([3, 6, 7]);
  });

  it('is known at the start of a run that goes on from there', async () => {
    const start = { ...toy.init(), iteration: 7 };
    const { outcome, rows, states } = await driven({ until: 99 }, start, scheduled);
    expect(outcome).toEqual({ status: 'finished', reason: 'the schedule is over', state: start });
    expect([rows, states]).toEqual([[], []]);
  });
});

describe('early stopping', () => {
  // the loss falls up to the 10th iteration and stays
  const flat = toyRotation({ measured: (row, iteration) => ({ ...row, loss: Math.max(1, 11 - iteration) }) });

  it('ends with a checkpoint once the patience is spent', async () => {
    const { outcome, rows, iterations } = await driven(
      { until: 99, checkpointEvery: 50, patience: new Patience(5) },
      flat.init(),
      flat,
    );
    expect(outcome).toMatchObject({ status: 'stopped', reason: 'no smaller loss in 5 iterations' });
    expect(outcome.best).toEqual({ iteration: 10, loss: 1 });
    expect(iterations).toEqual([15]);
    expect(rows).toHaveLength(15);
  });

  it('does no step where the patience was spent before', async () => {
    const earlier = { best: { iteration: 1, loss: 1 }, last: { iteration: 6, loss: 2 }, spent: true };
    const start = { ...toy.init(), iteration: 6 };
    const { outcome, rows, states } = await driven({ until: 99, patience: new Patience(5), earlier }, start);
    expect(outcome).toMatchObject({ status: 'stopped', reason: 'no smaller loss in 5 iterations', state: start });
    expect([rows, states]).toEqual([[], []]);
  });
});

describe('an interruption', () => {
  it('keeps a checkpoint of exactly the iteration that it comes at', async () => {
    const all = await driven({ until: 40, checkpointEvery: 1 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 39 }), async (at) => {
        const controller = new AbortController();
        const solver = toyRotation({ before: (iteration) => iteration === at && controller.abort('SIGINT') });
        const { outcome, iterations, rows } = await driven(
          { until: 40, checkpointEvery: 7, signal: controller.signal },
          solver.init(),
          solver,
        );
        expect(outcome).toMatchObject({ status: 'interrupted', reason: 'SIGINT', state: all.states[at - 1] });
        expect(iterations.at(-1)).toBe(at);
        expect(new Set(iterations).size).toBe(iterations.length);
        expect(rows).toEqual(all.rows.slice(0, at));
      }),
      { seed: 42, numRuns: 39 },
    );
  });

  it('before the first step leaves the start', async () => {
    const { outcome, rows, states } = await driven({ until: 9, signal: AbortSignal.abort('SIGTERM') });
    expect(outcome).toMatchObject({ status: 'interrupted', reason: 'SIGTERM', state: toy.init() });
    expect([rows, states]).toEqual([[], []]);
  });

  it('by a fault closes the engine and passes the fault on', async () => {
    const engine = withEngine(toy);
    const fault = new Error('disk full');
    const sink: Sink = {
      ...toySink().sink,
      row() {
        throw fault;
      },
    };
    await expect(drive(engine, engine.init(), { until: 9, sink })).rejects.toBe(fault);
    expect(engine.opened.count).toBe(0);
  });
});

describe('progress', () => {
  it('tells where a run is, its newest loss, and a finite time to go', async () => {
    const heard: Progress[] = [];
    // blocks the loop for longer than it may go without a breath, so that every step is told of
    const pause = new Int32Array(new SharedArrayBuffer(4));
    const slow = toyRotation({ before: () => Atomics.wait(pause, 0, 0, 55) });
    const { rows } = await driven({ until: 4, onProgress: (progress) => heard.push(progress) }, slow.init(), slow);
    expect(heard.map(({ iteration, until, loss }) => [iteration, until, loss])).toEqual(
      rows.slice(0, 3).map(([iteration, { loss }]) => [iteration, 4, loss]),
    );
    for (const { eta } of heard) {
      expect(eta).toBeGreaterThan(0);
      expect(eta).toBeLessThan(Infinity);
    }
  });
});
