import { PARTS, type Part } from '../../findings/exhibit.js';
import { type FindingResult, tally } from '../../findings/result.js';
import { escapeXml } from '../figures/text.js';
import { drawClaims, drawTally } from './claims.js';
import { document } from './document.js';
import { drawSection } from './section.js';

const HEADINGS: Readonly<Record<Part, string>> = {
  claimed: 'What was claimed',
  measured: 'What was measured',
  parts: 'Where it parts',
  why: 'Why',
  mends: 'What mends it',
};

/**
 * The evidence of a finding as one HTML page: self-contained, complete without its script, without any request. `command`
 * makes the page again. The same result gives the same text.
 */
export function evidencePage(finding: FindingResult, command: string): string {
  const { title, source, subject, claims, story } = finding;
  const sections = PARTS.flatMap((part) =>
    story ? [{ id: part, heading: HEADINGS[part], section: story[part] }] : [],
  );
  const links = [...sections.map(({ id, heading }) => [id, heading]), ['claims', 'Every claim']];
  return document({
    title,
    body: `<header>
<p class="kicker">Evidence · ${escapeXml(subject)}</p>
<h1>${escapeXml(title)}</h1>
<p class="source">${escapeXml(source)}</p>
${drawTally(tally(claims))}
</header>
<nav aria-label="On this page"><ol>${links.map(([id, text]) => `<li><a href="#${id}">${text}</a></li>`).join('')}</ol></nav>
<main>
${sections.map(({ id, heading, section }) => drawSection(id, heading, section)).join('\n')}
<section id="claims"><h2>Every claim</h2>
${drawClaims(claims)}
</section>
</main>
<footer><p>Everything above was computed by</p><pre tabindex="0"><code>${escapeXml(command)}</code></pre></footer>`,
  });
}
