/** Characters that XML forbids, and those that reorder the text around them. */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an XML element or attribute: markup is escaped, forbidden characters become U+FFFD. */
export const escapeXml = (text: string): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character]);

/** Widths in ems, on the wide side of the common sans-serif faces, since the reader's font is not known. */
function charWidth(character: string): number {
  if (/[ijl.,:;'|!I()[\] ]/.test(character)) return 0.34;
  if (/[frt\-/\\"]/.test(character)) return 0.42;
  if (/[mwMW@%]/.test(character)) return 0.92;
  if (/[A-Z]/.test(character)) return 0.7;
  return character.charCodeAt(0) < 0x2000 ? 0.59 : 1;
}

/** How much wider than regular text bold text may be. */
export const BOLD = 1.15;

/** The estimated width of a line of text in pixels at a font size in pixels. */
export const textWidth = (text: string, size: number): number =>
  [...text].reduce((width, character) => width + charWidth(character), 0) * size;

/** The text, or as much of its start as fits into `width` pixels with an ellipsis behind it. */
export function truncate(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join('')}\u2026`, size) > width) characters.pop();
  return `${characters.join('').trimEnd()}\u2026`;
}

/** Words set into at most `most` lines of `width` pixels; the last line is cut where they do not fit. */
export function wrap(text: string, width: number, size: number, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && (lines.length === most || textWidth(longer, size) <= width))
      lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => truncate(line, width, size));
}
