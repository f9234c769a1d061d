/**
 * Okabe and Ito's colors, which people with every common color vision can tell apart (Color Universal Design, 2008), in
 * an order that starts with the strongest contrast. `text` is the same hue, moved until letters in it have a contrast of
 * 4.5 to 1 against the background.
 */
export const PALETTE = {
  light: {
    background: '#ffffff',
    lines: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'],
    text: ['#0068a3', '#b04e00', '#00785a', '#a34f7f', '#8f6300', '#1f74a6'],
    ink: '#1b1e21',
    muted: '#5b6168',
    axis: '#9aa0a6',
    grid: '#e7e9eb',
    band: '#e3e6ea',
  },
  dark: {
    background: '#15181b',
    lines: ['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#f0e442', '#d55e00'],
    text: ['#7cc5f0', '#f0b429', '#2fc79b', '#dd9fc0', '#f0e442', '#f08a45'],
    ink: '#eceef0',
    muted: '#a7adb4',
    axis: '#6a7178',
    grid: '#292e33',
    band: '#2e353c',
  },
} as const;

/** How many series have a color of their own. */
export const COLORS = PALETTE.light.lines.length;
export const FONT_SIZE = 12;
export const TITLE_SIZE = 15;

type Theme = (typeof PALETTE)['light' | 'dark'];

function rules(scope: string, theme: Theme): string {
  const series = theme.lines.map(
    (line, i) =>
      `${scope} .line.s${i}{stroke:${line}}${scope} .dot.s${i},${scope} .bar.s${i}{fill:${line}}${scope} .name.s${i}{fill:${theme.text[i]}}`,
  );
  return [
    `${scope} .background{fill:${theme.background}}`,
    `${scope} text{fill:${theme.muted};stroke:none}`,
    `${scope} .title,${scope} .note{fill:${theme.ink}}`,
    `${scope} .halo,${scope} .casing,${scope} .over{stroke:${theme.background}}`,
    `${scope} .grid{stroke:${theme.grid}}`,
    `${scope} .axis{stroke:${theme.axis}}`,
    `${scope} .band{fill:${theme.band}}`,
    `${scope} .mark{stroke:${theme.muted}}`,
    `${scope} .scale{stroke:${theme.ink}}`,
    `${scope} .point{fill:${theme.ink};stroke:${theme.background}}`,
    ...series,
  ].join('\n');
}

/** The style sheet of a figure whose root has this class. Every rule is confined to it, so that figures can be inlined. */
export function stylesheet(className: string): string {
  const scope = `.${className}`;
  return `<style>
${scope} text{font:${FONT_SIZE}px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
${scope} .title{font-size:${TITLE_SIZE}px;font-weight:600}
${scope} .name{font-weight:600}
${scope} .grid,${scope} .axis,${scope} .mark,${scope} .scale{fill:none;stroke-width:1;shape-rendering:crispEdges}
${scope} .mark{stroke-dasharray:2 3}
${scope} .line{fill:none;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}
${scope} .casing{fill:none;stroke-width:3.5;stroke-opacity:.7;stroke-linejoin:round;stroke-linecap:round}
${scope} .over{stroke-width:.8}
${scope} .bar{fill-opacity:.22}
${scope} .scale{stroke-width:2}
${scope} .leader{stroke-width:1;stroke-opacity:.6}
${scope} .point{stroke-width:1}
${rules(scope, PALETTE.light)}
${scope} .halo{stroke-width:3;stroke-linejoin:round;paint-order:stroke}
@media (prefers-color-scheme:dark){
${rules(scope, PALETTE.dark)}
}
</style>`;
}
