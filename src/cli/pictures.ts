import { join } from 'node:path';
import type { CurveFigure, Figure } from '../figure.js';
import { drawFigure } from '../report/figures/draw.js';
import type { RunResult } from '../run/index.js';
import type { CurvePlan, Subject } from '../subject.js';
import { openRun, openWriter, type ScalarTable } from '../trace/index.js';

const FOLDER = 'pictures';

/** Draws the last state and the curves of a run into its folder, figures both as SVG and as PNG, and gives the files' paths in it. */
export async function writePictures(
  subject: Subject,
  { folder, prepared, outcome }: Pick<RunResult, 'folder' | 'prepared' | 'outcome'>,
): Promise<string[]> {
  const table = openRun(folder).scalars();
  const curves = table.iterations.length < 2 ? [] : subject.curves.flatMap((plan) => measured(plan, table));
  const best = prepared.solver.isAnnealed ? undefined : outcome.best?.iteration;
  const pictures = {
    ...prepared.pictures(outcome.state),
    ...Object.fromEntries(curves.map((plan) => [plan.name, curveOf(plan, table, best)])),
  };
  return (await drawInto(join(folder, FOLDER), pictures)).map((name) => `${FOLDER}/${name}`);
}

/** Draws pictures by name into a folder, figures both as SVG and as PNG, and gives the files' names. */
export async function drawInto(
  folder: string,
  pictures: Readonly<Record<string, Figure | Uint8Array>>,
): Promise<string[]> {
  const files = (await Promise.all(Object.entries(pictures).map(([name, picture]) => drawn(name, picture)))).flat();
  const writer = openWriter();
  writer.write([
    { kind: 'folder', path: folder },
    ...files.map(([name, bytes]) => ({ kind: 'replace' as const, path: join(folder, name), bytes })),
  ]);
  writer.drain();
  return files.map(([name]) => name);
}

/** A picture as files: PNG bytes as they are, a figure both as SVG and as PNG. */
export async function drawn(name: string, picture: Figure | Uint8Array): Promise<[string, Uint8Array][]> {
  if (picture instanceof Uint8Array) return [[`${name}.png`, picture]];
  // loaded only where something is drawn: it is large and slow to start
  const { figureToPng } = await import('../report/png.js');
  const svg = drawFigure(picture);
  return [
    [`${name}.svg`, new TextEncoder().encode(svg)],
    [`${name}.png`, await figureToPng(svg)],
  ];
}

/** What of a plan the rows of a run have columns for; which those are may depend on its settings. */
function measured(plan: CurvePlan, { values }: ScalarTable): CurvePlan[] {
  const panels = plan.panels
    .map((panel) => ({ ...panel, columns: panel.columns.filter((name) => Object.hasOwn(values, name)) }))
    .filter(({ columns }) => columns.length > 0);
  return panels.length === 0 ? [] : [{ ...plan, panels }];
}

/** The curves of a plan over the rows of a run, with its best iteration and what changed on the way marked. */
export function curveOf(plan: CurvePlan, { iterations, values }: ScalarTable, best: number | undefined): CurveFigure {
  const panels = plan.panels.map(({ label, scale, columns }) => ({
    y: { label, ...(scale && { scale }) },
    series: columns.map((name) => ({ name, x: iterations, y: values[name] })),
  }));
  const column = plan.changes === undefined ? undefined : values[plan.changes];
  const marks = [
    ...(best === undefined ? [] : [{ x: best, label: `best, ${best}` }]),
    ...Array.from(column ?? [], (value, i) => ({ x: iterations[i], label: `${plan.changes} ${value}` })).filter(
      (_, i) => i === 0 || column?.[i] !== column?.[i - 1],
    ),
  ];
  return { kind: 'curve', title: plan.title, x: { label: 'iteration' }, panels, marks };
}
