import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LabelName, Stage, Status, type StatusDetails } from 'allure-js-commons';
import { getMessageAndTraceFromError } from 'allure-js-commons/sdk';
import {
  createDefaultWriter,
  getPosixPath,
  getRelativePath,
  type LifecycleListener,
  ReporterRuntime,
} from 'allure-js-commons/sdk/reporter';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';
import { resultId } from './allure-results.js';

/** The label of what did not run because its data, its tool or its machine is missing. */
export const notTriggeredTag = { name: LabelName.TAG, value: 'not triggered' };

type Task = TestModule | TestSuite | TestCase;

/**
 * Writes the Allure results that allure-vitest's reporter leaves out, so that nothing missing looks green: files that do
 * not load, hooks of a suite that fail, errors outside any test (all broken), and tests skipped in the source (not
 * triggered). Stands after that reporter. Empties the folder when a run starts, or keeps what is there.
 */
export class AllureGaps implements Reporter {
  readonly #resultsDir: string;
  readonly #runtime: ReporterRuntime;
  readonly #keep: boolean;
  #filtered = false;

  constructor(resultsDir: string, listener: LifecycleListener, { keep }: { keep: boolean }) {
    this.#resultsDir = resultsDir;
    this.#runtime = new ReporterRuntime({ writer: createDefaultWriter({ resultsDir }), listeners: [listener] });
    this.#keep = keep;
  }

  onInit(vitest: Vitest) {
    this.#filtered = vitest.config.testNamePattern !== undefined;
    if (!this.#keep) rmSync(this.#resultsDir, { recursive: true, force: true, maxRetries: 3 });
    mkdirSync(this.#resultsDir, { recursive: true });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]) {
    for (const module of modules) {
      for (const suite of [module, ...module.children.allSuites()]) {
        for (const error of suite.errors())
          this.#broken(pathOf(suite), [...titlesOf(suite), 'does not load or set up'], error);
      }
      // with a name filter everything else counts as skipped
      if (!this.#filtered) for (const test of module.children.allTests('skipped')) this.#skipped(test);
    }
    for (const error of unhandled) this.#broken('', ['an error outside any test'], error);
  }

  #skipped(test: TestCase) {
    const fullName = fullNameOf(pathOf(test), titlesOf(test));
    if (existsSync(join(this.#resultsDir, `${resultId(fullName)}-result.json`))) return;
    this.#write(pathOf(test), titlesOf(test), Status.SKIPPED, { message: 'skipped in the source' });
  }

  #broken(path: string, titles: string[], error: SerializedError) {
    this.#write(path, titles, Status.BROKEN, getMessageAndTraceFromError({ ...error, name: error.name ?? 'Error' }));
  }

  #write(path: string, titles: string[], status: Status, details: StatusDetails) {
    const id = this.#runtime.startTest({ name: titles.join(' ') });
    this.#runtime.updateTest(id, (result) => {
      result.fullName = fullNameOf(path, titles);
      result.titlePath = [...path.split('/'), ...titles.slice(0, -1)];
      result.status = status;
      result.statusDetails = details;
      result.stage = Stage.FINISHED;
      if (status === Status.SKIPPED) result.labels.push(notTriggeredTag);
    });
    this.#runtime.stopTest(id, { duration: 0 });
    this.#runtime.writeTest(id);
  }
}

const fullNameOf = (path: string, titles: string[]) => `${path}#${titles.join(' ')}`;
const moduleOf = (task: Task) => (task.type === 'module' ? task : task.module);
const pathOf = (task: Task) => getPosixPath(getRelativePath(moduleOf(task).moduleId));
const titlesOf = (task: Task): string[] => (task.type === 'module' ? [] : [...titlesOf(task.parent), task.name]);
