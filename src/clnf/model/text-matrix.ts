import { InputError } from '../../errors.js';
import { ELEMENTS, type ElementType, isElementType, type Matrix, MOST_ELEMENTS } from './matrix.js';

/** A matrix as a text file holds it. */
export interface TextMatrix extends Matrix {
  /** The lines before it that begin with `#`. */
  readonly comments: readonly string[];
  /** Digits after the point, where all numbers have the same; other numbers are written as short as they can be. */
  readonly decimals: number | undefined;
}

/**
 * The matrices of a text file: rows, columns, type code, then the numbers row by row, all between white space; comments
 * before a matrix only. What OpenFace wrote, {@link formatMatrices} writes with the same bytes. Throws InputError.
 */
export function parseMatrices(text: string, file: string): TextMatrix[] {
  const matrices: TextMatrix[] = [];
  let at = 0;

  const fail = (where: number, problem: string): never => {
    const line = text.slice(0, where).split('\n').length;
    throw new InputError(`${file}: line ${line}, byte ${where}: ${problem}`);
  };
  /** The next word; empty at the end. */
  const next = (): string => {
    while (at < text.length && text.charCodeAt(at) <= BLANK) at++;
    const from = at;
    while (at < text.length && text.charCodeAt(at) > BLANK) at++;
    return text.slice(from, at);
  };
  const refuse = (found: string, what: string): never =>
    found === ''
      ? fail(at, `truncated: expected ${what}`)
      : fail(at - found.length, `expected ${what}; found ${found.slice(0, 40)}`);
  const whole = (what: string, isAllowed: (value: number) => boolean): number => {
    const found = next();
    return found !== '' && isAllowed(Number(found)) ? Number(found) : refuse(found, what);
  };
  const isCount = (value: number) => Number.isInteger(value) && value >= 0 && value <= MOST_ELEMENTS;

  for (;;) {
    const { comments, end } = leading(text, at);
    at = end;
    if (/^\s*$/.test(text.slice(at, at + 64)) && text.slice(at).trim() === '') return matrices;
    const rows = whole('a number of rows', isCount);
    const columns = whole('a number of columns', isCount);
    // a number and the blank before it take two bytes at least
    if (rows * columns * 2 > text.length - at) fail(at, `truncated: expected ${rows} x ${columns} numbers`);
    const type = whole('an element type, 0, 4, 5 or 6', isElementType) as ElementType;
    const data = new ELEMENTS[type].array(rows * columns);
    let decimals: number | undefined;
    for (let i = 0; i < data.length; i++) {
      const found = next();
      const value = Number(found);
      data[i] = value;
      const fits = type === F32 ? Number.isFinite(data[i]) : data[i] === value;
      if (found === '' || !fits) refuse(found, `number ${i + 1} of ${data.length} of type ${type}`);
      const digits = decimalsOf(found);
      decimals = i === 0 || decimals === digits ? digits : undefined;
    }
    matrices.push({ rows, columns, type, data, comments, decimals });
  }
}

/** The last of the characters that part words. */
const BLANK = 0x20;
const F32 = 5;

/** The digits behind the point of a number; undefined where it has none, or an exponent. */
function decimalsOf(word: string): number | undefined {
  const point = word.indexOf('.');
  return point < 0 || word.length - point === 1 || /e/i.test(word) ? undefined : word.length - point - 1;
}

/** The comments among the lines from a position on that are empty or begin with a blank or `#`, and where those lines end. */
function leading(text: string, start: number): { comments: string[]; end: number } {
  const comments: string[] = [];
  const line = /(?:#.*|[^\S\n].*)?(?:\n|$)/y;
  for (let end = start; ; end = line.lastIndex) {
    line.lastIndex = end;
    const found = line.exec(text)?.[0];
    if (!found) return { comments, end };
    if (found.startsWith('#')) comments.push(found.trimEnd());
  }
}

/** The text of matrices, a row a line, each number followed by a blank. */
export function formatMatrices(matrices: readonly TextMatrix[]): string {
  let text = '';
  for (const { comments, rows, columns, type, data, decimals } of matrices) {
    text += [...comments, rows, columns, type].map((line) => `${line}\n`).join('');
    for (let row = 0; row < rows; row++) {
      for (let i = row * columns; i < (row + 1) * columns; i++) text += `${formatNumber(data[i], decimals)} `;
      text += '\n';
    }
  }
  return text;
}

function formatNumber(value: number, decimals: number | undefined): string {
  const sign = Object.is(value, -0) ? '-' : '';
  return sign + (decimals === undefined ? String(value) : value.toFixed(decimals));
}
