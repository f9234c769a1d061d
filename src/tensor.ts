/** The element types that a state may hold; each has one safetensors name (src/trace/safetensors.ts). */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A dense row-major array. The element type is that of `data`; a tensor of shape [] holds one element. */
export interface Tensor<Data extends TypedArray = TypedArray> {
  readonly shape: readonly number[];
  readonly data: Data;
}

/** The number of elements that a shape holds. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1);

/** A tensor over `data`, not copied. Throws RangeError when the shape does not hold exactly that many elements. */
export function tensor<Data extends TypedArray>(shape: readonly number[], data: Data): Tensor<Data> {
  if (sizeOf(shape) !== data.length) throw new RangeError(`shape [${shape}] does not hold ${data.length} elements`);
  return { shape, data };
}
