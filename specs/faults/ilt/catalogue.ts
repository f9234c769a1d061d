import type { KnownFault } from '../fault.js';
import { AWARE_DESCENT } from './aware-descent.js';
import { AWARE_IMAGES } from './aware-images.js';
import { RECIPE_DESCENT } from './recipe-descent.js';
import { RECIPE_IMAGES } from './recipe-images.js';
import type { IltScene } from './scenes.js';

/** The known faults of inverse lithography. */
export const ILT_FAULTS: readonly KnownFault<IltScene>[] = [
  ...AWARE_IMAGES,
  ...AWARE_DESCENT,
  ...RECIPE_IMAGES,
  ...RECIPE_DESCENT,
];
