import type { Figure } from '../../figure.js';
import type { Exhibit, Section } from '../../findings/exhibit.js';
import { drawFigure } from '../figures/draw.js';
import { escapeXml } from '../figures/text.js';
import { inspectable } from './inspectable.js';

/** Widths in which every figure is drawn, in pixels: one for a phone, on which the wide one's text would be too small to read. */
const WIDE = { curve: 700, table: 700, sheet: 700, map: 560 } as const;
const NARROW = 328;

export function drawSection(id: string, heading: string, { text, exhibits = [] }: Section): string {
  return `<section id="${id}"><h2>${escapeXml(heading)}</h2>
${text.map((paragraph) => `<p>${escapeXml(paragraph)}</p>`).join('\n')}
${exhibits.map(drawExhibit).join('\n')}
</section>`;
}

/** A figure or a series of them, with what it shows and how to make it again. */
export function drawExhibit(exhibit: Exhibit): string {
  const drawing =
    'figure' in exhibit
      ? drawn(exhibit.figure)
      : `<div class="frames">${exhibit.frames
          .map(
            ({ label, figure }) =>
              `<div class="frame" data-label="${escapeXml(label)}"><p>${escapeXml(label)}</p>${drawn(figure)}</div>`,
          )
          .join('\n')}</div>`;
  return `<figure>
${drawing}
<figcaption>${escapeXml(exhibit.caption)}
<details><summary>Make it again</summary><pre tabindex="0"><code>${escapeXml(exhibit.command)}</code></pre></details></figcaption>
</figure>`;
}

/** A figure in both widths, of which the style sheet shows one. The page has the figures' style once. */
function drawn(figure: Figure): string {
  const bare = (width: number) => drawFigure(figure, width).replace(/<style>[\s\S]*?<\/style>\n/, '');
  const data = inspectable(figure);
  // a script element ends at the first </script, whatever it holds
  const json = data && `<script type="application/json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`;
  return `<div class="drawing ${figure.kind}"><div class="wide">${bare(WIDE[figure.kind])}</div><div class="narrow">${bare(NARROW)}</div>${json ?? ''}</div>`;
}
