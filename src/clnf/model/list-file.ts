/** A list as OpenFace keeps it: a line for each thing, a keyword and behind one blank the rest. */
export interface ListFile {
  readonly lines: readonly ListLine[];
  readonly newline: '\n' | '\r\n';
  /** Whether a newline ends the last line too. */
  readonly isEnded: boolean;
}

export interface ListLine {
  /** Empty where the line has no blank behind its first word; then `rest` is the whole line. */
  readonly keyword: string;
  /** Up to the end of the line: a blank at the end counts. */
  readonly rest: string;
}

/** Splits a list into its lines. What {@link formatList} writes of it has the same bytes, if all lines end alike. */
export function parseList(text: string): ListFile {
  const newline = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  const isEnded = text.endsWith('\n');
  const lines = text.split('\n').map((line) => {
    const content = line.endsWith('\r') ? line.slice(0, -1) : line;
    const blank = content.indexOf(' ');
    return blank > 0
      ? { keyword: content.slice(0, blank), rest: content.slice(blank + 1) }
      : { keyword: '', rest: content };
  });
  return { lines: isEnded ? lines.slice(0, -1) : lines, newline, isEnded };
}

/** The text of a list. */
export function formatList({ lines, newline, isEnded }: ListFile): string {
  const text = lines.map(({ keyword, rest }) => (keyword === '' ? rest : `${keyword} ${rest}`)).join(newline);
  return isEnded ? text + newline : text;
}

/** A list with such lines and a newline behind each. */
export const listOf = (...lines: readonly (readonly [keyword: string, rest: string])[]): ListFile => ({
  lines: lines.map(([keyword, rest]) => ({ keyword, rest })),
  newline: '\n',
  isEnded: true,
});
