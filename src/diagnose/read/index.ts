export type { Log, ReadOptions } from './csv.js';
export { readLog } from './source.js';
