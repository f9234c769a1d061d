/** Collects little-endian numbers. */
export class ByteWriter {
  readonly #parts: Uint8Array[] = [];

  i32(...values: readonly number[]): this {
    return this.array(Int32Array.from(values));
  }

  f64(...values: readonly number[]): this {
    return this.array(Float64Array.from(values));
  }

  array({ buffer, byteOffset, byteLength }: ArrayBufferView): this {
    this.#parts.push(new Uint8Array(buffer, byteOffset, byteLength));
    return this;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}
