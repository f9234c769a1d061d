import { InputError } from '../../errors.js';
import type { Inputs } from '../../subject.js';
import { normals } from '../layout/index.js';
import type { Made } from '../load.js';
import { decodeNpy } from '../npy.js';
import type { AwareSettings } from '../settings.js';
import type { Target } from '../target.js';

/** The noise that branch v2 starts its synthetic pattern with. */
const NOISE = 0.05;

/** The parameters at the start, [size, size]: 2 T - 1 with noise, or those of a file. Throws InputError. */
export function startOf(settings: Made<AwareSettings>, { raster, size }: Target, inputs: Inputs): Float64Array {
  const { start, start_scale: scale, noise = settings.pattern === 'synthetic' ? NOISE : 0, seed } = settings;
  if (start !== undefined) return readStart(start, size, inputs).map((value) => scale * value);
  const deviates = noise === 0 ? new Float64Array(raster.length) : normals(raster.length, seed);
  return deviates.map((deviate, i) => scale * (2 * raster[i] - 1 + noise * deviate));
}

function readStart(file: string, size: number, inputs: Inputs): Float64Array {
  const { shape, data } = decodeNpy(inputs.read('start', file), file);
  if (shape.join() !== `${size},${size}`) throw new InputError(`${file}: [${shape}]; expected [${size},${size}]`);
  const values = Float64Array.from(data);
  if (!values.every(Number.isFinite)) {
    throw new InputError(`${file}: a value that is not finite; expected finite parameters`);
  }
  return values;
}
