import { join } from 'node:path';
import AllureReporter from 'allure-vitest/reporter';
import type { Reporter } from 'vitest/node';
import { reportsFolder } from '../report/folder.js';
import { AllureGaps } from './allure-gaps.js';
import { reproducibleResults } from './allure-results.js';

/**
 * Vitest reporters that write Allure results: the same bytes for the same results but for times, and nothing that is missing
 * looks green. `keep` adds to the results that are there in place of beginning anew.
 */
export function allureReporters({ keep = false }: { readonly keep?: boolean } = {}): Reporter[] {
  const resultsDir = join(reportsFolder(), 'allure-results');
  const listener = reproducibleResults(resultsDir);
  return [
    new AllureReporter({ resultsDir, reportMatchers: false, listeners: [listener] }) as Reporter,
    new AllureGaps(resultsDir, listener, { keep }),
  ];
}
