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
  | 'peak'
  | 'clamp'
  | 'coverage'
  | 'error'
  | 'success'
  | 'part'
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
  ['peak', /^peak_(offset|distance|shift)/],
  ['clamp', /^(at_clamp|clamped|at_bound)$/],
  ['coverage', /^(uncovered|holes|l2_hole|l2_uncovered|dead|dead_units|overflowed|outside)$/],
  ['part', /^(frame|hypothesis|part|level|window)$/],
  ['error', /(error|mismatch|misprint|failure|violation|wrong|defect|changed_pixels|misses)/],
  ['success', /(accuracy|success|iou|dice|valid|recall|precision|pass_rate)/],
  ['place', /^(wall_time|time|timestamp|seconds|epoch|batch|batch_size|face_id|scale|stage|stage_iteration|view)$/],
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
