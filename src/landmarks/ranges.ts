/** Numbers that ascend, such as those of frames: how many, and the first of them as runs without a gap. */
export interface Ranges {
  readonly count: number;
  readonly first: readonly { readonly from: number; readonly to: number }[];
  /** Whether there are more than `first` names. */
  readonly more: boolean;
}

/** So many are named; more would be a list that nobody reads. */
const MOST = 20;

/** Collects numbers that ascend, in constant memory. */
export function collectRanges(): { add(value: number): void; ranges(): Ranges } {
  const first: { from: number; to: number }[] = [];
  let count = 0;
  let more = false;
  return {
    add(value) {
      count++;
      const last = first.at(-1);
      if (last !== undefined && !more && value <= last.to + 1) last.to = value;
      else if (first.length < MOST) first.push({ from: value, to: value });
      else more = true;
    },
    ranges: () => ({ count, first, more }),
  };
}

/** For people: `3, 7-12`, and dots where there are more. */
export function describeRanges({ first, more }: Ranges): string {
  const named = first.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  return [...named, ...(more ? ['…'] : [])].join(', ');
}
