import type { Window } from './engine.js';
import type { FaceModel, LandmarkModel, PartModel } from './model/model.js';
import { landmarksOf } from './shape.js';
import { fromLandmarks } from './start.js';

/** A face smaller than this, in pixels a millimetre, cannot be fitted. */
const SMALLEST_SCALE = 0.25;
/** A part is fitted where the face is larger than this share of the part's first scale. */
const PART_SHARE = 0.9;

/** Where a fit goes on: all counted from 0. */
export interface Position {
  readonly frame: number;
  /** 1 where the frame's fit starts from that of the frame before. */
  readonly tracking: number;
  /** Of the starts that are tried, of which the likeliest end is kept. */
  readonly hypothesis: number;
  /** 0: the face; then its parts. */
  readonly part: number;
  /** The index among the windows of this part's fit. */
  readonly window: number;
  /** 0: rigid, 1: non-rigid. */
  readonly stage: number;
  /** The iteration in the stage. */
  readonly inner: number;
}

/** What all iterations of a run have in common. */
export interface Schedule {
  readonly model: FaceModel;
  /** Windows of a fit from a start, and of one from the frame before. */
  readonly first: readonly Window[];
  readonly later: readonly Window[];
  /** Windows of the parts that are fitted; empty where none is. */
  readonly parts: readonly (readonly Window[])[];
  /** A stage ends where an iteration moves the landmarks by less, in pixels (the norm over all). */
  readonly smallestChange: number;
  /** The parameters that each hypothesis starts from. */
  readonly starts: readonly Float64Array[];
  readonly frames: number;
}

/** A fit of the face that has ended. */
export interface Fit {
  readonly params: Float64Array;
  /** The mean logarithm of the landmarks' density at the start of the last iteration. */
  readonly likelihood: number;
  /** 0 where the face became too small. */
  readonly success: number;
}

/** What a fit remembers between its iterations, besides the window's maps. */
export interface Memory {
  readonly position: Position;
  readonly params: Float64Array;
  /** The best hypothesis so far. */
  readonly best: Fit;
  /** The face's landmarks with those of the parts fitted so far in their place: [2, n]. */
  readonly merged: Float64Array;
  /** Whether any part was fitted. */
  readonly refined: number;
  /** Of the frames that are done. */
  readonly fits: readonly Fit[];
}

const START: Position = { frame: 0, tracking: 0, hypothesis: 0, part: 0, window: 0, stage: 0, inner: 0 };

export function begin({ model, starts }: Schedule): Memory {
  const params = starts[0];
  const best = { params, likelihood: 0, success: 0 };
  return { position: START, params, best, merged: new Float64Array(2 * model.pdm.points), refined: 0, fits: [] };
}

/** Why nothing is left to do; undefined before. */
export function over({ frames }: Schedule, { position, fits }: Pick<Memory, 'position' | 'fits'>): string | undefined {
  if (position.frame < frames) return undefined;
  const small = fits.filter(({ success }) => success === 0).length;
  const whole = frames === 1 ? 'the fit is complete' : `the fits of ${frames} frames are complete`;
  if (small === 0) return whole;
  const reason = `the face became smaller than ${SMALLEST_SCALE} px/mm`;
  return frames === 1 ? reason : `${whole}; in ${small} of them ${reason}`;
}

/** The windows of the fit that is under way. */
export const windowsAt = ({ first, later, parts }: Schedule, { part, tracking }: Position): readonly Window[] =>
  part > 0 ? parts[part - 1] : tracking ? later : first;

export const windowAt = (schedule: Schedule, position: Position): Window =>
  windowsAt(schedule, position)[position.window];

/** The model of the face, or of the part that is being fitted. */
export const modelAt = ({ model }: Schedule, { part }: Position): LandmarkModel =>
  part > 0 ? model.parts[part - 1] : model;

/** Whether the maps of a window have to be worked out. */
export const isWindowStart = ({ stage, inner }: Position): boolean => stage === 0 && inner === 0;

/**
 * Where a fit goes on after an iteration that made `memory.params`, moved the landmarks by `change` pixels, and began where
 * they had this likelihood.
 */
