import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openLandmarks } from '../../src/landmarks/index.js';
import { belongsTo } from '../support/allure.js';
import { csvOf, triangle } from '../support/faces.js';

belongsTo('harness', 'landmarks', 'reading');

const folder = mkdtempSync(join(tmpdir(), 'plumbline-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (text: string | Uint8Array) => {
  const file = join(folder, 'faces.csv');
  writeFileSync(file, text);
  return file;
};
/** All faces of a file, as numbers that stay. */
function read(text: string | Uint8Array) {
  const stream = openLandmarks(write(text));
  const faces = [];
  for (let face = stream.next(); face; face = stream.next())
    faces.push({ ...face, points: [...face.points], space: face.space && [...face.space] });
  stream.close();
  return { ...stream, faces };
}

const rows = [triangle({ frame: 1, x_0: 1.5 }), triangle({ frame: 2, y_1: -0.25 })];
const text = csvOf(rows);

describe('a CSV file of OpenFace', () => {
  it.each([
    ['blanks before the names and the cells', text],
    ['no blanks', csvOf(rows, { separator: ',' })],
    ['lines that end as on Windows', text.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${text}`],
    ['no newline at its end', text.trimEnd()],
    ['empty lines', text.replaceAll('\n', '\n\n')],
    ['quotes around its names', text.replace(/^.*/, (header) => header.replaceAll(/[\w]+/g, '"$&"'))],
  ])('is read with %s', (_, content) => {
    const { landmarks, hasSpace, hasFrames, faces } = read(content);
    expect({ landmarks, hasSpace, hasFrames }).toEqual({ landmarks: 3, hasSpace: false, hasFrames: true });
    expect(faces).toEqual([
      { frame: 1, face: 0, success: true, confidence: 0.98, points: [1.5, 10, 0, 0, 0, 10], space: undefined },
      { frame: 2, face: 0, success: true, confidence: 0.98, points: [0, 10, 0, 0, -0.25, 10], space: undefined },
    ]);
  });

  it('of a video may have several faces a frame', () => {
    const { faces } = read(csvOf([1, 2].flatMap((frame) => [0, 3].map((face_id) => triangle({ frame, face_id })))));
    expect(faces.map(({ frame, face }) => [frame, face])).toEqual([
      [1, 0],
      [1, 3],
      [2, 0],
      [2, 3],
    ]);
  });

  it('of an image has faces without frames, all of them found', () => {
    const faces = [triangle({ face: 0 }), triangle({ face: 1 })];
    const found = read(csvOf(faces, { columns: ['face', 'confidence'] }));
    expect(found.hasFrames).toBe(false);
    expect(found.faces.map(({ frame, face, success }) => [frame, face, success])).toEqual([
      [0, 0, true],
      [0, 1, true],
    ]);
  });

  it('with landmarks alone has its rows in place of frames, and no confidence', () => {
    const { hasFrames, faces } = read(csvOf([triangle({}), triangle({})], { columns: [] }));
    expect(hasFrames).toBe(true);
    expect(faces.map(({ frame, confidence }) => [frame, confidence])).toEqual([
      [1, Number.NaN],
      [2, Number.NaN],
    ]);
  });

  it('has landmarks in space where it has columns for them, wherever these stand', () => {
    const [header, row] = csvOf([triangle({ Z_1: 500 })], { space: true })
      .trim()
      .split('\n');
    const backwards = [header, row].map((line) => `${line.split(', ').reverse().join(', ')}, 1\n`);
    const { faces } = read(backwards.join('').replace(', 1\n', ', AU01_r\n'));
    expect(faces[0]).toMatchObject({ points: [0, 10, 0, 0, 0, 10], space: [0, 0, 0, 0, 0, 0, 0, 500, 0] });
  });

  it('may have anything for the landmarks of a face that was not found, and in columns that nobody needs', () => {
    const lost = { frame: 1, success: 0, timestamp: 'n/a', x_0: 'nan', y_1: '-nan(ind)' };
    expect(read(csvOf([lost, triangle({ frame: 2, timestamp: '' })])).faces.map(({ success }) => success)).toEqual([
      false,
      true,
    ]);
  });

  it('may have a column twice that nobody needs', () => {
    const twice = csvOf([triangle({ frame: 1 })], { columns: ['frame', 'AU01_r', 'AU01_r', 'success'] });
    expect(read(twice).faces).toHaveLength(1);
  });

  it('is read over the borders of what is read at once', () => {
    // 6 MB in lines of uneven lengths, three times what is held in memory
    const many = Array.from({ length: 120_000 }, (_, i) =>
      triangle({ frame: i, x_0: i / 7, timestamp: 'x'.repeat(i % 13) }),
    );
    const stream = openLandmarks(write(csvOf(many)));
    expect(stream.progress()).toBeLessThan(0.01);
    for (let i = 0; i < many.length; i++) {
      const face = stream.next();
      if (face?.frame !== i || face.points[0] !== i / 7) throw new Error(`row ${i} is ${face?.frame}, ${face?.points}`);
    }
    expect([stream.next(), stream.progress()]).toEqual([undefined, 1]);
    stream.close();
  });
});

const bad: [string, string | Uint8Array, RegExp][] = [
  ['empty', '', /: empty; expected a header line$/],
  ['of blank lines', '\n\n\n', /: empty; expected a header line$/],
  ['of zeros', new Uint8Array(100), /: line 1: no landmark columns; expected x_0, x_1, … and y_0, y_1, …$/],
  ['without landmarks', 'frame, success\n1, 1\n', /: line 1: no landmark columns/],
  ['with eye landmarks alone', 'frame, eye_lmk_x_0, eye_lmk_y_0\n1, 1, 1\n', /: line 1: no landmark columns/],
  [
    'with more x than y',
    'x_0, x_1, y_0\n1, 1, 1\n',
    /: line 1: 2 columns x_0, x_1, … and 1 y_0, y_1, …; expected as many$/,
  ],
  ['with X alone', 'x_0, y_0, X_0\n1, 1, 1\n', /: line 1: 1, 0, 0 columns X_i, Y_i, Z_i; expected 1 of each$/],
  ['with a column twice', 'x_0, y_0, y_0\n1, 1, 1\n', /: line 1: column "y_0" twice; expected it once$/],
  ['with a NaN', csvOf([triangle({ x_1: 'nan' })]), /: line 2: x_1 is "nan"; expected a number within 1e12$/],
  [
    'with an infinite number',
    csvOf([triangle({ y_0: '-inf' })]),
    /: line 2: y_0 is "-inf"; expected a number within 1e12$/,
  ],
  [
    'with a number beyond any image',
    csvOf([triangle({ y_0: 1e13 })]),
    /: line 2: y_0 is "10000000000000"; expected a number/,
  ],
  ['with an empty cell', csvOf([triangle({ y_2: '' })]), /: line 2: y_2 is ""; expected a number within 1e12$/],
  [
    'with text for a number',
    csvOf([triangle({ x_0: 'left' })]),
    /: line 2: x_0 is "left"; expected a number within 1e12$/,
  ],
  [
    'with a long text',
    csvOf([triangle({ x_0: '7'.repeat(500) })]),
    /: line 2: x_0 is "7{40}"; expected a number within 1e12$/,
  ],
  ['with a NaN in space', csvOf([triangle({ Z_0: 'nan' })], { space: true }), /: line 2: Z_0 is "nan"; /],
  [
    'with text for success',
    csvOf([triangle({ success: 'yes' })]),
    /: line 2: success is "yes"; expected a number within 1e12$/,
  ],
  [
    'with NaN for a frame',
    csvOf([{ ...triangle({ frame: 'nan' }), success: 0 }]),
    /: line 2: frame is "nan"; expected a number within/,
  ],
  ['with half a frame', csvOf([triangle({ frame: 1.5 })]), /: line 2: frame 1\.5; expected a whole number from 0$/],
  ['with a negative face', csvOf([triangle({ face_id: -1 })]), /: line 2: face -1; expected a whole number from 0$/],
  ['that breaks off', text.slice(0, -9), /: line 3: 10 cells; expected 11, as in the header$/],
  ['with a cell too many', text.replace(/\n$/, ', 1\n'), /: line 3: 12 cells; expected 11, as in the header$/],
  ['with a line that never ends', `x_0,y_0\n${'1'.repeat(4_000_000)}`, /: line 2: over 1048576 bytes; expected fewer$/],
];

describe('a CSV file is refused', () => {
  it.each(bad)('%s', (_, content, message) => {
    expect(() => read(content)).toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringMatching(message) }),
    );
  });

  it('or read, but never stops the program, whatever bytes it has', () => {
    const changes = fc.array(fc.tuple(fc.nat({ max: text.length - 1 }), fc.integer({ min: 0, max: 255 })), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(changes, fc.nat({ max: text.length }), (some, length) => {
        const bytes = Buffer.from(text);
        for (const [at, value] of some) bytes[at] = value;
        try {
          read(bytes.subarray(0, length));
        } catch (error) {
          if ((error as Error).name !== 'InputError') throw error;
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('for more landmarks than any face has, at once', () => {
    const names = Array.from({ length: 50_000 }, (_, i) => `x_${i},y_${i}`);
    expect(() => read(`${names.join(',')}\n`)).toThrow(/: line 1: 50000 landmarks; expected at most 10000$/);
  });

  it.each([
    ['that is not there', join(folder, 'absent.csv'), /absent\.csv: cannot be read \(ENOENT\)$/],
    ['that is a folder', folder, /: expected a file$/],
    ['that is a device', '/dev/null', /: expected a file$/],
  ])('%s', (_, file, message) => {
    expect(() => openLandmarks(file)).toThrow(message);
  });
});
