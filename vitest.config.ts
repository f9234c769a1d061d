import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { reportsFolder } from './src/report/folder.js';
import { allureReporters } from './src/vitest/reporters.js';

export default defineConfig(({ mode }) => {
  const full = mode === 'full';
  return {
    test: {
      include: full ? ['specs/**/*.full.ts'] : ['specs/**/*.spec.ts', 'specs/**/*.finding.ts'],
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
      // what takes longest of the findings waits for the full suite, unless somebody asks for all of them
      env: {
        PLUMBLINE_FINDINGS: process.env.PLUMBLINE_FINDINGS ?? (full ? 'all' : 'quick'),
        // specs leave the user's own cache of optical kernels alone
        PLUMBLINE_CACHE: process.env.PLUMBLINE_CACHE ?? join(reportsFolder(), 'cache'),
      },
      reporters: [
        'default',
        ['json', { outputFile: join(reportsFolder(), `vitest-${mode}.json`) }],
        ...allureReporters({ keep: full }),
      ],
    },
  };
});
