import type { Stage } from '../../../src/solver.js';
import { type KnownFault, stageFault, startFault } from '../fault.js';
import type { Change, IltScene } from './scenes.js';

type About = Parameters<typeof stageFault>[0];

const named = (stages: readonly Stage[], name: string): Stage => {
  const stage = stages.find((each) => each.name === name);
  if (stage === undefined) throw new TypeError(`the program has no stage ${name}`);
  return stage;
};

/** A fault by which one stage is that of a program with something changed. */
export const byChange = (about: About, stage: string, change: Change): KnownFault<IltScene> =>
  stageFault(about, stage, (scene) => named(scene.changed(change).stages, stage).run);

/** A fault by which the start is that of a program with something changed. */
export const byStart = (about: About, change: Change): KnownFault<IltScene> =>
  startFault(about, (_, scene) => scene.changed(change).solver.init());
