import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import AllureReporter from 'allure-vitest/reporter';
import { defineConfig } from 'vitest/config';
import { reportsFolder } from './src/report/folder.js';
import { AllureGaps } from './src/vitest/allure-gaps.js';
import { reproducibleResults } from './src/vitest/allure-results.js';

export default defineConfig(({ mode }) => {
  const full = mode === 'full';
  const resultsDir = join(reportsFolder(), 'allure-results');
  const listener = reproducibleResults(resultsDir);
  return {
    test: {
      include: ['specs/**/*.finding.ts', full ? 'specs/**/*.full.ts' : 'specs/**/*.spec.ts'],
      passWithNoTests: false,
      // child processes, because specs send signals, change folders and start worker threads of their own
      pool: 'forks',
      // a process for every file would spend a third of the time on loading the same modules
      isolate: false,
      // Vitest's own choice leaves one core to itself, which on two cores means one file after the other
      maxWorkers: availableParallelism(),
      // far beyond what anything takes: only a hang is to end by it, not a slow machine
      testTimeout: full ? 900_000 : 120_000,
      hookTimeout: 120_000,
      reporters: [
        'default',
        ['json', { outputFile: join(reportsFolder(), `vitest-${mode}.json`) }],
        new AllureReporter({ resultsDir, reportMatchers: false, listeners: [listener] }),
        new AllureGaps(resultsDir, listener, { keep: full }),
      ],
    },
  };
});
