import { ContentType, LabelName, Severity } from 'allure-js-commons';
import * as allure from 'allure-js-commons/sync';
import type { Exhibit } from '../findings/exhibit.js';
import type { ClaimResult } from '../findings/result.js';
import { drawFigure } from '../report/figures/draw.js';

/** Says of the running test what came of a claim: its place, both values, how it was checked, what there is to look at. */
export function report(
  result: ClaimResult,
  { subject, title }: { readonly subject: string; readonly title: string },
): void {
  const { says, where, claimed, measured, outcome, recorded, because, commands, exhibits } = result;
  allure.epic(subject);
  allure.feature(title);
  allure.story(says);
  // a claim of the document decides something for its readers; those that we add explain
  allure.severity(where === undefined ? Severity.NORMAL : Severity.CRITICAL);
  allure.label(LabelName.TAG, outcome);
  allure.parameter('outcome', outcome);
  allure.parameter('on record', recorded);
  if (outcome === 'not triggered') {
    allure.description(because);
    return;
  }
  allure.parameter('claimed', claimed);
  allure.parameter('measured', measured);
  allure.description(because);
  for (const command of commands) allure.logStep(`made by ${command}`);
  allure.logStep(`claimed ${claimed}, measured ${measured}: ${outcome}`);
  if (commands.length > 0) allure.attachment('to reproduce', `${commands.join('\n')}\n`, ContentType.TEXT);
  for (const exhibit of exhibits) attach(exhibit);
}

function attach(exhibit: Exhibit): void {
  const figures = 'figure' in exhibit ? [{ label: exhibit.caption, figure: exhibit.figure }] : exhibit.frames;
  for (const { label, figure } of figures) allure.attachment(label, drawFigure(figure), ContentType.SVG);
}
