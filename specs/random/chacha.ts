/** ChaCha in arbitrary precision, written from RFC 7539 for any number of rounds: slow, and nothing but the text. */

const MASK = 0xffffffffn;
const rotate = (word: bigint, count: bigint) => ((word << count) | (word >> (32n - count))) & MASK;

export function quarterRound(a: bigint, b: bigint, c: bigint, d: bigint): [bigint, bigint, bigint, bigint] {
  for (const [first, second] of [
    [16n, 12n],
    [8n, 7n],
  ]) {
    a = (a + b) & MASK;
    d = rotate(d ^ a, first);
    c = (c + d) & MASK;
    b = rotate(b ^ c, second);
  }
  return [a, b, c, d];
}

/** The 16 words of one block. `key` is 8 words, `rest` the 4 words that count and distinguish. */
export function chachaBlock(key: readonly bigint[], rest: readonly bigint[], rounds: number): bigint[] {
  const text = 'expand 32-byte k';
  const constants = [0, 4, 8, 12].map((at) =>
    [3, 2, 1, 0].reduce((word, i) => (word << 8n) | BigInt(text.charCodeAt(at + i)), 0n),
  );
  const start = [...constants, ...key, ...rest];
  const state = [...start];
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < 4; i++) {
      const shift = round % 2; // columns and diagonals in turn
      const at = [0, 1, 2, 3].map((row) => 4 * row + ((i + row * shift) % 4));
      const mixed = quarterRound(state[at[0]], state[at[1]], state[at[2]], state[at[3]]);
      for (let row = 0; row < 4; row++) state[at[row]] = mixed[row];
    }
  }
  return state.map((word, i) => (word + start[i]) & MASK);
}

/** The key that rand_core makes of a seed: eight outputs of PCG32 (XSH RR), O'Neill 2014. */
export function pcgKey(seed: bigint): bigint[] {
  let state = seed;
  return Array.from({ length: 8 }, () => {
    state = (state * 6364136223846793005n + 11634580027462260723n) & 0xffffffffffffffffn;
    const word = (((state >> 18n) ^ state) >> 27n) & MASK;
    const count = state >> 59n;
    return ((word >> count) | (word << (32n - count))) & MASK;
  });
}
