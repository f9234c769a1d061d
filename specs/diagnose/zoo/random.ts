/** Seeded draws for the zoo; the same seed gives the same numbers on any machine. */
export interface Random {
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** Uniform in the logarithm. */
  logUniform(low: number, high: number): number;
  /** A whole number from low to high, both possible. */
  integer(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
  /** Student's t with a whole number of degrees of freedom. */
  student(freedom: number): number;
  chance(probability: number): boolean;
  pick<Choice>(choices: readonly Choice[]): Choice;
}

/** The generator sfc32 of Chris Doty-Humphrey's PractRand, seeded with two numbers. */
export function random(seed: number, stream: number): Random {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x243f6a88 ^ stream;
  let c = 0xb7e15162;
  let counter = 1;
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 20; i++) next();
  const uniform = (low: number, high: number) => low + (high - low) * next();
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    uniform,
    logUniform: (low, high) => Math.exp(uniform(Math.log(low), Math.log(high))),
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    normal,
    student(freedom) {
      let square = 0;
      for (let i = 0; i < freedom; i++) {
        const z = normal();
        square += z * z;
      }
      return normal() / Math.sqrt(square / freedom);
    },
    chance: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)],
  };
}
