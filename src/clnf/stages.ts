import { pick, type Stage, type Values } from '../solver.js';
import { type Tensor, tensor } from '../tensor.js';
import type { Engine } from './engine.js';
import { distance, measureShifts, norm, peaksOf, SHIFT_COLUMNS, UPDATE_COLUMNS } from './measure.js';
import { advance, isWindowStart, modelAt, type Schedule, windowAt } from './schedule.js';
import {
  doubles,
  floats,
  MAPS,
  mapTensor,
  memoryNames,
  memoryOf,
  memoryValues,
  PLACEMENT,
  POSITION,
  placementOf,
  placementValues,
  positionOf,
  vector,
} from './state.js';
import { atClamp } from './update.js';
import type { GrayImage } from './warp.js';

/** Where in the schedule the iteration of a row stands. `view` is one of them too. */
const PLACE = ['frame', 'hypothesis', 'part', 'scale', 'window', 'stage', 'stage_iteration'] as const;

/** The columns of a row: what the iteration begins with, but for the three that say what it changes. */
export const COLUMNS = [...SHIFT_COLUMNS, ...UPDATE_COLUMNS, ...PLACE, 'view'] as const;

const [PRESIGMA, RESPONSE] = MAPS;

/**
 * The stages of one iteration of regularized landmark mean-shift. The first three work out the response maps of a window at
 * its first iteration, and hand on what the state carries of them at the others.
 */
export function stagesOf(engine: Engine, schedule: Schedule, frames: (frame: number) => GrayImage): Stage[] {
  const memory = memoryNames(schedule);
  const at = (values: Values) => {
    const position = positionOf(values);
    const window = windowAt(schedule, position);
    const model = modelAt(schedule, position);
    return { position, window, model, isStart: isWindowStart(position), view: values.view as number };
  };
  return [
    {
      name: 'warp',
      inputs: [...POSITION, 'params', ...PLACEMENT],
      outputs: [...PLACEMENT, 'visible', 'reg_sigma_wf', ...PLACE],
      run(values) {
        const { position, window, model, isStart } = at(values);
        const placement = isStart
          ? placementValues(window, engine.place(window, doubles(values, 'params'), frames(position.frame)))
          : pick(values, PLACEMENT, 'the window');
        const { scale, views } = model.scales[window.scale];
        const { visible } = views[placement.view as number];
        return {
          ...placement,
          visible: tensor([visible.length], visible),
          reg_sigma_wf: vector(Float64Array.of(window.regularization, window.sigma, window.weight)),
          frame: position.frame,
          hypothesis: position.hypothesis,
          part: position.part,
          scale,
          window: window.side,
          stage: position.stage,
          stage_iteration: position.inner,
        };
      },
    },
    {
      name: 'patch-response',
      inputs: [...POSITION, 'view', 'aoi', PRESIGMA],
      outputs: [PRESIGMA],
      run(values) {
        const { window, model, isStart, view } = at(values);
        if (!isStart) return pick(values, [PRESIGMA], 'the window');
        return { [PRESIGMA]: mapTensor(engine.patchResponse(window, view, floats(values, 'aoi')), model.pdm.points) };
      },
    },
    {
      name: 'response-map',
      inputs: [...POSITION, 'view', PRESIGMA, RESPONSE],
      outputs: [RESPONSE],
      run(values) {
        const { window, model, isStart, view } = at(values);
        if (!isStart) return pick(values, [RESPONSE], 'the window');
        return { [RESPONSE]: mapTensor(engine.responseMap(window, view, floats(values, PRESIGMA)), model.pdm.points) };
      },
    },
    {
      name: 'mean-shift',
      inputs: [...POSITION, 'params', 'view', 'base_shape', 'sim_img_to_ref', 'sim_ref_to_img', 'visible', RESPONSE],
      outputs: ['shape', 'd', 'mean_shift', 'mean_shift_img', ...SHIFT_COLUMNS],
      run(values) {
        const { window, model } = at(values);
        const n = model.pdm.points;
        const maps = floats(values, RESPONSE);
        const shifts = engine.meanShift(window, doubles(values, 'params'), placementOf(values), maps);
        return {
          shape: tensor([2, n], shifts.shape),
          d: tensor([2, n], shifts.coordinates),
          mean_shift: tensor([2, n], shifts.reference),
          mean_shift_img: tensor([2, n], shifts.image),
          ...measureShifts(window, (values.visible as Tensor<Int32Array>).data, shifts, maps, peaksOf(maps, n)),
        };
      },
    },
    {
      name: 'jacobian',
      inputs: [...POSITION, 'params', 'view'],
      outputs: ['jacobian'],
      run(values) {
        const { position, window, model, view } = at(values);
        const derivatives = engine.jacobian(window, view, doubles(values, 'params'), position.stage === 0);
        const rows = 2 * model.pdm.points;
        return { jacobian: tensor([rows, derivatives.length / rows], derivatives) };
      },
    },
    {
      name: 'solve',
      inputs: [...POSITION, 'params', 'view', 'jacobian', 'mean_shift_img'],
      outputs: ['hessian', 'gradient', 'update'],
      run(values) {
        const { window, view } = at(values);
        const [params, derivatives, shifts] = ['params', 'jacobian', 'mean_shift_img'].map((name) =>
          doubles(values, name),
        );
        const { hessian, gradient, update } = engine.solve(window, view, params, derivatives, shifts);
        const k = gradient.length;
        return { hessian: tensor([k, k], hessian), gradient: vector(gradient), update: vector(update) };
      },
    },
    {
      name: 'update',
      inputs: [...memory, 'update', 'shape', 'loss'],
      outputs: [...memory, 'updated', ...UPDATE_COLUMNS],
      run(values) {
        const { window, model } = at(values);
        const before = memoryOf(values);
        const update = doubles(values, 'update');
        const params = engine.update(window, before.params, update);
        const change = distance(doubles(values, 'shape'), engine.landmarks(window, params));
        const after = advance(schedule, { ...before, params }, change, -(values.loss as number));
        return {
          ...memoryValues(after, schedule.parts.length > 0),
          updated: vector(params),
          update_norm: norm(update),
          shape_change: change,
          at_clamp: atClamp(params, model.pdm.variances),
        };
      },
    },
  ];
}
