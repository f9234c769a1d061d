import type { Settings } from '../../src/settings.js';
import { metricsAt, prepareIlt, runFor } from './ilt.js';

/** What a mask came to; all in the units of `metrics.json`. */
export interface Quality {
  readonly l2: number;
  readonly pvb: number;
  readonly epe: number;
  readonly shots: number;
}

export const MEASURES = ['l2', 'pvb', 'epe', 'shots'] as const;

/** Runs a program as the command does, to its end or for so many iterations, and measures its mask. */
export async function qualityOf(settings: Settings, iterations: number): Promise<Quality> {
  const prepared = await prepareIlt(settings);
  return metricsAt(prepared, runFor(prepared, iterations).state) as Quality;
}

/** The average of each measure. Throws where there is nothing to average. */
export function meanOf(qualities: readonly Quality[]): Quality {
  if (qualities.length === 0) throw new Error('no layout was measured');
  const mean = (name: (typeof MEASURES)[number]) =>
    qualities.reduce((sum, quality) => sum + quality[name], 0) / qualities.length;
  return { l2: mean('l2'), pvb: mean('pvb'), epe: mean('epe'), shots: mean('shots') };
}

/** A table of qualities, one a row, and their average below. */
export function qualityTable(rows: readonly (readonly [label: string, quality: Quality])[]): (string | number)[][] {
  const average = ['average', meanOf(rows.map(([, quality]) => quality))] as const;
  return [
    ['layout', ...MEASURES, 'l2 + pvb'],
    ...[...rows, average].map(([label, quality]) => [
      label,
      ...MEASURES.map((name) => quality[name]),
      quality.l2 + quality.pvb,
    ]),
  ];
}
