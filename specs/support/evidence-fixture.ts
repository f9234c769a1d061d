import type { CurveFigure, MapFigure } from '../../src/figure.js';
import type { Exhibit, Section } from '../../src/findings/exhibit.js';
import type { ClaimResult, FindingResult, Outcome } from '../../src/findings/result.js';

const x = Array.from({ length: 1000 }, (_, i) => i);
const curve: CurveFigure = {
  kind: 'curve',
  title: 'Loss of two arms',
  x: { label: 'iteration' },
  panels: [
    {
      y: { label: 'loss' },
      series: [
        { name: 'control', x, y: x.map((i) => 1 / (1 + i / 100)) },
        { name: 'lr-half', x, y: x.map((i) => (i === 500 ? Number.NaN : 2 / (1 + i / 100))) },
      ],
    },
  ],
};
const map = (level: number): MapFigure => {
  const grid = { width: 12, height: 8, values: Float32Array.from({ length: 96 }, (_, i) => (i % 12) * level) };
  return {
    kind: 'map',
    title: 'Aerial image',
    base: { ...grid, label: 'intensity', palette: 'sequential' },
    overlays: [{ kind: 'contour', name: 'threshold', grid, level: 5 }],
    pixel: { size: 8, unit: 'nm' },
  };
};
/** Text that would be markup, or the end of a script, if it were not escaped. */
export const HOSTILE = '</script><img src=x onerror="document.title=1">&"\'';

const exhibit = (figure: Exclude<Exhibit, { frames: unknown }>['figure'], caption: string): Exhibit => ({
  figure,
  caption,
  command: 'npx plumbline run gaussian',
});
const section = (text: string, ...exhibits: Exhibit[]): Section => ({ text: [text], exhibits });
const claim = (id: string, outcome: Outcome): ClaimResult => ({
  id,
  says: `The loss is 0.098863 (${id})`,
  where: id === 'ours' ? undefined : 'Timeline',
  outcome,
  recorded: id === 'moved' ? 'refuted' : outcome,
  claimed: '0.098863',
  measured: '0.092312',
  because: 'read off the run',
  commands: ['npx plumbline run gaussian --out runs/baseline'],
  exhibits: [exhibit(curve, 'the curve of a claim')],
});

/** A finding with a figure of every kind, an outcome of every kind, and text that must not become markup. */
export const exampleFinding: FindingResult = {
  id: 'example',
  title: 'An example of a finding',
  source: `A document ${HOSTILE}`,
  subject: 'gaussian',
  claims: [
    claim('first', 'confirmed'),
    claim('moved', 'confirmed'),
    claim('ours', 'refuted'),
    claim('other', 'not triggered'),
  ],
  story: {
    claimed: section(HOSTILE),
    measured: section('measured', exhibit(curve, HOSTILE)),
    parts: section('parts', {
      caption: 'Frames',
      command: 'npm run evidence',
      frames: [1, 2, 3].map((level) => ({ label: `iteration ${level}`, figure: map(level) })),
    }),
    why: section('why', exhibit(map(1), 'A map')),
    mends: section(
      'mends',
      exhibit(
        {
          kind: 'table',
          title: 'Arms',
          head: 'arm',
          columns: [{ label: 'loss', bars: true }],
          rows: [{ name: HOSTILE, values: [1] }],
        },
        'A table',
      ),
    ),
  },
};
