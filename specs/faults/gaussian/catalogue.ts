import type { KnownFault } from '../fault.js';
import { DESCENDING } from './descending.js';
import { DRAWING } from './drawing.js';
import { HANDING_ON } from './handing-on.js';
import type { GaussianScene } from './scenes.js';

/** The known faults of Gaussian fits. */
export const GAUSSIAN_FAULTS: readonly KnownFault<GaussianScene>[] = [...DRAWING, ...DESCENDING, ...HANDING_ON];
