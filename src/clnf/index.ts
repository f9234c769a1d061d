export { clnf } from './subject.js';
