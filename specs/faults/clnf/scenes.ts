import { defaultModel } from '../../../src/clnf/default-model.js';
import type { Window } from '../../../src/clnf/engine.js';
import { toGray } from '../../../src/clnf/gray.js';
import type { FaceModel } from '../../../src/clnf/model/model.js';
import { parseClnfSettings } from '../../../src/clnf/settings.js';
import { stagesOf } from '../../../src/clnf/stages.js';
import { doubles } from '../../../src/clnf/state.js';
import { STEPS, type Steps, strictEngine } from '../../../src/clnf/strict.js';
import { scheduleOf } from '../../../src/clnf/windows.js';
import { decodePng } from '../../../src/image/png.js';
import { readRegularFile } from '../../../src/run/index.js';
import type { Settings } from '../../../src/settings.js';
import type { Stage } from '../../../src/solver.js';
import { type CaseName, caseSettings, prepareClnf } from '../../support/clnf.js';
import type { Scene } from '../fault.js';

export interface ClnfScene extends Scene {
  readonly name: string;
  readonly model: FaceModel;
  /** The stages of an engine with some of its steps replaced, or with other windows. */
  stages(steps: Partial<Steps>, window?: (window: Window) => Window): readonly Stage[];
}

/** Golden cases, and the first of them with other settings. */
export const CLNF_SCENES: Readonly<Record<string, readonly [name: CaseName, changed: Settings]>> = {
  frontal: ['r1_frontal', {}],
  turned: ['r4_yaw_switch', {}],
  border: ['r5_border', {}],
  // a prior so weak that modes reach the ends of their range
  loose: ['r1_frontal', { reg: 0.001, adapt: false }],
};

/** A fit in double precision, by the strict engine. */
export async function clnfScene(name: string): Promise<ClnfScene> {
  const [golden, changed] = CLNF_SCENES[name];
  const settings = { ...caseSettings(golden), ...changed };
  const { solver } = await prepareClnf(settings, { engine: 'strict' });
  const path = settings.image as string;
  const image = toGray(decodePng(readRegularFile(path), path));
  const model = defaultModel();
  const schedule = scheduleOf(parseClnfSettings(settings), model, [doubles(solver.init().values, 'params')], 1);
  return {
    name,
    solver,
    model,
    // the schedule's own end: three windows of five rigid and five non-rigid iterations
    iterations: 30,
    stages: (steps, window = (each) => each) =>
      stagesOf(
        strictEngine([model], { ...STEPS, ...steps }),
        { ...schedule, first: schedule.first.map(window) },
        () => image,
      ),
  };
}
