import type { TestModule } from 'vitest/node';
import type { SuiteResult } from '../report/gate.js';

/** A run of Vitest: its counts, what its tests measured, and the names of what failed. */
export interface Suite extends SuiteResult {
  readonly failures: readonly string[];
}

/** What a run of Vitest came to. A file that does not load counts as one failed test. */
export function suiteOf(modules: readonly TestModule[]): Suite {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: string) => tests.filter((test) => test.result().state === state);
  const failed = inState('failed').map(({ fullName, module }) => `${module.relativeModuleId}: ${fullName}`);
  const broken = modules
    .filter(
      (module) =>
        module.errors().length > 0 || [...module.children.allSuites()].some((suite) => suite.errors().length > 0),
    )
    .map(({ relativeModuleId }) => `${relativeModuleId}: does not load or set up`);
  return {
    passed: inState('passed').length,
    failed: failed.length + broken.length,
    notTriggered: inState('skipped').length,
    metrics: Object.assign({}, ...tests.map((test) => test.meta().metrics ?? {})),
    failures: [...failed, ...broken],
  };
}
