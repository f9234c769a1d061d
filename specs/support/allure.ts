import { ContentType } from 'allure-js-commons';
import * as allure from 'allure-js-commons/sync';
import { beforeEach, type TestContext } from 'vitest';
import { notTriggeredTag } from '../../src/vitest/allure-gaps.js';

export type Subject = 'gaussian' | 'ilt' | 'clnf' | 'harness';

/**
 * Puts the tests of the enclosing describe, or of the file, at a place in the report: epic, feature, story. Without it
 * a test stands where its path says (specs/gaussian/loss.spec.ts: gaussian, solver, loss).
 */
export function belongsTo(subject: Subject, feature: string, story?: string) {
  beforeEach(() => {
    allure.epic(subject);
    allure.feature(feature);
    if (story) allure.story(story);
  });
}

/** Attaches a curve or a drawing to the running test; the SVG text must be complete in itself, since the report loads nothing. */
export const attachCurve = (name: string, svg: string) => allure.attachment(name, svg, ContentType.SVG);

/** Attaches the bytes of a PNG file to the running test. */
export const attachImage = (name: string, png: Uint8Array) => allure.attachment(name, png, ContentType.PNG);

/** Attaches a table to the running test: one array a row, the first row the column names. Numbers keep all their digits. */
export function attachTable(name: string, rows: readonly (readonly (string | number)[])[]) {
  const field = (value: string | number) =>
    /[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value;
  allure.attachment(name, rows.map((row) => `${row.map(field).join(',')}\n`).join(''), ContentType.CSV);
}

/** Attaches the command line that reproduces what the running test looked at. */
export const attachCommand = (command: string) => allure.attachment('to reproduce', `${command}\n`, ContentType.TEXT);

/**
 * Ends the running test as "not triggered": its data or its tool is not on this machine. Vitest counts it as skipped;
 * the report shows it with the reason, which says what is missing in one line. Works in `beforeEach` too.
 */
export function notTriggered(context: TestContext, reason: string): never {
  allure.labels(notTriggeredTag);
  allure.description(reason);
  return context.skip(reason);
}
