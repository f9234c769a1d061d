import type { Ledger } from '../../findings/ledger.js';
import { tally } from '../../findings/result.js';
import { escapeXml } from '../figures/text.js';
import { drawOutcome, drawTally } from './claims.js';
import { document } from './document.js';

/** All findings with all of their claims as one HTML page, each linked to its evidence. `links` says for a page whether it is there. */
export function ledgerPage({ findings }: Ledger, exists: (page: string) => boolean): string {
  const entries = Object.entries(findings).sort(([a], [b]) => (a < b ? -1 : 1));
  const all = entries.flatMap(([, { claims }]) => Object.values(claims));
  return document({
    title: 'Ledger of findings',
    body: `<header><p class="kicker">Evidence</p><h1>Ledger of findings</h1>
${drawTally(tally(all))}</header>
<main>
${entries.map(([id, finding]) => drawFinding(id, finding, exists(finding.page))).join('\n')}
</main>`,
  });
}

function drawFinding(
  id: string,
  { title, source, page, claims }: Ledger['findings'][string],
  isThere: boolean,
): string {
  const rows = Object.entries(claims).map(([claim, { says, claimed, measured, outcome, recorded, history }]) => {
    const text = isThere
      ? `<a href="${escapeXml(page)}#claim-${escapeXml(claim)}">${escapeXml(says)}</a>`
      : escapeXml(says);
    const changes =
      history.length < 2
        ? ''
        : `<details><summary>${history.length} values so far</summary><ol>${history
            .map((each) => `<li>${escapeXml(each.since)}: ${each.outcome}, ${escapeXml(each.measured)}</li>`)
            .join('')}</ol></details>`;
    return `<tr><th scope="row">${text}${changes}</th><td data-head="Claimed">${escapeXml(claimed)}</td><td data-head="Measured">${escapeXml(measured)}</td>
<td data-head="Outcome">${drawOutcome(outcome, recorded)}</td></tr>`;
  });
  return `<section id="${escapeXml(id)}"><h2>${escapeXml(title)}</h2><p class="source">${escapeXml(source)}</p>
${drawTally(tally(Object.values(claims)))}
<div class="table" role="region" aria-label="${escapeXml(title)}" tabindex="0"><table>
<thead><tr><th scope="col">Claim</th><th scope="col">Claimed</th><th scope="col">Measured</th><th scope="col">Outcome</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div></section>`;
}
