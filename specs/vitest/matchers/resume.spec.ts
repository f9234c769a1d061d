import { describe, expect, it } from 'vitest';
import '../../../src/vitest/matchers/install.js';
import { type Solver, type State, solver, stepwise } from '../../../src/solver.js';
import { belongsTo } from '../../support/allure.js';
import { toyRotation } from '../../support/toy-rotation.js';

/** A solver whose cursor remembers something that its state does not hold. */
function forgetful(): Solver {
  const toy = toyRotation();
  return {
    ...toy,
    open(start: State) {
      let steps = 0;
      const cursor = stepwise(toy, start);
      return {
        ...cursor,
        advance: (wanted) => {
          const row = cursor.advance(wanted);
          steps++;
          return row && { ...row, loss: row.loss + (steps > 4 ? 1e-9 : 0) };
        },
      };
    },
  };
}

belongsTo('harness', 'matchers', 'toResumeExactly');

describe('toResumeExactly', () => {
  it('passes for a solver whose state holds all that it needs', () => {
    expect(toyRotation()).toResumeExactly();
    expect(toyRotation()).toResumeExactly({ iterations: 5, at: [2] });
  });

  it('fails for one that keeps something elsewhere, and names the iteration and the value', () => {
    expect(() => expect(forgetful()).toResumeExactly()).toThrow(
      /resumed after 1 iterations of 16: iteration 5 differs: state\/loss: 1 of 1 number over the tolerance/,
    );
    expect(forgetful()).not.toResumeExactly();
  });

  it('says under .not where it was resumed', () => {
    expect(() => expect(toyRotation()).not.toResumeExactly()).toThrow(/resumed after 1, 8, 15 of 16 iterations/);
  });

  it.each([
    ['a run too short to be interrupted', { iterations: 1 }],
    ['no point to resume at', { at: [] }],
    ['a point past the end', { iterations: 4, at: [4] }],
  ])('refuses %s', (_, options) => {
    expect(() => expect(toyRotation()).toResumeExactly(options)).toThrow(/nothing to resume/);
    expect(() => expect(toyRotation()).not.toResumeExactly(options)).toThrow(/nothing to resume/);
  });

  it('refuses what is no solver', () => {
    expect(() => expect(5).not.toResumeExactly()).toThrow(/expected a solver, number given/);
  });

  it('refuses a solver whose schedule ends before anything could be resumed', () => {
    const toy = toyRotation();
    const ended = { ...solver({ ...toy, carried: ['point', 'counter'] }), done: () => 'over' };
    expect(() => expect(ended).toResumeExactly()).toThrow(/nothing to resume/);
  });
});
