import { withFault } from '../../../src/bisect/index.js';
import { activation } from '../../../src/clnf/patch-response.js';
import { sampleOpenCv } from '../../../src/clnf/warp.js';
import type { Solver, Stage } from '../../../src/solver.js';
import { type CaseName, csvRows, goldenPath } from '../../support/clnf.js';
import { CLNF_FAULTS } from './catalogue.js';
import { departures } from './golden.js';
import { CLNF_SCENES, type ClnfScene } from './scenes.js';

/** A row of golden/clnf/faults.csv: a fault of an independent port, and where it first parted from the C++. */
export interface TableRow {
  readonly fault: string;
  readonly iteration: number;
  readonly stage: string;
}

/** The stage of ours that gives a quantity of the table. */
const STAGES: Readonly<Record<string, string>> = {
  start_params: 'start',
  view: 'warp',
  visibility: 'warp',
  warp_matrix: 'warp',
  aoi: 'warp',
  // the port shows the patch before the neurons; here it is a step within their stage
  patch_norm: 'patch-response',
  presigma: 'patch-response',
  response: 'response-map',
  offset: 'mean-shift',
  mean_shift_image: 'mean-shift',
  jacobian: 'jacobian',
  gradient: 'solve',
  update: 'solve',
  rotation: 'update',
};

/** What golden/clnf/faults.csv says of a case. `none`: the fault changes nothing in it. */
export function tableOf(name: CaseName): readonly TableRow[] {
  return csvRows(goldenPath('faults.csv'))
    .filter((row) => row.case === name && row.fault !== 'correct')
    .map((row) => ({ fault: row.fault, ...placeOf(row.first_differing_stage) }));
}

function placeOf(text: string): { iteration: number; stage: string } {
  if (text === 'none') return { iteration: 0, stage: 'none' };
  const [window, ...rest] = text.split(' ');
  const quantity = rest[rest.length - 1];
  const first = 1 + 10 * ['w11', 'w9', 'w7'].indexOf(window);
  if (quantity === 'start_params') return { iteration: 0, stage: 'start' };
  // how many iterations there are is decided by the update of the last one that both have
  if (quantity === 'iteration_count') return { iteration: first + 4, stage: 'update' };
  const [, stage, inner] = /^(rigid|nonrigid)\[(\d)\]$/.exec(rest[0]) ?? [];
  // the table compares no Hessian, which holds the same error an iteration before the gradient where q is zero
  return { iteration: first + (stage === 'nonrigid' ? 5 : 0) + Number(inner ?? 0), stage: STAGES[quantity] };
}

/** The solver of a case with a fault of the table. */
export function withTableFault(scene: ClnfScene, fault: string): Solver {
  if (fault === 'aoiT+Wt') {
    const both = scene.stages({
      sample: (image, warp, side) => transposed(sampleOpenCv(image, warp, side)),
      activation: (neuron, patch) => activation(neuron, transposed(patch)),
    });
    return { ...scene.solver, stages: both as readonly Stage[] };
  }
  const known = CLNF_FAULTS.find(({ id }) => id === `clnf/${fault}`);
  if (known === undefined) throw new Error(`no fault ${fault} in the catalogue`);
  return withFault(scene.solver, known.put(scene, 1));
}

const transposed = (map: Float64Array): Float64Array => {
  const side = Math.sqrt(map.length);
  return map.map((_, at) => map[(at % side) * side + Math.floor(at / side)]);
};

/** Where the golden stages show a fault of the table. */
export function namedAt(scene: ClnfScene, fault: string): { iteration: number; stage: string } {
  const [first] = departures(CLNF_SCENES[scene.name][0], scene.solver, withTableFault(scene, fault));
  return first === undefined ? { iteration: 0, stage: 'none' } : { iteration: first.iteration, stage: first.stage };
}
