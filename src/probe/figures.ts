import type { CurveFigure, Figure, TableFigure } from '../figure.js';
import type { ArmRun } from './arms.js';
import type { ProbeDocument } from './probe.js';

/** More lines than this cannot be told apart. */
const LINES = 6;

/** The pictures of a probe by name. */
export const figuresOf = (document: ProbeDocument): Readonly<Record<string, Figure>> => ({
  gradient: gradientFigure(document),
  step: stepTable(document),
  ...(document.arms.arms.length > 0 && { arms: armsFigure(document), 'arms-table': armsTable(document) }),
});

function gradientFigure({ gradient, at, objective }: ProbeDocument): CurveFigure {
  return {
    kind: 'curve',
    title: `Gradient of ${objective} at iteration ${at}, by the length moved`,
    x: { label: 'length, as a share of the real step', scale: 'log' },
    panels: [
      {
        y: { label: 'error of the change foretold', scale: 'log' },
        series: gradient.map(({ group, lengths }) => {
          const ascending = [...lengths].reverse();
          return { name: group, x: ascending.map(({ share }) => share), y: ascending.map(({ error }) => error) };
        }),
      },
    ],
  };
}

function armsFigure({ arms, at }: ProbeDocument): CurveFigure {
  const line = ({ name, curve }: ArmRun) => ({ name, x: curve.iterations, y: curve.loss });
  return {
    kind: 'curve',
    title: `Arms from iteration ${at}: the control and the best ${Math.min(LINES, arms.arms.length)} of ${arms.arms.length}`,
    x: { label: 'iteration' },
    panels: [
      { y: { label: 'loss', scale: 'log' }, series: [line(arms.control), ...arms.arms.slice(0, LINES).map(line)] },
    ],
  };
}

function armsTable({ arms, at }: ProbeDocument): TableFigure {
  const row = (name: string, kind: string, end: number, outcome: string) => ({
    name,
    values: [kind, rounded(end), outcome],
  });
  return {
    kind: 'table',
    title: `Arms from iteration ${at} to ${arms.control.curve.iterations.at(-1)}; noise ${arms.floor.toPrecision(2)}`,
    head: 'changed',
    columns: [{ label: 'kind' }, { label: 'last loss', bars: true }, { label: 'outcome' }],
    rows: [
      row('nothing (control)', '', arms.control.end, arms.symptom),
      ...arms.arms.map(({ name, kind, end, outcome }) => row(name, kind, end, outcome)),
    ],
  };
}

function stepTable({ step, at, objective }: ProbeDocument): TableFigure {
  return {
    kind: 'table',
    title: `The step from iteration ${at}: change of ${objective}`,
    head: 'group',
    columns: ['foretold', 'actual', 'update / parameters', 'at a clamp', 'eps / root'].map((label) => ({ label })),
    rows: [
      { name: 'all', values: [rounded(step.predicted), rounded(step.actual), '', '', ''] },
      ...step.groups.map(({ group, predicted, actual, updateNorm, parameterNorm, clamped, eps }) => ({
        name: group,
        values: [
          rounded(predicted),
          rounded(actual),
          rounded(updateNorm / parameterNorm),
          rounded(clamped),
          eps === undefined ? '' : rounded(eps.eps / eps.root),
        ],
      })),
    ],
  };
}

/** A number to three digits, as a cell of a table has it; NaN, an empty cell, for one that is none. */
const rounded = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(3)) : Number.NaN);
