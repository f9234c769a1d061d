import type { Ablation } from './ablation.js';
import type { ProbeDocument } from './probe.js';

/** A probe for people: a paragraph, and tables of what it rests on. */
export const textOf = (document: ProbeDocument): string =>
  [paragraph(document), gradientTable(document), stepTable(document), armsTable(document), stateTable(document)].join(
    '\n\n',
  );

function paragraph({ run, at, checkpoint, arms, causes, repeats, state }: ProbeDocument): string {
  const from = checkpoint === at ? '' : `, worked out from checkpoint ${checkpoint}`;
  const head = `${run} at iteration ${at}${from}: the loss is ${show(arms.begin)}, and left alone it ${arms.symptom}: ${show(arms.control.end)} at ${arms.control.curve.iterations.at(-1)}.`;
  const found =
    causes.length > 0
      ? causes.map(({ says }) => says)
      : ['Gradient and step do what they are meant to, and no arm says otherwise.'];
  const drift =
    repeats === false
      ? ['The control does not repeat the losses that the run recorded: it was made by another program.']
      : [];
  const spoiled = state.fields.filter(({ reproduces }) => reproduces).map(({ field, kind }) => `${field} ${kind}`);
  const match =
    state.differs === undefined
      ? []
      : state.differs === null
        ? [`The other run is the same for ${state.iterations} iterations.`]
        : [
            `The other run differs from iteration ${state.differs} on; ${spoiled.length > 0 ? `the same comes of ${spoiled.join(' or ')}` : 'no single field of the state, lost or spoiled, makes it'}.`,
          ];
  return [head, ...found, ...drift, ...match].join(' ');
}

const gradientTable = ({ gradient, objective }: ProbeDocument): string =>
  table(
    [`gradient of ${objective}`, 'step', 'error, infinitesimal', 'error, real step', 'jump', 'verdict'],
    gradient.map(({ group, step, infinitesimal, real, lengths, verdict }) => [
      group,
      show(step),
      show(infinitesimal),
      show(real),
      show(lengths[0]?.size ?? 0),
      verdict,
    ]),
  );

const stepTable = ({ step }: ProbeDocument): string =>
  table(
    ['next step', 'foretold', 'actual', 'update/parameters', 'at a clamp', 'eps/root', 'saturated'],
    [
      ['all', show(step.predicted), show(step.actual), '', '', '', ''],
      ...step.groups.map(({ group, predicted, actual, updateNorm, parameterNorm, clamped, eps, slope }) => [
        group,
        show(predicted),
        show(actual),
        show(updateNorm / parameterNorm),
        percent(clamped),
        eps === undefined ? '' : show(eps.eps / eps.root),
        slope === undefined ? '' : percent(slope.flat),
      ]),
    ],
  );

const armsTable = ({ arms, at }: ProbeDocument): string =>
  table(
    [`arm, from ${at}`, 'kind', 'last loss', 'below control', `noise ${show(arms.floor)}`],
    [
      ['control', '', show(arms.control.end), '', arms.symptom],
      ...arms.arms.map(({ name, kind, end, effect, outcome, status, reason }) => [
        name,
        kind,
        show(end),
        show(effect),
        status === 'refused' ? `refused: ${reason}` : outcome,
      ]),
    ],
  );

const stateTable = ({ state }: ProbeDocument): string => {
  const names = (holds: (ablation: Ablation) => boolean) => [
    ...new Set(state.fields.filter(holds).map(({ field }) => field)),
  ];
  const needed = names(({ refused }) => refused !== undefined);
  const changing = state.fields.filter(({ first = null }) => first !== null);
  const idle = names(() => true).filter(
    (name) => !needed.includes(name) && changing.every(({ field }) => field !== name),
  );
  return [
    table(
      [`state, ${state.iterations} iterations on`, 'spoiled', 'first other loss', 'largest difference'],
      changing.map(({ field, kind, first, largest = 0, reproduces }) => [
        field,
        kind,
        String(first),
        `${show(largest)}${reproduces ? ', as the other run' : ''}`,
      ]),
    ),
    ...(needed.length > 0 ? [`not gone on without: ${needed.join(', ')}`] : []),
    ...(idle.length > 0 ? [`without effect: ${idle.join(', ')}`] : []),
  ].join('\n');
};

/** A number as a table shows it: four digits; a dash for one that is none. */
function show(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}

const percent = (share: number): string => `${show(100 * share)} %`;

/** Rows in columns, the first one's left-aligned. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
