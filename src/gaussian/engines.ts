import { InputError } from '../errors.js';
import type { EngineName } from '../subject.js';
import type { Evaluator } from './evaluator.js';
import type { Group } from './groups.js';
import { modelEvaluator } from './model-evaluator.js';
import type { GaussianSettings } from './settings.js';
import { simdEvaluator } from './simd-evaluator.js';
import type { Frame } from './strict.js';
import { strictEvaluator } from './strict-evaluator.js';

/** Whether the settings are the reference program's own renderer and gradient, which its arithmetic is known for. */
const isReference = ({ renderer, eps, covariance, gradient, precision }: GaussianSettings): boolean =>
  renderer === 'normalized' && eps === 0 && covariance === 'axis' && gradient === 'l2' && precision === 'f32';

/**
 * The evaluator for an engine, or the one that suits the settings when none is asked for: the strict one for the reference
 * program and for double precision, the fast one for the rest. The strict engine evaluates what is not the reference
 * program in double precision. Throws InputError for settings that the engine cannot do.
 */
export async function evaluatorFor(
  asked: EngineName | undefined,
  settings: GaussianSettings,
  groups: readonly Group[],
  target: Frame & { readonly data: Float32Array },
  threads: number,
): Promise<{ engine: EngineName; evaluator: Evaluator }> {
  const { data, width, height } = target;
  const frame = { width, height };
  const exact = settings.precision === 'f64';
  const engine = asked ?? (isReference(settings) || exact ? 'strict' : 'simd');
  if (exact && engine !== 'strict') {
    throw new InputError(`setting precision=f64: the ${engine} engine is single precision; use --engine strict`);
  }
  if (engine === 'strict') {
    const evaluator = isReference(settings)
      ? strictEvaluator(data, frame, settings.cutoff, threads)
      : modelEvaluator(data, frame, settings);
    return { engine, evaluator };
  }
  if (engine === 'simd') return { engine, evaluator: simdEvaluator(data, frame, settings, groups, threads) };
  // loaded only when asked for: it is large and slow to start
  const { tensorflowEvaluator } = await import('./tensorflow-evaluator.js');
  return { engine, evaluator: await tensorflowEvaluator(data, frame, settings, groups) };
}
