import type { Value, Values } from '../solver.js';
import { type Tensor, tensor } from '../tensor.js';
import type { Floats, Placement, Window } from './engine.js';
import type { Fit, Memory, Position, Schedule } from './schedule.js';

/** The names of a position in the schedule: where the next iteration stands. */
export const POSITION = [
  'next_frame',
  'next_tracking',
  'next_hypothesis',
  'next_part',
  'next_window',
  'next_stage',
  'next_inner',
] as const;

/** What a window keeps from its first iteration to its last: whose it is, where it is placed, and its maps. */
export const PLACEMENT = [
  'map_part',
  'map_scale',
  'view',
  'base_shape',
  'sim_img_to_ref',
  'sim_ref_to_img',
  'warp',
  'aoi',
] as const;
export const MAPS = ['presigma', 'response'] as const;

/** What a fit keeps from one window to the next. */
const FIT = ['params', 'best_params', 'best_likelihood', 'best_success'] as const;
/** What the parts of the face are fitted beside. */
const PARTS = ['merged', 'refined'] as const;
/** The fits of the frames that are done: [k, 6 + m], [k] and [k]. */
const FITS = ['fits.params', 'fits.likelihood', 'fits.success'] as const;

/** The names that carry a {@link Memory} under a schedule. */
export const memoryNames = ({ parts }: Schedule): readonly string[] => [
  ...POSITION,
  ...FIT,
  ...(parts.length > 0 ? PARTS : []),
  ...FITS,
];

export const carriedNames = (schedule: Schedule): readonly string[] => [
  ...memoryNames(schedule),
  ...PLACEMENT,
  ...MAPS,
];

/** The data of a tensor of double precision by its name. */
export const doubles = (values: Values, name: string): Float64Array => (values[name] as Tensor<Float64Array>).data;
/** The data of a map in the engine's precision by its name. */
export const floats = (values: Values, name: string): Floats => (values[name] as Tensor<Floats>).data;

export function positionOf(values: Values): Position {
  const [frame, tracking, hypothesis, part, window, stage, inner] = POSITION.map((name) => values[name] as number);
  return { frame, tracking, hypothesis, part, window, stage, inner };
}

export function memoryOf(values: Values): Memory {
  const params = doubles(values, 'fits.params');
  const width = doubles(values, 'best_params').length;
  const likelihoods = doubles(values, 'fits.likelihood');
  const successes = (values['fits.success'] as Tensor<Uint8Array>).data;
  return {
    position: positionOf(values),
    params: doubles(values, 'params'),
    best: {
      params: doubles(values, 'best_params'),
      likelihood: values.best_likelihood as number,
      success: values.best_success as number,
    },
    merged: values.merged === undefined ? new Float64Array(0) : doubles(values, 'merged'),
    refined: (values.refined as number | undefined) ?? 0,
    fits: Array.from(likelihoods, (likelihood, i) => ({
      params: params.subarray(i * width, (i + 1) * width),
      likelihood,
      success: successes[i],
    })),
  };
}

/** A memory as values of a state, those that only parts need where there are `parts`. */
export function memoryValues({ position, params, best, merged, refined, fits }: Memory, parts: boolean): Values {
  const { frame, tracking, hypothesis, part, window, stage, inner } = position;
  const places = [frame, tracking, hypothesis, part, window, stage, inner];
  return {
    ...Object.fromEntries(POSITION.map((name, i) => [name, places[i]])),
    params: vector(params),
    best_params: vector(best.params),
    best_likelihood: best.likelihood,
    best_success: best.success,
    ...(parts && { merged: tensor([2, merged.length / 2], merged), refined }),
    ...fitValues(fits, best.params.length),
  };
}

function fitValues(fits: readonly Fit[], width: number): Record<(typeof FITS)[number], Tensor> {
  const params = new Float64Array(fits.length * width);
  for (const [i, fit] of fits.entries()) params.set(fit.params, i * width);
  return {
    'fits.params': tensor([fits.length, width], params),
    'fits.likelihood': vector(Float64Array.from(fits, ({ likelihood }) => likelihood)),
    'fits.success': tensor(
      [fits.length],
      Uint8Array.from(fits, ({ success }) => success),
    ),
  };
}

/** A placement as values. */
export function placementValues(
  { model, scale }: Window,
  { view, base, toReference, toImage, warp, areas }: Placement,
): Record<string, Value> {
  const n = base.length / 2;
  return {
    map_part: model,
    map_scale: scale,
    view,
    base_shape: tensor([2, n], base),
    sim_img_to_ref: tensor([2, 2], toReference),
    sim_ref_to_img: tensor([2, 2], toImage),
    warp: tensor([n, 2, 3], warp),
    aoi: mapTensor(areas, n),
  };
}

export const placementOf = (values: Values): Omit<Placement, 'warp' | 'areas'> => ({
  view: values.view as number,
  base: doubles(values, 'base_shape'),
  toReference: doubles(values, 'sim_img_to_ref'),
  toImage: doubles(values, 'sim_ref_to_img'),
});

/** Square maps of n landmarks: [n, side, side]. */
export function mapTensor(maps: Floats, n: number): Tensor {
  const side = Math.sqrt(maps.length / n);
  return tensor([n, side, side], maps);
}

/** What stands for a window before the first one. */
export function noWindow(Floats: Float32ArrayConstructor | Float64ArrayConstructor): Record<string, Value> {
  const empty = (...shape: number[]) => tensor(shape, new Float64Array(0));
  const maps = () => tensor([0, 0, 0], new Floats(0));
  return {
    map_part: 0,
    map_scale: 0,
    view: 0,
    base_shape: empty(2, 0),
    sim_img_to_ref: empty(0, 2),
    sim_ref_to_img: empty(0, 2),
    warp: empty(0, 2, 3),
    aoi: maps(),
    presigma: maps(),
    response: maps(),
  };
}

/** A tensor of one dimension. */
export const vector = (data: Float64Array): Tensor => tensor([data.length], data);
