import type { KnownFault } from '../fault.js';
import { AWARE } from './aware.js';
import { RECIPE } from './recipe.js';
import type { IltScene } from './scenes.js';

/** The known faults of inverse lithography. */
export const ILT_FAULTS: readonly KnownFault<IltScene>[] = [...AWARE, ...RECIPE];
