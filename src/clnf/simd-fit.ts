import type { Cursor, Scalars, State, Values } from '../solver.js';
import { pick } from '../solver.js';
import type { Window } from './engine.js';
import { distance, lossOf, measureShifts, norm, peaksOf, type ShiftColumns } from './measure.js';
import { isWindowStart, type Memory, nextFit, nextIteration, over, type Schedule, windowAt } from './schedule.js';
import { warpsOf } from './simd.js';
import { type Geometry, type Layout, SimdCore } from './simd-core.js';
import { readAreas, readMaps, writeAreas, writeMaps } from './simd-lanes.js';
import type { Bank } from './simd-memory.js';
import type { Moments } from './simd-moments.js';
import { floats, MAPS, mapTensor, memoryOf, memoryValues, PLACEMENT, placementOf, placementValues } from './state.js';
import { atClamp, clampModes, updated } from './update.js';
import type { GrayImage } from './warp.js';

/** A window that is under way: its maps are in the kernel's memory. */
interface Open {
  readonly window: Window;
  readonly bank: Bank;
  readonly geometry: Geometry;
  readonly moments: Moments;
  /** The maps as the measures take them, read when they are first wanted. */
  maps?: Float32Array;
}

/**
 * A fit in place, with the bits of the stages: maps, shape and equations stay in the kernel's memory, and what the stages
 * only show, such as the Jacobian, is never made.
 */
export class SimdFit implements Cursor {
  readonly #core: SimdCore;
  readonly #layout: Layout;
  readonly #schedule: Schedule;
  readonly #frames: (frame: number) => GrayImage;
  #iteration = 0;
  #memory: Memory;
  /** The newest window as a state has it, for as long as the kernel has no newer one. */
  #kept: Values | undefined;
  #open: Open | undefined;

  constructor(layout: Layout, schedule: Schedule, frames: (frame: number) => GrayImage, start: State, threads: number) {
    this.#core = new SimdCore(layout, threads);
    this.#layout = layout;
    this.#schedule = schedule;
    this.#frames = frames;
    this.#memory = memoryOf(start.values);
    this.reset(start);
  }

  /** Goes on from another state of the same schedule. */
  reset({ iteration, values }: State): void {
    this.#iteration = iteration;
    this.#memory = memoryOf(values);
    this.#kept = pick(values, [...PLACEMENT, ...MAPS], 'the state');
    const isOver = over(this.#schedule, this.#memory) !== undefined;
    this.#open = isOver || isWindowStart(this.#memory.position) ? undefined : this.#load(values);
  }

  advance(scalars: boolean): Scalars | undefined {
    const before = this.#memory;
    const { position, params } = before;
    const window = windowAt(this.#schedule, position);
    if (isWindowStart(position)) this.#start(window, params);
    const open = this.#open as Open;
    const shape = this.#core.shape(window);
    const shift = this.#core.shift(window);
    shape.set(params);
    const { base, toReference, toImage } = open.geometry;
    shift.run(window, open.bank, { shape: shape.landmarks, base, toReference, toImage });
    const start = this.#core.before(window);
    const situation = this.#core.situation(window, open.moments, params, shift.image);
    const update = this.#core.equations(window).solve(situation, position.stage === 0);
    const { variances } = this.#modelOf(window).pdm;
    const next = clampModes(updated(params, update), variances);
    shape.set(next);
    const change = distance(start, shape.landmarks);
    const following = nextIteration(this.#schedule, position, next[0], change);
    const row = scalars ? this.#measure(open) : undefined;
    this.#memory =
      following === undefined
        ? nextFit(this.#schedule, { ...before, params: next }, -(row?.loss ?? this.#loss(open)))
        : { ...before, params: next, position: following };
    this.#iteration++;
    if (row === undefined) return undefined;
    return {
      ...row,
      update_norm: norm(update),
      shape_change: change,
      at_clamp: atClamp(next, variances),
      frame: position.frame,
      hypothesis: position.hypothesis,
      part: position.part,
      scale: this.#modelOf(window).scales[window.scale].scale,
      window: window.side,
      stage: position.stage,
      stage_iteration: position.inner,
      view: open.geometry.view,
    };
  }

  state(): State {
    const window = this.#kept ?? this.#unload(this.#open as Open);
    const memory = memoryValues(this.#memory, this.#schedule.parts.length > 0);
    return { iteration: this.#iteration, values: { ...memory, ...window } };
  }

  done(): string | undefined {
    return over(this.#schedule, this.#memory);
  }

  close(): void {
    this.#core.memory.close();
  }

  #modelOf({ model }: Window) {
    return this.#layout.models[model];
  }

  /** Places a window and works out its maps. */
  #start(window: Window, params: Float64Array): void {
    const geometry = this.#core.geometry(window, params);
    const bank = this.#core.bank(window, geometry.view);
    this.#core.response.run('respond', window, bank, geometry, this.#frames(this.#memory.position.frame));
    this.#open = { window, bank, geometry, moments: this.#core.moments(window, geometry.view) };
    this.#kept = undefined;
  }

  /** Puts the maps of a window that is under way into the kernel's memory. */
  #load(values: Values): Open {
    const window = windowAt(this.#schedule, this.#memory.position);
    const geometry = placementOf(values);
    const bank = this.#core.bank(window, geometry.view);
    const { memory } = this.#core;
    writeAreas(memory, bank, floats(values, 'aoi'));
    memory.run('adopt', bank.shape.groups, bank.address);
    writeMaps(memory, bank, memory.workspace.sums, floats(values, 'presigma'));
    writeMaps(memory, bank, memory.workspace.maps, floats(values, 'response'));
    return { window, bank, geometry, moments: this.#core.moments(window, geometry.view) };
  }

  /** A window as a state has it. */
  #unload(open: Open): Values {
    const { window, bank, geometry } = open;
    const { memory } = this.#core;
    const { pdm } = this.#modelOf(window);
    const view = this.#viewOf(window, geometry.view);
    const warp = warpsOf(window, view, geometry.base, geometry.toImage);
    const placement = placementValues(window, { ...geometry, warp, areas: readAreas(memory, bank, pdm.points) });
    const maps = (address: number) => mapTensor(readMaps(memory, bank, address, pdm.points), pdm.points);
    return {
      ...placement,
      presigma: maps(memory.workspace.sums),
      response: maps(memory.workspace.maps),
    };
  }

  #measure(open: Open): ShiftColumns {
    const { window, geometry } = open;
    const maps = this.#maps(open);
    const { visible } = this.#viewOf(window, geometry.view);
    return measureShifts(window, visible, this.#core.shift(window), maps, peaksOf(maps, visible.length));
  }

  #loss(open: Open): number {
    const { window, geometry } = open;
    const { visible } = this.#viewOf(window, geometry.view);
    return lossOf(window, visible, this.#core.shift(window).coordinates, this.#maps(open));
  }

  #maps(open: Open): Float32Array {
    const { memory } = this.#core;
    open.maps ??= readMaps(memory, open.bank, memory.workspace.maps, this.#modelOf(open.window).pdm.points);
    return open.maps;
  }

  #viewOf(window: Window, view: number) {
    return this.#modelOf(window).scales[window.scale].views[view];
  }
}
