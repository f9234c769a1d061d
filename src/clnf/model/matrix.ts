import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

/** The element types of OpenFace's matrices, by OpenCV's code (single channel). */
export const ELEMENTS = {
  0: { name: 'u8', array: Uint8Array },
  4: { name: 'i32', array: Int32Array },
  5: { name: 'f32', array: Float32Array },
  6: { name: 'f64', array: Float64Array },
} as const;
export type ElementType = keyof typeof ELEMENTS;
interface Arrays {
  readonly 0: Uint8Array;
  readonly 4: Int32Array;
  readonly 5: Float32Array;
  readonly 6: Float64Array;
}
type ArrayOf<Type extends ElementType> = Arrays[Type];

/** A dense matrix, row-major. */
export interface Matrix<Type extends ElementType = ElementType> {
  readonly rows: number;
  readonly columns: number;
  readonly type: Type;
  readonly data: ArrayOf<Type>;
}

/** The most elements that a matrix is read with: two 31 x 31 windows squared, far beyond any model. */
export const MOST_ELEMENTS = 2 ** 24;

export const isElementType = (type: number): type is ElementType => Object.hasOwn(ELEMENTS, type);

/** A matrix in binary: rows, columns and type as int32, then its elements. Throws InputError. */
export function readMatrix(reader: ByteReader, what: string): Matrix {
  const rows = reader.count(MOST_ELEMENTS, `number of rows of ${what}`);
  const columns = reader.count(MOST_ELEMENTS, `number of columns of ${what}`);
  if (rows * columns > MOST_ELEMENTS) reader.fail(`at most ${MOST_ELEMENTS} elements of ${what}`, rows * columns, 8);
  const type = reader.i32(`type of ${what}`);
  if (!isElementType(type)) return reader.fail(`an element type of ${what}, 0, 4, 5 or 6`, type, 4);
  return { rows, columns, type, data: reader.array<ArrayOf<ElementType>>(ELEMENTS[type].array, rows * columns, what) };
}

/** The elements of a binary matrix that must have this size and type. Throws InputError. */
export function readExactMatrix<Type extends ElementType>(
  reader: ByteReader,
  rows: number,
  columns: number,
  type: Type,
  what: string,
): ArrayOf<Type> {
  const [foundRows, foundColumns, foundType] = [reader.i32(what), reader.i32(what), reader.i32(what)];
  if (foundRows !== rows || foundColumns !== columns || foundType !== type) {
    const found = `${foundRows} x ${foundColumns} of type ${foundType}`;
    reader.fail(`${what}, ${rows} x ${columns} of type ${type}`, found, 12);
  }
  return reader.array<ArrayOf<ElementType>>(ELEMENTS[type].array, rows * columns, what) as ArrayOf<Type>;
}

export const writeMatrix = (writer: ByteWriter, { rows, columns, type, data }: Matrix): ByteWriter =>
  writer.i32(rows, columns, type).array(data);
