import type { Panel, ScaleKind, Series } from '../../figure.js';
import { drawable } from './scale.js';
import { formatNumber } from './ticks.js';

/** What a figure shows, in sentences, for readers who do not see it. */
export function describe(
  panels: readonly Panel[],
  x: { label: string; kind: ScaleKind },
  notes: readonly string[],
): string {
  const sentences = panels.flatMap((panel) => [
    `${panel.y.label} over ${x.label}.`,
    ...panel.series.map((line) => describeSeries(line, x.kind, panel.y.scale ?? 'linear')),
    ...(panel.points ?? []).map((point) => `Point: ${point.label}.`),
  ]);
  return [...sentences, ...notes.map((note) => `Mark: ${note}.`)].join(' ');
}

function describeSeries({ name, x, y }: Series, xKind: ScaleKind, yKind: ScaleKind): string {
  const shown: number[] = [];
  for (let i = 0; i < x.length; i++) {
    if (drawable(x[i], xKind) && drawable(y[i], yKind)) shown.push(i);
  }
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined) return `${name}: nothing to show.`;
  const lowest = shown.reduce((best, i) => (y[i] < y[best] ? i : best), first);
  const at = (i: number) => `${formatNumber(y[i])} at ${formatNumber(x[i])}`;
  const gaps = x.length > shown.length ? `; ${x.length - shown.length} of ${x.length} values cannot be shown` : '';
  return `${name}: from ${at(first)} to ${at(last)}, lowest ${at(lowest)}${gaps}.`;
}