export function advance(schedule: Schedule, memory: Memory, change: number, likelihood: number): Memory {
  const position = nextIteration(schedule, memory.position, memory.params[0], change);
  return position === undefined ? nextFit(schedule, memory, likelihood) : { ...memory, position };
}

/** The next position in the windows of a fit, after an iteration that gave the scale `s`; undefined at its end. */
export function nextIteration(schedule: Schedule, at: Position, s: number, change: number): Position | undefined {
  const windows = windowsAt(schedule, at);
  if (at.inner + 1 < windows[at.window].iterations && change >= schedule.smallestChange) {
    return { ...at, inner: at.inner + 1 };
  }
  if (at.stage === 0) return { ...at, stage: 1, inner: 0 };
  if (at.window + 1 === windows.length || s < SMALLEST_SCALE) return undefined;
  return { ...at, window: at.window + 1, stage: 0, inner: 0 };
}

/** Goes on from the end of a fit: to the next hypothesis, a part of the face, or the next frame. */
export function nextFit(schedule: Schedule, memory: Memory, likelihood: number): Memory {
  const { position: at, params } = memory;
  if (at.part > 0) {
    const part = schedule.model.parts[at.part - 1];
    const merged = withPart(memory.merged, part, landmarksOf(part.pdm, params));
    return nextPart(schedule, { ...memory, merged, refined: 1 }, at.part);
  }
  const fit = { params, likelihood, success: params[0] < SMALLEST_SCALE ? 0 : 1 };
  const best = at.hypothesis === 0 || likelihood > memory.best.likelihood ? fit : memory.best;
  const hypothesis = at.hypothesis + 1;
  if (!at.tracking && hypothesis < schedule.starts.length) {
    return {
      ...memory,
      best,
      params: schedule.starts[hypothesis],
      position: { ...START, frame: at.frame, hypothesis },
    };
  }
  const merged = landmarksOf(schedule.model.pdm, best.params);
  return nextPart(schedule, { ...memory, best, merged, refined: 0 }, 0);
}

/** Goes on to the first part after `done` that the face is large enough for. */
function nextPart(schedule: Schedule, memory: Memory, done: number): Memory {
  const { model, parts } = schedule;
  let { merged } = memory;
  const detected = landmarksOf(model.pdm, memory.best.params);
  for (let index = done; index < parts.length; index++) {
    const part = model.parts[index];
    const params = fromLandmarks(part.pdm, ofPart(part, detected));
    if (memory.best.params[0] > PART_SHARE * part.scales[0].scale) {
      return {
        ...memory,
        merged,
        params,
        position: { ...memory.position, part: index + 1, window: 0, stage: 0, inner: 0 },
      };
    }
    // its landmarks are taken all the same where another part is fitted
    merged = withPart(merged, part, landmarksOf(part.pdm, params));
  }
  return nextFrame(schedule, { ...memory, merged });
}

function nextFrame({ model, starts }: Schedule, memory: Memory): Memory {
  const { best, merged, position } = memory;
  const params = memory.refined ? fromLandmarks(model.pdm, merged) : best.params;
  const fits = [...memory.fits, { ...best, params }];
  const tracking = best.success;
  return {
    ...memory,
    fits,
    params: tracking ? params : starts[0],
    position: { ...START, frame: position.frame + 1, tracking },
  };
}

/** The part's landmarks among the face's, [2, n] of the part; those that the face does not have are 0, as not known. */
function ofPart({ pdm: { points }, pairs }: PartModel, detected: Float64Array): Float64Array {
  const landmarks = new Float64Array(2 * points);
  for (const [main, part] of pairs) {
    landmarks[part] = detected[main];
    landmarks[points + part] = detected[detected.length / 2 + main];
  }
  return landmarks;
}

function withPart(merged: Float64Array, { pdm: { points }, pairs }: PartModel, landmarks: Float64Array): Float64Array {
  const result = merged.slice();
  for (const [main, part] of pairs) {
    result[main] = landmarks[part];
    result[merged.length / 2 + main] = landmarks[points + part];
  }
  return result;
}
