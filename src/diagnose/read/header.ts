import { parse } from 'csv-parse/sync';
import { InputError } from '../../errors.js';
import { roleOf } from '../roles.js';

/** How the columns of a file are to be taken, where their names do not tell. */
export interface Choice {
  /** The column to judge by. */
  readonly loss?: string | undefined;
  /** The column that counts the iterations. */
  readonly iteration?: string | undefined;
  /** Whether the rows are numbered instead. */
  readonly byRow?: boolean | undefined;
  /** The columns to look at beside the loss; all of them where it is left out. */
  readonly columns?: readonly string[] | undefined;
}

export interface Header {
  readonly delimiter: string;
  /** Cells in a row. */
  readonly width: number;
  /** The place of the column that counts the iterations; undefined where the rows are numbered. */
  readonly iteration: number | undefined;
  readonly loss: { readonly name: string; readonly place: number };
  /** The other columns that are looked at: those with a role first, up to `most`. `asked` columns must hold numbers. */
  readonly others: readonly { readonly name: string; readonly place: number; readonly asked: boolean }[];
  /** How many columns are not looked at. */
  readonly left: number;
}

/** What other programs call them, in the order of preference; compared without case. */
const ITERATION = ['iteration', 'iter', 'it', 'step', 'global_step', 'epoch', 'frame', 't'];
const LOSS = [
  'loss',
  'train/loss',
  'loss/train',
  'train_loss',
  'training_loss',
  'total_loss',
  'loss_total',
  'total',
  'objective',
  'cost',
  'energy',
  'residual',
];
/** What TensorBoard calls the columns of a scalar that it exports. */
const TENSORBOARD = ['wall time', 'step', 'value'];

export const MOST_COLUMNS = 64;

/** Reads the first line. Throws InputError, with the columns there are, for one that is needed and absent. */
export function readHeader(text: string, file: string, choice: Choice, most: number): Header {
  const line = text.replace(/^\uFEFF/, '').replace(/\r$/, '');
  const delimiter = [',', '\t', ';'].find((each) => line.includes(each)) ?? ',';
  const names = namesIn(line, delimiter, file);
  const fail = (problem: string) => new InputError(`${file}: ${problem}; there are ${list(names)}`);
  const find = (name: string, what: string): number => {
    const place = names.indexOf(name);
    if (place < 0) throw fail(`no column ${name}`);
    if (names.lastIndexOf(name) !== place) throw fail(`${what}: column ${name} is given twice`);
    return place;
  };
  const known = (candidates: readonly string[]): string | undefined =>
    candidates
      .map((candidate) => names.find((name) => name.toLowerCase() === candidate))
      .find((name) => name !== undefined);
  const isTensorBoard = names.map((name) => name.toLowerCase()).join() === TENSORBOARD.join();
  const iteration = choice.byRow ? undefined : (choice.iteration ?? known(ITERATION));
  if (iteration === undefined && !choice.byRow)
    throw fail('no column that counts iterations; name it with --iteration, or number the rows with --by-row');
  const loss = choice.loss ?? (isTensorBoard ? names[2] : known(LOSS));
  if (loss === undefined) throw fail('no column loss; name the one to judge by with --loss');
  const taken = [iteration, loss];
  const free = (choice.columns ?? names).filter(
    (name, i, all) => !taken.includes(name) && all.indexOf(name) === i && (choice.columns || roleOf(name) !== 'place'),
  );
  const chosen = choice.columns
    ? free
    : [...free.filter((name) => roleOf(name)), ...free.filter((name) => !roleOf(name))].slice(0, most);
  return {
    delimiter,
    width: names.length,
    iteration: iteration === undefined ? undefined : find(iteration, '--iteration'),
    loss: { name: loss, place: find(loss, '--loss') },
    others: chosen
      .filter((name) => name !== '' && name !== '__proto__')
      .map((name) => ({ name, place: find(name, '--columns'), asked: choice.columns !== undefined })),
    left: choice.columns ? 0 : free.length - chosen.length,
  };
}

function namesIn(line: string, delimiter: string, file: string): string[] {
  let names: string[];
  try {
    [names = []] = parse(line, { delimiter, trim: true, relax_column_count: true }) as string[][];
  } catch {
    throw new InputError(`${file}: line 1 is no header of a CSV file`);
  }
  if (names.length > 0 && names.every((name) => name !== '' && Number.isFinite(Number(name))))
    throw new InputError(`${file}: line 1 holds numbers; a header with the names of the columns expected`);
  return names;
}

/** The names of the columns, as many as fit in a line. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 40).join(', ');
  return names.length > 40 ? `${shown} and ${names.length - 40} more` : shown || 'no columns';
}
