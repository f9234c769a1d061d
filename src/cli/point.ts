import { existsSync } from 'node:fs';
import { InputError } from '../errors.js';
import type { ResumePoint } from '../run/index.js';

/** RUN or RUN@ITERATION; a folder whose own name ends like that is taken as it stands. Throws InputError where there is none. */
export function parsePoint(place: string): ResumePoint {
  const [, folder, iteration] = /^(.+)@(\d+)$/s.exec(place) ?? [];
  const point =
    folder === undefined || existsSync(place) ? { folder: place } : { folder, iteration: Number(iteration) };
  if (!existsSync(point.folder)) throw new InputError(`${point.folder}: no such run folder`);
  return point;
}
