import type { Window } from '../../../src/clnf/engine.js';
import type { Steps } from '../../../src/clnf/strict.js';
import type { Stage } from '../../../src/solver.js';
import { type KnownFault, stageFault } from '../fault.js';
import type { ClnfScene } from './scenes.js';

type About = Parameters<typeof stageFault>[0];

const named = (stages: readonly Stage[], name: string): Stage => {
  const stage = stages.find((each) => each.name === name);
  if (stage === undefined) throw new TypeError(`clnf has no stage ${name}`);
  return stage;
};

/** A fault of the strict engine: one stage is that of an engine with some of its steps replaced. */
export const byStep = (about: About, stage: string, steps: Partial<Steps>): KnownFault<ClnfScene> =>
  stageFault(about, stage, (scene) => named(scene.stages(steps), stage).run);

/** A fault of the schedule: one stage is that of other windows. */
export const byWindow = (about: About, stage: string, window: (window: Window) => Window): KnownFault<ClnfScene> =>
  stageFault(about, stage, (scene) => named(scene.stages({}, window), stage).run);
