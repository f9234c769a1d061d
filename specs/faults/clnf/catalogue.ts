import type { KnownFault } from '../fault.js';
import { SYSTEM } from './equations.js';
import { MAPPING } from './mapping.js';
import type { ClnfScene } from './scenes.js';
import { SHIFTS } from './shifting.js';
import { GOING_ON } from './stepping.js';
import { WARP } from './warping.js';

/** The known faults of landmark fits. */
export const CLNF_FAULTS: readonly KnownFault<ClnfScene>[] = [...WARP, ...MAPPING, ...SHIFTS, ...SYSTEM, ...GOING_ON];
