/** One JSON document on the standard output. What JSON has no number for is text: `NaN`, `Infinity`, `-Infinity`. */
export function printJson(document: unknown): void {
  process.stdout.write(jsonOf(document));
}

/** The text of a JSON document, with a newline behind it; numbers as with {@link printJson}. */
export const jsonOf = (document: unknown): string =>
  `${JSON.stringify(document, (_, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  )}\n`;
