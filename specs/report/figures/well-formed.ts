/**
 * Reads XML just closely enough to know that it is well-formed: tags nest, attributes are quoted and named once, no stray
 * markup, only predefined entities. Gives the text of every element of the names asked for, unescaped.
 */
export function textsOf(xml: string, ...names: readonly string[]): string[] {
  const open: string[] = [];
  const texts: string[] = [];
  const tokens = /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z:-]+="[^"<]*")*)\s*(\/?)>|[^<]+/y;
  const end = xml.trimEnd().length;
  while (tokens.lastIndex < end) {
    const at = tokens.lastIndex;
    const [token, closing, name, attributes = '', empty] = tokens.exec(xml) ?? [];
    if (token === undefined) throw new Error(`stray markup: ${xml.slice(at, at + 40)}`);
    if (at > 0 && open.length === 0) throw new Error(`content after the root: ${token}`);
    if (name === undefined) {
      const text = open.at(-1) === 'style' ? '' : decoded(token);
      if (text.trim() !== '' && names.includes(open.at(-1) ?? '')) texts.push(text);
      continue;
    }
    const given = [...attributes.matchAll(/([A-Za-z:-]+)="([^"]*)"/g)];
    for (const [, , value = ''] of given) decoded(value);
    if (new Set(given.map(([, key]) => key)).size !== given.length) throw new Error(`attribute given twice: ${token}`);
    if (!closing && !empty) open.push(name);
    if (closing && open.pop() !== name) throw new Error(`${token} closes nothing`);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  return texts;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const decoded = (text: string): string =>
  text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const character = ENTITIES[name];
    if (character === undefined || !whole.endsWith(';')) throw new Error(`stray ampersand: ${whole}`);
    return character;
  });
