import { expect } from 'vitest';
import type { BatchResult } from './batch.js';

/**
 * Expects that a command was refused as all bad input is: in one line with code 2, and nothing written. `read` is applied to
 * the line before it is held to the message, as where a path in it changes from run to run.
 */
export function expectRefusal(
  { code, stdout, stderr, touched }: BatchResult,
  message: RegExp,
  read: (line: string) => string = (line) => line,
): void {
  expect(stderr).toMatch(/^plumbline: \P{Cc}+\n$/u);
  expect(read(stderr.slice('plumbline: '.length, -1))).toMatch(message);
  expect({ code, stdout, touched }).toEqual({ code: 2, stdout: '', touched: [] });
}
