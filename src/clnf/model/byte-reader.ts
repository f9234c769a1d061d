import { InputError } from '../../errors.js';

type Numbers = Uint8Array | Int32Array | Float32Array | Float64Array;

/** Reads little-endian numbers one after the other. Every method throws InputError with the offset where the file breaks off. */
export class ByteReader {
  readonly #view: DataView;
  readonly #file: string;
  #at = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
  }

  i32(what: string): number {
    return this.#view.getInt32(this.#take(4, what), true);
  }

  f64(what: string): number {
    return this.#view.getFloat64(this.#take(8, what), true);
  }

  /** A whole number of things, at most `most`. */
  count(most: number, what: string): number {
    const count = this.i32(what);
    if (count < 0 || count > most) this.fail(`the ${what}, 0 to ${most}`, count, 4);
    return count;
  }

  /** A finite double. */
  finite(what: string): number {
    const value = this.f64(what);
    if (!Number.isFinite(value)) this.fail(`${what}, a finite number`, value, 8);
    return value;
  }

  /** An integer that must be the one given. */
  expect(value: number, what: string): void {
    const found = this.i32(what);
    if (found !== value) this.fail(`${value}, ${what}`, found, 4);
  }

  /** So many numbers: a view of the file's bytes where these lie as the numbers need it, and else a copy. */
  array<Kind extends Numbers>(
    Kind: { new (buffer: ArrayBuffer, from?: number, count?: number): Kind; readonly BYTES_PER_ELEMENT: number },
    count: number,
    what: string,
  ): Kind {
    const size = count * Kind.BYTES_PER_ELEMENT;
    const from = this.#view.byteOffset + this.#take(size, what);
    const buffer = this.#view.buffer as ArrayBuffer;
    return from % Kind.BYTES_PER_ELEMENT === 0
      ? new Kind(buffer, from, count)
      : new Kind(buffer.slice(from, from + size));
  }

  /** Checks that nothing follows. */
  end(): void {
    const left = this.#view.byteLength - this.#at;
    if (left > 0) throw new InputError(`${this.#file}: ${left} bytes follow byte ${this.#at}; expected its end there`);
  }

  /** Refuses the value that begins `back` bytes before. */
  fail(expected: string, found: unknown, back: number): never {
    throw new InputError(`${this.#file}: byte ${this.#at - back}: expected ${expected}; found ${String(found)}`);
  }

  #take(size: number, what: string): number {
    const at = this.#at;
    if (at + size > this.#view.byteLength) {
      throw new InputError(
        `${this.#file}: truncated: expected ${what} at byte ${at}, ${size} bytes; the file has ${this.#view.byteLength}`,
      );
    }
    this.#at += size;
    return at;
  }
}
