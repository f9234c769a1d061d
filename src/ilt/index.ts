export { type IltSettings, iltSettings, parseIltSettings } from './settings.js';
export { ilt } from './subject.js';
