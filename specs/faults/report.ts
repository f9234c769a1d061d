import { curve } from '../../src/report/figures/curve.js';
import type { KnownFault } from './fault.js';
import type { Trial } from './measure.js';
import { ROOMS, type Room } from './rooms.js';

/** What was measured of one fault. */
export interface Measured {
  readonly room: Room;
  readonly known: KnownFault;
  /** The first check of the suite that fails; undefined where all hold. */
  readonly caught: string | undefined;
  readonly trials: readonly Trial[];
  /** How far the end of a run is from the right one, in per cent. */
  readonly effect: number;
}

export interface Rates {
  readonly faults: number;
  readonly caught: number;
  readonly trials: number;
  readonly stage: number;
  readonly iteration: number;
}

/** Counts over the faults that data can tell from the right thing. */
export function ratesOf(rows: readonly Measured[]): Rates {
  const seen = rows.filter(({ known }) => known.unseen === undefined);
  const trials = seen.flatMap((row) => row.trials);
  return {
    faults: seen.length,
    caught: seen.filter(({ caught }) => caught !== undefined).length,
    trials: trials.length,
    stage: trials.filter(({ isStage }) => isStage).length,
    iteration: trials.filter(({ isIteration }) => isIteration).length,
  };
}

/** What nobody sees in an end result, in per cent, and what roundings alone may make of one. */
const INVISIBLE = 0.1;
const ROUNDING = 1e-9;

const share = (some: number, all: number) => `${((100 * some) / all).toFixed(some === all ? 0 : 1)} % (${some}/${all})`;
const row = (...cells: readonly (string | number)[]) =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
const percent = (effect: number) => {
  if (!Number.isFinite(effect)) return 'not a number';
  return effect < ROUNDING ? 'none' : Number(effect.toPrecision(2)).toString();
};

const summary = (name: string, rows: readonly Measured[]) => {
  const { faults, caught, trials, stage, iteration } = ratesOf(rows);
  return row(name, faults, share(caught, faults), share(stage, trials), share(iteration, trials));
};

/** What was measured, as a page. `alarms` counts by kind how many fault-free variations there were and how many raised one. */
export function pageOf(rows: readonly Measured[], alarms: ReadonlyMap<string, readonly [number, number]>): string {
  const seen = rows.filter(({ known }) => known.unseen === undefined);
  const quiet = seen.filter(({ effect }) => effect < INVISIBLE);
  const [count, raised] = [...alarms.values()].reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  return `# Faults: the suite's own proof

Known defects are put into the solvers, one at a time: one stage swapped, one state changed as it is handed on, or another
start. For each: does a check of \`npm test\` fail, and does a bisect name the iteration at which it was switched on (an
arbitrary one) and the stage? Measured by \`npx vitest run --mode full specs/faults\`, which fails when this page is not
what it measures; with \`-u\` it writes the page. The faults stand in specs/faults.

| | faults | caught by the suite | exact stage | exact iteration |
|---|---|---|---|---|
${ROOMS.map((room) =>
  summary(
    room.subject,
    rows.filter((each) => each.room === room),
  ),
).join('\n')}
${summary('**all**', rows)}

**False alarms: ${raised} of ${count}** fault-free variations (${[...alarms].map(([kind, [of]]) => `${of} of ${kind}`).join(', ')}).

The iteration is the first from whose right start a step gives another state; of faults that never reach a state, the first
in which their stage gives something else. ${quiet.length} faults move the end result by less than ${INVISIBLE} %, ${seen.filter(({ effect }) => effect < ROUNDING).length} of them not
beyond rounding: looking at the end result alone would not find them. Bisect is given every tenth state of the right run, and all of them for the
${rows.filter(({ known }) => known.heals).length} faults that later iterations may overwrite.

![The effect of each fault on the end result](faults.svg)
${ROOMS.map((room) =>
  table(
    room,
    seen.filter((each) => each.room === room),
  ),
).join('')}
## What no data at hand can tell apart

| fault | what it does | why |
|---|---|---|
${rows.flatMap(({ known }) => (known.unseen === undefined ? [] : [row(known.id, known.does, known.unseen)])).join('\n')}

A generator that a checkpoint does not save is no fault here: no solver draws a number after its start.
`;
}

const table = ({ subject, unit }: Room, rows: readonly Measured[]) => `
## ${subject}

The effect is that of the fault from the first iteration on (of a state: once, halfway), in per cent ${unit}.

| fault | stage | what it does | origin | caught by | bisect | effect, % |
|---|---|---|---|---|---|---|
${rows
  .map(({ known: { id, place, does, origin }, caught = '**nothing**', trials, effect }) =>
    row(id.slice(id.indexOf('/') + 1), place, does, origin, caught, verdict(trials), percent(effect)),
  )
  .join('\n')}
`;

const verdict = (trials: readonly Trial[]) => {
  const exact = trials.filter(({ isIteration, isStage }) => isIteration && isStage).length;
  const hidden = trials.some(({ place }) => place?.isHidden) ? ', in its stage alone' : '';
  return `${exact} of ${trials.length}${hidden}`;
};

/** The effects in order of size, by subject. */
export function figureOf(rows: readonly Measured[]): string {
  const seen = rows.filter(({ known }) => known.unseen === undefined);
  const { faults, caught } = ratesOf(rows);
  const quiet = seen.filter(({ effect }) => effect < INVISIBLE).length;
  return curve({
    title: `${caught} of ${faults} faults are caught; ${quiet} of them change the end by less than ${INVISIBLE} %`,
    x: { label: 'faults of a subject, by effect (%); those without any stand at 1e-9' },
    panels: [
      {
        y: { label: 'effect on the end result (%)', scale: 'log' },
        height: 320,
        series: ROOMS.map((room) => {
          const effects = seen
            .filter((each) => each.room === room)
            .map(({ effect }) => (Number.isFinite(effect) ? Math.max(ROUNDING, Number(effect.toPrecision(2))) : 1e6))
            .sort((a, b) => a - b);
          const x = effects.map((_, i) => (100 * (i + 1)) / effects.length);
          return { name: room.subject, x, y: effects };
        }),
      },
    ],
  });
}
