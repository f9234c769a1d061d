/** What a column is taken for by its name, and only by its name: no number tells a norm from a share. */
export type Role =
  | 'gradient norm'
  | 'update norm'
  | 'parameter norm'
  | 'rate'
  | 'eps'
  | 'saturation'
  | 'clipping'
  | 'border'
  | 'clamp'
  | 'coverage'
  | 'error'
  | 'success'
  | 'place';

const NAMES: readonly (readonly [Role, RegExp])[] = [
  ['gradient norm', /^(grad|gradient|g)_?norm$/],
  ['update norm', /^(update|step|dp)_norm$/],
  ['parameter norm', /^(params?|parameters?|weights?)_norm$/],
  ['rate', /^(learning_rate|lr)(_.*)?$/],
  ['eps', /^(eps|epsilon)_(share|ratio|dominated)$/],
  ['saturation', /^(saturated|saturation)(_share)?$/],
  ['clipping', /^(clipped|clipping|clip_fraction)(_share)?$/],
  ['border', /^(censored|at_border|at_window_border)$/],
  ['clamp', /^(at_clamp|clamped|at_bound)$/],
  ['coverage', /^(uncovered|holes|l2_hole|l2_uncovered|dead|dead_units|overflowed|outside)$/],
  ['error', /(error|mismatch|failure|violation|wrong|defect|changed_pixels|misses)/],
  ['success', /(accuracy|success|iou|dice|valid|recall|precision|pass_rate)/],
  [
    'place',
    /^(wall_?time|time|timestamp|seconds|epoch|batch|batch_size|frame|face_id|hypothesis|part|scale|window|stage|stage_iteration|view|level)$/,
  ],
];

/** The role of a column; what stands before the last `/` is the writer's. Undefined for a name that tells nothing. */
export function roleOf(column: string): Role | undefined {
  const name = (column.split('/').at(-1) as string)
    .trim()
    .toLowerCase()
    .replace(/[\s.-]+/g, '_');
  return NAMES.find(([, pattern]) => pattern.test(name))?.[0];
}

/** Quantities that a healthy run keeps low: their rise can come before that of the loss. */
export const HEALTH: ReadonlySet<Role | undefined> = new Set<Role>([
  'coverage',
  'clamp',
  'eps',
  'saturation',
  'clipping',
  'border',
]);
