import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type BisectOptions,
  bisect,
  historyOfSolver,
  isAnswered,
  solverProgram,
  storeInFolder,
} from '../../src/bisect/index.js';
import { InputError } from '../../src/errors.js';
import type { Solver } from '../../src/solver.js';
import { belongsTo } from '../support/allure.js';
import { faulty, rounded, shift } from '../support/toy-faults.js';
import { toyRotation } from '../support/toy-rotation.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('harness', 'bisect', 'going on');

const toy = toyRotation();
const QUESTION = { candidate: 'faulty' };
let folder: string;
beforeEach(() => {
  folder = join(scratch(), 'kept');
});

const ask = async (candidate: Solver, options: BisectOptions = {}) =>
  bisect(await historyOfSolver(toy, 64, 8), solverProgram(candidate), options);
const open = (question: object = QUESTION) => storeInFolder(folder, 'toy', question);

const rules = [{ for: '*', absolute: 1e-5, reason: 'single precision in one stage' }];
const once = (iteration: number) => iteration === 37;

describe('a bisect', () => {
  it.each<[string, Solver, BisectOptions]>([
    ['of a steady fault', faulty('move', shift('point', 1e-3), 37), {}],
    ['of a fault in one step', faulty('move', shift('point', 1e-3, once)), {}],
    ['among roundings', rounded({ stage: 'move', swap: shift('point', 1e-3, once), from: 1 }), { rules }],
    ['of infinite differences', faulty('move', shift('point', Number.POSITIVE_INFINITY), 37), {}],
    ['of nothing', toyRotation(), {}],
  ])('that is broken off after any probe goes on to the same answer: %s', async (_, candidate, options) => {
    const { probes: whole, iterations: _all, ...expected } = await ask(candidate, options);
    let spent = 0;
    for (let broken = true; broken; ) {
      broken = false;
      const onProbe = (done: number) => {
        // the first probe of this attempt is carried out, the second is not
        if (done === 2) throw new Error('the power is gone');
        spent++;
      };
      try {
        const {
          probes: _probes,
          iterations: _iterations,
          ...answer
        } = await ask(candidate, { ...options, store: open(), onProbe });
        expect(answer).toEqual(expected);
      } catch (error) {
        expect((error as Error).message).toBe('the power is gone');
        broken = true;
      }
    }
    expect(spent).toBe(whole);
  });
});

describe('a folder of probes', () => {
  it('is not made before there is one to keep', () => {
    open();
    expect(existsSync(folder)).toBe(false);
  });

  it('holds the answer at last, and is done with it', async () => {
    const store = open();
    const answer = await ask(faulty('move', shift('point', 1e-3), 37), { store });
    expect(isAnswered(folder)).toBe(false);
    store.keepAnswer(answer);
    expect(isAnswered(folder)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['answer.json', 'probes', 'question.json', 'states']);
    expect(open).toThrow(`${folder}: holds the answer of a bisect; expected another --out`);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'another question',
      () => open({ candidate: 'other' }).keepState('x', toy.init()),
      /question\.json: another question; expected another --out$/,
    ],
    [
      'files of others',
      () => {
        mkdirSync(folder);
        writeFileSync(join(folder, 'notes.txt'), 'mine');
      },
      /kept: already holds files; expected another --out$/,
    ],
    [
      'a question that is damaged',
      () => {
        open().keepState('x', toy.init());
        writeFileSync(join(folder, 'question.json'), '{');
      },
      /question\.json: not valid JSON$/,
    ],
    ['in place of it a file', () => writeFileSync(folder, 'mine'), /kept: /],
  ])('is refused with %s', (_, make, message) => {
    make();
    expect(open).toThrow(InputError);
    expect(open).toThrow(message);
  });

  it('with a damaged probe says which', async () => {
    const candidate = faulty('move', shift('point', 1e-3), 37);
    await ask(candidate, { store: open() });
    const [first] = readdirSync(join(folder, 'probes'));
    writeFileSync(join(folder, 'probes', first), '{');
    await expect(ask(candidate, { store: open() })).rejects.toThrow(`${join(folder, 'probes', first)}: not valid JSON`);
  });
});
