export { importCheckpoint } from './import.js';
export { type GaussianSettings, gaussianSettings, parseGaussianSettings } from './settings.js';
export { COLUMNS } from './stages.js';
export { gaussian } from './subject.js';
