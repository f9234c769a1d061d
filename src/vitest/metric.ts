import { TestRunner } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    metrics?: Record<string, number>;
  }
}

/**
 * Keeps a number that the running test measured, for the gate and for the report. A name must say what is measured and in
 * which unit. Throws TypeError for what is not a finite number, Error outside of a test.
 */
export function metric(name: string, value: number): void {
  const test = TestRunner.getCurrentTest();
  if (test === undefined) throw new Error(`metric ${name}: no test is running`);
  if (!Number.isFinite(value)) throw new TypeError(`metric ${name}: ${value} is not a finite number`);
  test.meta.metrics = { ...test.meta.metrics, [name]: value };
}
