import { withFault } from '../../../src/bisect/index.js';
import { GLOBAL } from '../../../src/clnf/shape.js';
import { pick, type Solver } from '../../../src/solver.js';
import { tensor } from '../../../src/tensor.js';
import { type Check, type KnownFault, numbers, worstBetween } from '../fault.js';
import { departures } from './golden.js';
import { CLNF_SCENES, type ClnfScene, clnfScene } from './scenes.js';

/** The checks of the suite, on fits with a fault: held to the C++ stage by stage, and the modes to their range. */
export const clnfSuite = (known?: KnownFault<ClnfScene>, name = known?.scene ?? 'frontal'): Check[] => [
  async () => {
    const scene = await clnfScene(name);
    const candidate = put(scene, known);
    // other settings than the golden cases' have no golden stages
    if (name === 'loose') return clampHolds(scene, candidate);
    return departures(CLNF_SCENES[name][0], scene.solver, candidate).map(
      ({ iteration, stage, quantity }) => `golden ${stage}, ${quantity} at ${iteration}`,
    );
  },
];

const put = (scene: ClnfScene, known: KnownFault<ClnfScene> | undefined): Solver =>
  known === undefined || known.place === 'state' ? scene.solver : withFault(scene.solver, known.put(scene, 1));

/** Whether a step far out leaves each mode at exactly three standard deviations. */
function clampHolds({ model: { pdm } }: ClnfScene, solver: Solver): string[] {
  const stage = solver.stages.find((each) => each.name === 'update');
  if (stage === undefined) throw new TypeError('no stage update');
  const start = { ...solver.init().values, next_stage: 1, iteration: 1, loss: 0 };
  const columns = GLOBAL + pdm.modes;
  const far = Float64Array.from({ length: columns }, (_, i) => (i < GLOBAL ? 0 : i % 2 === 0 ? 1e6 : -1e6));
  const update = tensor([columns], far);
  const shape = tensor([2, pdm.points], new Float64Array(2 * pdm.points));
  const { updated } = stage.run(pick({ ...start, update, shape }, stage.inputs, 'update'));
  const modes = numbers<Float64Array>({ updated }, 'updated').subarray(GLOBAL);
  const ends = Array.from(pdm.variances, (variance, j) => (j % 2 === 0 ? 3 : -3) * Math.sqrt(variance));
  return worstBetween(modes, ends) < 1e-9 ? [] : ['modes stay within three deviations'];
}
