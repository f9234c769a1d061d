import type { Answer } from '../../../src/bisect/index.js';
import { type Experiment, measure } from '../../../src/findings/experiment.js';
import { CASES, type CaseName, csvRows, goldenCase, goldenPath } from '../../support/clnf.js';
import { bisectPrograms, type Fit, sweep } from './fits.js';

/** An iteration as the real C++ reports it, numbers by column. */
export type CppRow = Readonly<Record<string, number>> & { readonly stage: number };

/** What golden/clnf/faults.csv says of a fault in a case: text and numbers by column. */
export type FaultRow = Readonly<Record<string, string>>;

const AGAIN = 'npx plumbline evidence clnf-iteration-convergence';
/** The case that the sweeps are made with: a frontal face in soft light. */
export const CASE: CaseName = 'r1_frontal';

/** What the document did, done with the right program and with one that has its signature; and what the C++ did. */
export const experiments = {
  'the sweep': measure<Fit[]>(AGAIN, () => sweep('right', CASE)),
  'the sweep, weights transposed': measure<Fit[]>(AGAIN, () => sweep('transposed', CASE)),
  bisect: measure<Answer>(AGAIN, () => bisectPrograms(CASE)),
  'the C++': measure<ReadonlyMap<CaseName, readonly CppRow[]>>(
    'less golden/clnf/cases/*/trace.csv',
    () => new Map(CASES.map((name) => [name, goldenCase(name).trace.map(numbers)])),
  ),
  'known faults': measure<readonly FaultRow[]>('less golden/clnf/faults.csv', () => csvRows(goldenPath('faults.csv'))),
} satisfies Record<string, Experiment>;

function numbers({ stage, ...row }: Readonly<Record<string, string>>): CppRow {
  const values = Object.entries(row).map(([name, text]) => [name, text === '' ? Number.NaN : Number(text)]);
  return { ...Object.fromEntries(values), stage: stage === 'rigid' ? 0 : 1 };
}
