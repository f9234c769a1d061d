import { describe, expect, it } from 'vitest';
import '../../../src/vitest/matchers/install.js';
import { withFault } from '../../../src/bisect/index.js';
import type { Solver } from '../../../src/solver.js';
import { belongsTo } from '../../support/allure.js';
import { toyRotation } from '../../support/toy-rotation.js';

const kicked = (from: number): Solver =>
  withFault(toyRotation(), {
    kind: 'stage',
    stage: 'draw',
    from,
    swap: (inputs, right) => ({ ...right(inputs), kick: 0.25 }),
  });
const without = (name: string): Solver => {
  const toy = toyRotation();
  return { ...toy, stages: toy.stages.filter((stage) => stage.name !== name) };
};

belongsTo('harness', 'matchers', 'toAgreeByStage');

describe('toAgreeByStage', () => {
  it('passes for a solver of the same stages', async () => {
    await expect(toyRotation()).toAgreeByStage(toyRotation());
  });

  it('fails in the stage that is wrong and no other, with what would have passed', async () => {
    await expect(expect(kicked(1)).toAgreeByStage(toyRotation())).rejects.toThrow(
      /^iteration 1, stage draw: draw\/kick: [\s\S]*would have passed/,
    );
    await expect(kicked(1)).not.toAgreeByStage(toyRotation());
  });

  it('looks at the iterations that are asked for', async () => {
    await expect(kicked(5)).toAgreeByStage(toyRotation(), { at: [1, 4] });
    await expect(kicked(5)).not.toAgreeByStage(toyRotation(), { at: [1, 6] });
  });

  it('allows what a rule allows, for the value that it names', async () => {
    const reason = 'the kick is at most a half either way';
    await expect(kicked(1)).toAgreeByStage(toyRotation(), { rules: [{ for: 'draw/kick', absolute: 1, reason }] });
    await expect(kicked(1)).not.toAgreeByStage(toyRotation(), { rules: [{ for: 'turn/*', absolute: 1, reason }] });
  });

  it('fails for a solver that lacks a stage of the reference', async () => {
    await expect(expect(without('measure')).toAgreeByStage(toyRotation())).rejects.toThrow(/has no stage measure/);
  });

  it('refuses solvers without a stage in common, no iterations, and what is no solver', async () => {
    const bare = { ...toyRotation(), stages: [] };
    await expect(expect(bare).not.toAgreeByStage(toyRotation())).rejects.toThrow(/nothing in common/);
    await expect(expect(toyRotation()).not.toAgreeByStage(toyRotation(), { at: [] })).rejects.toThrow(/no iteration/);
    await expect(expect({}).not.toAgreeByStage(toyRotation())).rejects.toThrow(/expected a solver/);
  });
});
