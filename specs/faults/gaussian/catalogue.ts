import type { KnownFault } from '../fault.js';
import { DRAWING } from './drawing.js';
import { GRADIENT } from './gradients.js';
import { HANDING_ON } from './handing-on.js';
import type { GaussianScene } from './scenes.js';
import { STEP } from './updates.js';

/** The known faults of Gaussian fits. */
export const GAUSSIAN_FAULTS: readonly KnownFault<GaussianScene>[] = [...DRAWING, ...GRADIENT, ...STEP, ...HANDING_ON];
