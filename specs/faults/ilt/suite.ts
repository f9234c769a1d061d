import { withFault } from '../../../src/bisect/index.js';
import { square } from '../../../src/ilt/arrays.js';
import type { Settings } from '../../../src/settings.js';
import type { Solver } from '../../../src/solver.js';
import { randomArray } from '../../support/dense-imaging.js';
import { type Check, type KnownFault, numbers } from '../fault.js';
import { awareGolden, awareRelations, goldenV2 } from './aware-suite.js';
import { denseHolds, recipeRelations, slopeHolds } from './recipe-suite.js';
import { ILT_SCENES, type IltScene, iltScene } from './scenes.js';

const isAware = ({ program }: Settings) => program === 'main' || program === 'v2';

/**
 * The checks of the suite, on programs with a fault: they hold them to their formulas, to finite differences of the loss, to
 * imaging written out, and branch v2 to the golden run.
 */
export function iltSuite(known?: KnownFault<IltScene>, name = known?.scene ?? 'v2'): Check[] {
  const put = (scene: IltScene): Solver =>
    known === undefined || known.place === 'state' ? scene.solver : withFault(scene.solver, known.put(scene, 1));
  const scene = iltScene(name);
  const relations = isAware(scene.settings) ? awareRelations : recipeRelations;
  return [
    () => relations(scene, put(scene), scene.iterations),
    () => slopes(name, put),
    ...(name === 'simple' ? [() => denseOf(put)] : []),
    ...(name === 'v2' ? [() => awareGolden(put(goldenV2()))] : []),
  ];
}

function denseOf(put: (scene: IltScene) => Solver): string[] {
  const scene = iltScene('simple', { window: ILT_SCENES.simple.size as number });
  return denseHolds(scene, put(scene));
}

/** Away from where sigmoids are flat, in double precision, and with S as the state has it, since no gradient flows through it. */
function slopes(name: string, put: (scene: IltScene) => Solver): string[] {
  const exact = isAware(ILT_SCENES[name]) ? { precision: 'f64', noise: 0, sensitivity_every: 1000 } : {};
  const scene = iltScene(name, exact);
  const { values } = scene.solver.init();
  const { length } = numbers(values, 'params');
  const params = square(randomArray(length, 5, -0.2, 0.2));
  const from = { iteration: isAware(scene.settings) ? 1 : 0, values: { ...values, params } };
  return slopeHolds(
    put(scene),
    [1, 2].map((seed) => randomArray(length, seed)),
    from,
  );
}
