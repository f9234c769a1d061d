import { join, resolve } from 'node:path';

/** The folder that takes evidence, in that of all reports: `reports`, unless PLUMBLINE_REPORTS names another. */
export const evidenceFolder = (): string => join(resolve(process.env.PLUMBLINE_REPORTS ?? 'reports'), 'evidence');
