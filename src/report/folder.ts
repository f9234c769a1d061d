import { join, resolve } from 'node:path';

/** The folder that takes test results, reports and evidence: `reports` below the working folder, unless PLUMBLINE_REPORTS names another. */
export const reportsFolder = (): string => resolve(process.env.PLUMBLINE_REPORTS ?? 'reports');

export const evidenceFolder = (): string => join(reportsFolder(), 'evidence');
