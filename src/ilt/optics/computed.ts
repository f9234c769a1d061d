import { createHash } from 'node:crypto';
import { InputError } from '../../errors.js';
import { abbeKernels, type Projection } from './abbe.js';
import { type KernelCache, userCache } from './cache.js';
import type { KernelSet, Kernels } from './kernels.js';
import { type SourceSettings, sourcePoints } from './source.js';
import { socsKernels } from './tcc.js';

/** An optical system and how finely it is described. Lengths are in nanometres. */
export interface Optics extends Omit<Projection, 'defocus'> {
  readonly source: SourceSettings;
  /** That of the defocused condition; the other has none. */
  readonly defocus: number;
  /** Side of the periodic field. */
  readonly field: number;
  /** Kernels of each condition. */
  readonly count: number;
}

/** Raised when what is computed changes, so that older files are not taken for it. */
const VERSION = 1;

/**
 * The kernels of an optical system in focus and out of it, from its transmission cross-coefficients; taken from the cache
 * where they have been computed before. Throws InputError for what no lens can do.
 */
export function computeKernels(optics: Optics, cache: KernelCache = userCache()): Kernels {
  checkOptics(optics);
  return { focus: computed({ ...optics, defocus: 0 }, cache), defocus: computed(optics, cache) };
}

function computed(optics: Optics, cache: KernelCache): KernelSet {
  const key = createHash('sha256')
    .update(JSON.stringify([VERSION, canonical(optics)]))
    .digest('hex');
  const known = cache.read(key);
  if (known !== undefined) return known;
  const { source, defocus, field, count, ...lens } = optics;
  const set = socsKernels(abbeKernels(sourcePoints(source), { ...lens, defocus }, field), count);
  cache.write(key, set);
  return set;
}

/** Everything that counts, in one order. */
function canonical({ wavelength, na, index, source, defocus, field, count }: Optics): readonly unknown[] {
  const { shape, inner, outer, opening, axis, points } = source;
  const hole = shape === 'circular' ? 0 : inner;
  const poles = shape === 'dipole' || shape === 'quadrupole' ? [opening, axis] : [];
  return [wavelength, na, index, defocus, field, count, shape, hole, outer, points, ...poles];
}

function checkOptics({ na, index, source }: Optics): void {
  if (na > index) throw new InputError(`setting na=${na}: expected at most the index, ${index}`);
  if (source.outer > 1) throw new InputError(`setting sigma_out=${source.outer}: expected at most 1`);
  if (source.shape !== 'circular' && source.inner >= source.outer) {
    throw new InputError(`setting sigma_in=${source.inner}: expected less than sigma_out, ${source.outer}`);
  }
  if (sourcePoints(source).length === 0) {
    throw new InputError(`setting source_points=${source.points}: no point lies in the source; expected more`);
  }
}
