import { join } from 'node:path';
import { curve } from '../report/figures/curve.js';
import type { RunResult } from '../run/index.js';
import type { CurvePlan, Subject } from '../subject.js';
import { openRun, openWriter, type ScalarTable } from '../trace/index.js';

const FOLDER = 'pictures';

/** Draws the last state and the curves of a run into its folder, and gives the files' paths in it. */
export function writePictures(subject: Subject, { folder, prepared, outcome }: RunResult): string[] {
  const run = openRun(folder);
  const table = run.scalars();
  const curves =
    table.iterations.length < 2 ? [] : subject.curves.map((plan) => draw(plan, table, outcome.best?.iteration));
  const files = { ...prepared.pictures(outcome.state), ...Object.fromEntries(curves) };
  const paths = Object.keys(files).map((name) => `${FOLDER}/${name}`);
  const writer = openWriter();
  writer.write([
    { kind: 'folder', path: join(folder, FOLDER) },
    ...Object.values(files).map((bytes, i) => ({ kind: 'replace' as const, path: join(folder, paths[i]), bytes })),
  ]);
  writer.drain();
  return paths;
}

function draw(plan: CurvePlan, { iterations, values }: ScalarTable, best: number | undefined): [string, Uint8Array] {
  const panels = plan.panels.map(({ label, scale, columns }) => ({
    y: { label, ...(scale && { scale }) },
    series: columns.map((name) => ({ name, x: iterations, y: values[name] })),
  }));
  const marks = best === undefined ? [] : [{ x: best, label: `best, ${best}` }];
  const svg = curve({ title: plan.title, x: { label: 'iteration' }, panels, marks });
  return [plan.file, new TextEncoder().encode(svg)];
}
