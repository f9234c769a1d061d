import { readFileSync } from 'node:fs';
import { stylesheet } from '../figures/style.js';
import { escapeXml } from '../figures/text.js';
import { PAGE_STYLE } from './page-style.js';

const FIGURES = ['curve', 'map', 'sheet', 'table'];
const SCRIPT = readFileSync(new URL('inspect.js', import.meta.url), 'utf8').replace(/^\/\/# sourceMapping.*$/m, '');

// a browser refuses every request, whatever stands in the page
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** An HTML document with the style and the script of all pages in it. */
export function document({ title, body }: { readonly title: string; readonly body: string }): string {
  const figures = FIGURES.map((kind) => stylesheet(`plumbline-${kind}`).replace(/<\/?style>/g, '')).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title)}</title>
<style>
${PAGE_STYLE}${figures}</style>
</head>
<body>
${body}
<script type="module">
${SCRIPT}
</script>
</body>
</html>
`;
}
