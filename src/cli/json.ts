/** One JSON document on the standard output. What JSON has no number for is text: `NaN`, `Infinity`, `-Infinity`. */
export function printJson(document: unknown): void {
  const text = JSON.stringify(document, (_, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  process.stdout.write(`${text}\n`);
}
