import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the folder that takes test results and reports; PLUMBLINE_REPORTS moves it, so that a run can be kept apart. */
export const reportsFolder = resolve(
  process.env.PLUMBLINE_REPORTS ?? fileURLToPath(new URL('../reports', import.meta.url)),
);
