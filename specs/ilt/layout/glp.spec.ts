import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { formatGlp, parseGlp } from '../../../src/ilt/layout/index.js';
import { belongsTo } from '../../support/allure.js';
import { layouts } from '../../support/ilt-arbitraries.js';

belongsTo('ilt', 'layouts', 'GLP');

describe('a GLP file', () => {
  it('gives the corners of its RECT and PGON lines and passes over all others', () => {
    const text = `BEGIN /* RECT */\nLEVEL M1\nCELL Top PRIME\n\n  RECT N M1  80 492  452 88\r\n\tPGON N M1 0 0 10 0 0 +7\nENDMSG\n`;
    expect(parseGlp(text, 'a.glp').polygons).toEqual([
      [
        [80, 492],
        [532, 492],
        [532, 580],
        [80, 580],
      ],
      [
        [0, 0],
        [10, 0],
        [0, 7],
      ],
    ]);
  });

  it('reads back what was written', () => {
    const law = fc.property(layouts, (layout) => {
      expect(parseGlp(formatGlp(layout), 'written.glp')).toEqual(layout);
    });
    fc.assert(law, { seed: 42, numRuns: 200 });
  });

  it('has RECT for what was read from RECT, and PGON for all else', () => {
    const text = formatGlp(parseGlp('RECT N M1 1 2 3 4\nPGON N M1 0 0 5 0 5 5\n', 'a.glp'));
    expect(text.match(/(RECT|PGON).*/g)).toEqual(['RECT N M1  1  2  3  4', 'PGON N M1  0  0  5  0  5  5']);
  });

  it.each([
    ['nothing in it', '', 'a.glp: no line RECT or PGON; expected a layout in GLP'],
    ['text without shapes', 'BEGIN\nENDMSG\n', 'a.glp: no line RECT or PGON; expected a layout in GLP'],
    ['a RECT cut short', 'BEGIN\nRECT N M1 1 2 3', 'a.glp: line 2: RECT: 3 numbers; expected x, y, width and height'],
    ['a RECT too long', 'RECT N M1 1 2 3 4 5', 'a.glp: line 1: RECT: 5 numbers; expected x, y, width and height'],
    ['a RECT of no height', 'RECT N M1 1 2 3 0', 'a.glp: line 1: RECT: 3 by 0; expected an area'],
    ['a RECT of negative width', 'RECT N M1 1 2 -3 4', 'a.glp: line 1: RECT: -3 by 4; expected an area'],
    ['two corners', 'PGON N M1 0 0 9 9', 'a.glp: line 1: PGON: 4 numbers; expected x and y of 3 to 4096 corners'],
    ['half a corner', 'PGON N M1 0 0 9 9 0 9 5', 'a.glp: line 1: PGON: 7 numbers; expected x and y of 3 to'],
    ['too many corners', `PGON N M1 ${'1 '.repeat(8194)}`, 'a.glp: line 1: PGON: 8194 numbers; expected x and y of 3'],
    ['a fraction', 'RECT N M1 1.5 2 3 4', 'a.glp: line 1: RECT: 1.5; expected whole nanometres'],
    ['an exponent', 'RECT N M1 1e3 2 3 4', 'a.glp: line 1: RECT: 1e3; expected whole nanometres'],
    ['a word', 'PGON N M1 0 0 9 9 x 9', 'a.glp: line 1: PGON: x; expected whole nanometres'],
    ['a coordinate beyond a millimetre', 'RECT N M1 1000001 2 3 4', 'RECT: 1000001; expected whole nanometres from'],
    ['a corner twice', 'PGON N M1 0 0 9 0 9 0 9 9', 'PGON: corners 2 and 3 are one; expected a simple polygon'],
    ['its first corner again', 'PGON N M1 0 0 9 0 9 9 0 0', 'PGON: corners 4 and 1 are one; expected a simple polygon'],
    ['edges that cross', 'PGON N M1 0 0 9 9 9 0 0 9', 'PGON: edges 1 and 3 meet; expected a simple polygon'],
    ['a corner on an edge', 'PGON N M1 0 0 9 0 9 9 4 0 0 9', 'PGON: edges 1 and 3 meet; expected a simple polygon'],
    ['an edge back over the last', 'PGON N M1 0 0 9 0 4 0 4 4', 'PGON: edges 1 and 2 meet; expected a simple polygon'],
    ['only a line', 'PGON N M1 0 0 4 0 9 0', 'PGON: edges 1 and 3 meet; expected a simple polygon'],
  ])('with %s is refused in one line that names the place', (_, text, message) => {
    const act = () => parseGlp(text, 'a.glp');
    expect(act).toThrow(InputError);
    expect(act).toThrow(message);
  });

  it('of too many corners in all is refused before they are held against one another', () => {
    const text = 'RECT N M1 0 0 1 1\n'.repeat(25_001);
    expect(() => parseGlp(text, 'a.glp')).toThrow('a.glp: line 25001: RECT: more than 100000 corners in the file');
  });
});
