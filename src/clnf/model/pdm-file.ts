import { InputError } from '../../errors.js';
import type { Pdm } from './model.js';
import { formatMatrices, parseMatrices, type TextMatrix } from './text-matrix.js';

/** More points or modes than any face model has; a basis of so many would take gigabytes. */
const MOST = 10_000;

/** What OpenFace writes above the three matrices. */
const COMMENTS = [
  '# The mean values of the components (in mm)',
  '# The principal components (eigenvectors) of identity or combined identity and expression model',
  '# The variances of the components (eigenvalues) of identity or combined identity and expression model',
];

/** A point distribution model from OpenFace's text: mean [3n, 1], basis [3n, m] and variances [1, m]. Throws InputError. */
export function parsePdm(text: string, file: string): Pdm {
  const matrices = parseMatrices(text, file);
  if (matrices.length !== 3) {
    throw new InputError(`${file}: ${matrices.length} matrices; expected 3: the mean, the basis and the variances`);
  }
  const [mean, basis, variances] = matrices as [TextMatrix, TextMatrix, TextMatrix];
  const points = mean.rows / 3;
  const modes = basis.columns;
  check(mean, 'mean', Number.isInteger(points) && points >= 1 && points <= MOST && mean.columns === 1, '3n x 1', file);
  check(basis, 'basis', basis.rows === mean.rows && modes >= 1 && modes <= MOST, `${mean.rows} x m`, file);
  check(variances, 'variances', variances.rows === 1 && variances.columns === modes, `1 x ${modes}`, file);
  const of = ({ data }: TextMatrix) => new Float64Array(data);
  const wrong = variances.data.findIndex((variance) => !(variance > 0));
  if (wrong >= 0)
    throw new InputError(`${file}: variance ${wrong} is ${variances.data[wrong]}; expected a number above 0`);
  return { points, modes, mean: of(mean), basis: of(basis), variances: of(variances) };
}

function check({ rows, columns }: TextMatrix, name: string, isRight: boolean, expected: string, file: string): void {
  if (!isRight) throw new InputError(`${file}: the ${name} is ${rows} x ${columns}; expected ${expected}`);
}

/** The text of a model with so many digits after the point; without them each number is as short as it can be. */
export function formatPdm(
  { points, modes, mean, basis, variances }: Pdm,
  decimals?: { readonly mean: number; readonly basis: number; readonly variances: number },
): string {
  const parts = [
    { rows: 3 * points, columns: 1, data: mean, decimals: decimals?.mean },
    { rows: 3 * points, columns: modes, data: basis, decimals: decimals?.basis },
    { rows: 1, columns: modes, data: variances, decimals: decimals?.variances },
  ];
  return formatMatrices(parts.map((part, i) => ({ ...part, type: 6, comments: [COMMENTS[i]] })));
}
