import type { KnownFault } from '../fault.js';
import { FITTING } from './fitting.js';
import { MAPPING } from './mapping.js';
import type { ClnfScene } from './scenes.js';

/** The known faults of landmark fits. */
export const CLNF_FAULTS: readonly KnownFault<ClnfScene>[] = [...MAPPING, ...FITTING];
