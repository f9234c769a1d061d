import { type Cause, diagnose, type Verdict } from '../../../src/diagnose/index.js';
import { BASELINES } from './baselines.js';
import type { Specimen } from './specimen.js';
import { KINDS, specimen } from './zoo.js';

/** What is said of a specimen; the onset in iterations. */
interface Said {
  readonly verdict: Verdict;
  readonly onset: { readonly lo: number; readonly hi: number } | null;
  readonly causes: readonly Cause[];
  readonly censored: readonly string[];
  readonly vacuous: readonly string[];
}

/** How a judge does on a part of the zoo; shares from 0 to 1. */
export interface Score {
  /** Of the curves that look like a divergence and are none, those that are called one. */
  readonly falseAlarms: number;
  readonly recall: number;
  /** Of the divergences with a known onset, those whose interval holds it; and which is at most twice as wide as it could be. */
  readonly held: number;
  readonly heldClosely: number;
  /** The median width of the intervals, as a multiple of what cadence and noise allow. */
  readonly width: number;
  /** The mean over the kinds of the share with the right verdict, and with the right cause where there is one. */
  readonly accuracy: number;
  readonly right: Readonly<Record<string, number>>;
  readonly censored: number;
  readonly vacuous: number;
}

/** The diagnosis, and the baselines, on `rounds` specimens of each kind. */
export function scores(seed: number, rounds: number): Record<string, Score> {
  const judges = { diagnose: tally(), ...Object.fromEntries(Object.keys(BASELINES).map((name) => [name, tally()])) };
  for (let number = 0; number < rounds * KINDS.length; number++) {
    const one = specimen(seed, number);
    judges.diagnose.add(one, diagnosed(one));
    for (const [name, judge] of Object.entries(BASELINES)) {
      const { verdict, onset } = judge(one.loss);
      const interval = onset ? { lo: one.iterations[onset[0]], hi: one.iterations[onset[1]] } : null;
      judges[name as 'diagnose'].add(one, { verdict, onset: interval, causes: [], censored: [], vacuous: [] });
    }
  }
  return Object.fromEntries(Object.entries(judges).map(([name, judge]) => [name, judge.score()]));
}

function diagnosed({ iterations, loss, columns }: Specimen): Said {
  const found = diagnose({ iterations, columns: ['loss', ...Object.keys(columns)], values: { loss, ...columns } });
  return { ...found, causes: found.causes.map(({ cause }) => cause) };
}

/** Shares of what is true among what was counted. */
const share = ([yes, all]: readonly [number, number]): number => (all === 0 ? Number.NaN : yes / all);

function tally() {
  const traps: [number, number] = [0, 0];
  const divergences: [number, number] = [0, 0];
  const onsets: [number, number] = [0, 0];
  const close: [number, number] = [0, 0];
  const widths: number[] = [];
  const kinds: Record<string, [number, number]> = {};
  const found = { censored: { hits: 0, wrong: 0 }, vacuous: { hits: 0, wrong: 0 } };
  const count = (counter: [number, number], yes: boolean) => {
    counter[0] += Number(yes);
    counter[1]++;
  };
  return {
    add({ kind, truth }: Specimen, { verdict, onset, causes, ...said }: Said) {
      const alarm = verdict === 'diverged' || verdict === 'non-finite';
      if (truth.trap) count(traps, alarm);
      if (truth.diverges) count(divergences, alarm);
      if (truth.onset !== undefined && truth.attainable !== undefined) {
        const holds = onset !== null && onset.lo <= truth.onset && truth.onset <= onset.hi;
        count(onsets, holds);
        const width = onset === null ? Number.POSITIVE_INFINITY : (onset.hi - onset.lo) / truth.attainable;
        count(close, holds && width <= 2);
        if (onset !== null) widths.push(width);
      }
      const isCause = truth.cause === undefined || causes.join() === truth.cause;
      kinds[kind] ??= [0, 0];
      count(kinds[kind], truth.verdicts.includes(verdict) && isCause);
      for (const what of ['censored', 'vacuous'] as const) {
        const right = said[what].filter((column) => truth[what].includes(column)).length;
        found[what].hits += right;
        found[what].wrong += said[what].length - right + (truth[what].length - right);
      }
    },
    score(): Score {
      const f1 = ({ hits, wrong }: { hits: number; wrong: number }) => (2 * hits) / (2 * hits + wrong);
      const right = Object.fromEntries(Object.entries(kinds).map(([kind, counter]) => [kind, share(counter)]));
      const all = Object.values(right);
      return {
        falseAlarms: share(traps),
        recall: share(divergences),
        held: share(onsets),
        heldClosely: share(close),
        width: widths.sort((a, b) => a - b)[widths.length >> 1] ?? Number.POSITIVE_INFINITY,
        accuracy: all.reduce((sum, each) => sum + each, 0) / all.length,
        right,
        censored: f1(found.censored),
        vacuous: f1(found.vacuous),
      };
    },
  };
}

/** The scores as a table, one row a judge. */
export function tableOf(all: Readonly<Record<string, Score>>): (string | number)[][] {
  const percent = (value: number) => (Number.isFinite(value) ? `${(100 * value).toFixed(1)} %` : '-');
  return [
    [
      'judge',
      'false alarms',
      'recall',
      'onset held',
      'held, at most twice as wide',
      'median width',
      'accuracy',
      'F1 censored',
      'F1 vacuous',
    ],
    ...Object.entries(all).map(([name, score]) => [
      name,
      percent(score.falseAlarms),
      percent(score.recall),
      percent(score.held),
      percent(score.heldClosely),
      score.width.toFixed(2),
      percent(score.accuracy),
      score.censored.toFixed(3),
      score.vacuous.toFixed(3),
    ]),
  ];
}
