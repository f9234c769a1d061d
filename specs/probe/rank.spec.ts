import { describe, expect, it } from 'vitest';
import type { ArmRun } from '../../src/probe/index.js';
import { rank } from '../../src/probe/rank.js';
import type { ArmKind } from '../../src/subject.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'probe', 'arms ranked by what they change');

function arm(name: string, kind: ArmKind, loss: readonly number[]): ArmRun {
  const end = loss.at(-1) ?? Number.NaN;
  const status = Number.isNaN(end) ? 'non-finite' : 'finished';
  return { name, kind, status, end, best: Math.min(...loss), curve: { iterations: loss.map((_, i) => i), loss } };
}

/** Ranks arms against a control that ends at `end` and copies of it that end 0.01 and 0.02 higher. */
function ranked(end: number, arms: readonly ArmRun[], noise = 0.01) {
  const copies = [1, 2].map((i) => arm(`copy ${i}`, 'start', [end + i * noise]));
  return rank({ control: arm('control', 'start', [1, end]), copies, arms }, 1);
}

it.each([
  [4, 'rises'],
  [0.5, 'falls'],
  [1.004, 'stands still'],
  [Number.NaN, 'leaves the numbers'],
])('says of a control that goes from 1 to %d that it %s', (end, symptom) => {
  expect(ranked(end, []).symptom).toBe(symptom);
});

describe('against a control that rises', () => {
  const outcomes: [string, number[], string][] = [
    ['ends below where all began', [1, 0.9], 'removes it'],
    ['begins higher than all and falls to its end', [3, 2, 1.5], 'removes it'],
    ['begins higher than all, falls, and rises again', [3, 0.9, 1.5], 'better'],
    ['ends below where all began by chance, after it rose', [1, 2, 0.95], 'better'],
    ['ends lower than the control by more than the noise', [1, 3], 'better'],
    ['ends lower by less than the noise', [1, 3.97], 'no change'],
    ['ends higher by less than the noise', [1, 4.03], 'no change'],
    ['ends higher by more than the noise', [1, 5], 'worse'],
    ['leaves the numbers', [1, Number.NaN], 'failed'],
  ];
  it.each(outcomes)('an arm that %s', (_, loss, outcome) => {
    expect(ranked(4, [arm('a', 'problem', loss)]).arms[0].outcome).toBe(outcome);
  });

  it('puts first those that remove it, then the others by their end, and last those that failed', () => {
    const arms = outcomes.map(([name, loss]) => arm(name, 'problem', loss));
    expect(ranked(4, arms).arms.map(({ end }) => end)).toEqual([0.9, 1.5, 0.95, 1.5, 3, 3.97, 4.03, 5, Number.NaN]);
  });

  it.each([
    [['problem', 'freezing'], 'not the optimizer'],
    [['rate'], 'the optimizer'],
    [['rate', 'problem'], 'either'],
    [['asked'], 'either'],
    [[], 'none'],
  ] as const)('lays it on what removes it: %j, %s', (kinds, blame) => {
    const good = kinds.map((kind) => arm(kind, kind, [1, 0.5]));
    expect(ranked(4, [...good, arm('schedule', 'schedule', [1, 3])])).toMatchObject({ blame, without: ['schedule'] });
  });
});

it('takes a fall for what removes a standstill', () => {
  const arms = [
    arm('falls', 'optimizer', [1, 0.9]),
    arm('falls ten times as far', 'optimizer', [1, 0.994]),
    arm('hardly falls', 'rate', [1, 0.999]),
    arm('has another objective that stands still', 'problem', [0.5, 0.4999]),
    arm('has another objective that falls', 'problem', [0.8, 0.7]),
  ];
  expect(ranked(0.9995, arms, 1e-5).arms.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['has another objective that falls', 'removes it'],
    ['falls', 'removes it'],
    ['falls ten times as far', 'removes it'],
    ['has another objective that stands still', 'better'],
    ['hardly falls', 'better'],
  ]);
});
