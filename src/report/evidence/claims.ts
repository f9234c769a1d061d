import { type ClaimResult, OUTCOMES, type Outcome, type tally } from '../../findings/result.js';
import { escapeXml } from '../figures/text.js';
import { drawExhibit } from './section.js';

/** A sign for each outcome, so that it can be told without its color. */
const SIGNS = { confirmed: '✓', refuted: '✗', 'not triggered': '–' } as const;

const classOf = (outcome: Outcome): string => outcome.replaceAll(' ', '-');

/** How many claims came out how. */
export const drawTally = (counts: ReturnType<typeof tally>): string =>
  `<ul class="tally">${OUTCOMES.map((outcome) => `<li class="${classOf(outcome)}"><b>${counts[outcome]}</b> ${outcome}</li>`).join('')}</ul>`;

/** An outcome, and the one on record where it is another. */
export const drawOutcome = (outcome: Outcome, recorded: Outcome): string =>
  `<span class="outcome ${classOf(outcome)}">${SIGNS[outcome]} ${outcome}</span>${outcome === recorded ? '' : ` <span class="moved">on record: ${recorded}</span>`}`;

/** The claims as a table; each can be opened to show how it was checked. */
export function drawClaims(claims: readonly ClaimResult[]): string {
  return `<div class="table" role="region" aria-label="Every claim" tabindex="0"><table>
<thead><tr><th scope="col">Claim</th><th scope="col">Claimed</th><th scope="col">Measured</th><th scope="col">Outcome</th></tr></thead>
<tbody>
${claims.map(drawClaim).join('\n')}
</tbody></table></div>`;
}

function drawClaim({
  id,
  says,
  where,
  claimed,
  measured,
  outcome,
  recorded,
  because,
  commands,
  exhibits,
}: ClaimResult): string {
  const origin = where === undefined ? 'our own claim' : where;
  const how = commands.length === 0 ? '' : `<pre tabindex="0"><code>${escapeXml(commands.join('\n'))}</code></pre>`;
  return `<tr id="claim-${escapeXml(id)}"><th scope="row">${escapeXml(says)} <span class="where">${escapeXml(origin)}</span>
<details><summary>How it was checked</summary><p>${escapeXml(because)}</p>${how}
${exhibits.map(drawExhibit).join('\n')}</details></th>
<td data-head="Claimed">${escapeXml(claimed)}</td><td data-head="Measured">${escapeXml(measured)}</td>
<td data-head="Outcome">${drawOutcome(outcome, recorded)}</td></tr>`;
}
