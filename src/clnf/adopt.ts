import { InputError } from '../errors.js';
import type { State, Value } from '../solver.js';
import { type Tensor, tensor } from '../tensor.js';
import type { Engine } from './engine.js';
import { modelAt, type Schedule, windowAt } from './schedule.js';
import { GLOBAL } from './shape.js';
import { MAPS, memoryNames, PLACEMENT, positionOf } from './state.js';

/**
 * A checkpoint's state made fit for other settings or another engine: maps in its precision. Throws InputError when the
 * state is of another model, or stands within a window that the settings do not have.
 */
export function adopt({ iteration, values }: State, schedule: Schedule, engine: Engine, file: string): State {
  for (const name of [...memoryNames(schedule), ...PLACEMENT, ...MAPS]) {
    if (values[name] === undefined) throw new InputError(`${file}: no ${name}; expected a state of this fit`);
  }
  const position = positionOf(values);
  const over = position.frame === schedule.frames;
  if (position.frame > schedule.frames) {
    throw new InputError(`${file}: in frame ${position.frame + 1}; expected at most ${schedule.frames} frames`);
  }
  const modes = modelAt(schedule, position)?.pdm.modes;
  expectShape(values, 'best_params', [GLOBAL + schedule.model.pdm.modes], file);
  const window = windowAt(schedule, position);
  if (!over && window === undefined) throw new InputError(`${file}: at a window that the settings do not have`);
  if (!over) expectShape(values, 'params', [GLOBAL + modes], file);
  if (!over && (position.stage > 0 || position.inner > 0)) {
    const points = modelAt(schedule, position).pdm.points;
    expectShape(values, 'response', [points, window.side, window.side], file);
  }
  const converted: Record<string, Value> = { ...values };
  for (const name of ['aoi', ...MAPS]) {
    const { shape, data } = values[name] as Tensor<Float32Array>;
    if (!(data instanceof engine.Floats)) converted[name] = tensor(shape, engine.Floats.from(data));
  }
  return { iteration, values: converted };
}

function expectShape(values: State['values'], name: string, shape: readonly number[], file: string): void {
  const { shape: found } = values[name] as Tensor;
  if (found?.join() !== shape.join()) {
    throw new InputError(`${file}: ${name} is [${found}]; expected [${shape}], as the model and the settings have it`);
  }
}
