export { STEPS, type Steps } from './strict.js';
export { clnf, clnfWith } from './subject.js';
