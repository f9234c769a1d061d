/**
 * Reads XML just closely enough to know that it is well-formed: tags nest, attributes are quoted and named once, no stray
 * markup, only predefined entities. Gives the text of every element of the names asked for, unescaped.
 */
export function textsOf(xml: string, ...names: readonly string[]): string[] {
  const open: string[] = [];
  const texts: string[] = [];
  let rest = xml.trimEnd();
  let started = false;
  while (rest.length > 0) {
    if (started && open.length === 0) throw new Error(`content after the root: ${rest.slice(0, 40)}`);
    const tag = /^<(\/?)([A-Za-z]+)((?:\s+[A-Za-z:-]+="[^"<]*")*)\s*(\/?)>/.exec(rest);
    if (tag) {
      const [whole, closing, name = '', attributes = '', empty] = tag;
      const keys = [...attributes.matchAll(/([A-Za-z:-]+)="([^"]*)"/g)].map(([, key, value = '']) => {
        unescape(value);
        return key;
      });
      if (new Set(keys).size !== keys.length) throw new Error(`attribute given twice: ${whole}`);
      if (closing) {
        if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      } else if (!empty) open.push(name);
      started = true;
      rest = rest.slice(whole.length);
      continue;
    }
    const text = /^[^<]+/.exec(rest)?.[0];
    if (text === undefined) throw new Error(`stray markup: ${rest.slice(0, 40)}`);
    if (open.at(-1) !== 'style' && text.trim() !== '' && names.includes(open.at(-1) ?? '')) texts.push(unescape(text));
    rest = rest.slice(text.length);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  return texts;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const unescape = (text: string): string =>
  text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const character = ENTITIES[name];
    if (character === undefined || !whole.endsWith(';')) throw new Error(`stray ampersand: ${whole}`);
    return character;
  });
