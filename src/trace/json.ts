const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const KEY_END = /[ \t\r\n]*:/y;

/** A name from a file, as an error message shows it: quoted, escaped and not too long. */
export const quote = (name: unknown): string => (JSON.stringify(name) ?? 'nothing').slice(0, 80);

/**
 * Parses JSON that others wrote. Throws SyntaxError, with one line, for what JSON.parse refuses and for three things that it
 * lets through: a key given twice (of which it would silently drop one), a key `__proto__`, and nesting beyond `depth`.
 */
export function parseJson(text: string, depth: number): unknown {
  const seen: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = stringEnd(text, at);
      KEY_END.lastIndex = end;
      if (KEY_END.test(text)) addKey(text.slice(at, end), seen.at(-1));
      at = end - 1;
    } else if (code === 0x7b || code === 0x5b) {
      if (seen.length === depth) throw new SyntaxError(`nested more than ${depth} deep`);
      seen.push(new Set());
    } else if (code === 0x7d || code === 0x5d) {
      seen.pop();
    }
  }
  try {
    return JSON.parse(text);
  } catch {
    // the engine's message may quote the file, control characters included
    throw new SyntaxError('not valid JSON');
  }
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

function addKey(token: string, keys: Set<string> | undefined): void {
  let key: string;
  try {
    key = JSON.parse(token);
  } catch {
    throw new SyntaxError('not valid JSON');
  }
  if (key === '__proto__') throw new SyntaxError('key "__proto__" is not allowed');
  if (keys?.has(key)) throw new SyntaxError(`key ${quote(key)} is given twice`);
  keys?.add(key);
}
