/** Uniform single-precision numbers in [low, high). */
export type UniformF32 = (low: number, high: number) => number;

const MULTIPLIER = 6364136223846793005n;
const INCREMENT = 11634580027462260723n;
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]; // "expand 32-byte k"
const WORDS = 16;

/**
 * The generator that Rust's rand 0.8.5 calls `StdRng`: ChaCha with 12 rounds, keyed by `seed_from_u64` (eight words of
 * PCG32), and its uniform sampling of f32 ranges, draw for draw.
 *
 * Sources: rand_core 0.6 `SeedableRng::seed_from_u64`, rand_chacha 0.3 `ChaCha12Rng`, rand 0.8 `UniformFloat::sample_single`.
 */
export function stdRng(seed: bigint | number): UniformF32 {
  const input = new Uint32Array(WORDS);
  input.set(CONSTANTS);
  input.set(keyFromSeed(BigInt(seed)), CONSTANTS.length);
  const block = new Uint32Array(WORDS);
  let used = WORDS;

  const nextWord = (): number => {
    if (used === WORDS) {
      chacha12(input, block);
      input[12] = input[12] + 1;
      if (input[12] === 0) input[13] = input[13] + 1;
      used = 0;
    }
    return block[used++];
  };

  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  return (low, high) => {
    const lowF32 = Math.fround(low);
    const highF32 = Math.fround(high);
    const width = Math.fround(highF32 - lowF32);
    for (;;) {
      bits[0] = (nextWord() >>> 9) | 0x3f800000; // 23 random bits under the exponent of [1, 2)
      const value = Math.fround(Math.fround(Math.fround(float[0] - 1) * width) + lowF32);
      if (value < highF32) return value;
    }
  };
}

function keyFromSeed(seed: bigint): Uint32Array {
  const key = new Uint32Array(8);
  let state = BigInt.asUintN(64, seed);
  for (let i = 0; i < key.length; i++) {
    state = BigInt.asUintN(64, state * MULTIPLIER + INCREMENT);
    const shifted = Number(BigInt.asUintN(32, ((state >> 18n) ^ state) >> 27n));
    const rotation = Number(state >> 59n);
    key[i] = (shifted >>> rotation) | (shifted << (-rotation & 31));
  }
  return key;
}

function chacha12(input: Uint32Array, output: Uint32Array): void {
  output.set(input);
  for (let doubleRound = 0; doubleRound < 6; doubleRound++) {
    for (let i = 0; i < 4; i++) quarterRound(output, i, 4 + i, 8 + i, 12 + i);
    for (let i = 0; i < 4; i++) quarterRound(output, i, 4 + ((i + 1) & 3), 8 + ((i + 2) & 3), 12 + ((i + 3) & 3));
  }
  for (let i = 0; i < WORDS; i++) output[i] += input[i];
}

function quarterRound(x: Uint32Array, a: number, b: number, c: number, d: number): void {
  x[a] += x[b];
  x[d] = rotate(x[d] ^ x[a], 16);
  x[c] += x[d];
  x[b] = rotate(x[b] ^ x[c], 12);
  x[a] += x[b];
  x[d] = rotate(x[d] ^ x[a], 8);
  x[c] += x[d];
  x[b] = rotate(x[b] ^ x[c], 7);
}

const rotate = (word: number, count: number): number => (word << count) | (word >>> (32 - count));
