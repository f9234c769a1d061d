// Patch responses, response maps and mean shifts of constrained local neural fields: SIMD, single precision, the order of
// summation free but fixed. Work is divided by groups of four landmarks; a group's results depend on that group alone, so
// that the number of threads never changes a bit. The passes over groups are called as f(thread, begin, end, ...).
//
// The host lays everything out (src/clnf/simd-memory.ts) and hands over addresses.
import { Bank } from './clnf-bank';
import { neuronSums } from './clnf-neurons';
import { responseMaps } from './clnf-sigma';
import { Frame, Warp, center, warpPlain, warpRounded } from './clnf-warp';

export { scratchSize } from './clnf-bank';
export { tabulate } from './clnf-warp';
export { meanShifts } from './clnf-shift';
export { combine, multiply, solve } from './clnf-algebra';

/** Where the host may begin to lay things out. */
export function heapBase(): usize {
  return __heap_base;
}

/** Areas of interest, neurons' sums and response maps, one group after the other while its data are at hand. */
export function respond(thread: i32, begin: i32, end: i32, bank: Bank, frame: Frame, warp: Warp, isPlain: i32): void {
  for (let group = begin; group < end; group++) {
    if (isPlain) warpPlain(bank, frame, warp, group);
    else warpRounded(bank, frame, warp, group, thread);
    neuronSums(bank, group, thread);
    responseMaps(bank, group, thread);
  }
}

/** The first part of {@link respond}. */
export function cut(thread: i32, begin: i32, end: i32, bank: Bank, frame: Frame, warp: Warp, isPlain: i32): void {
  for (let group = begin; group < end; group++) {
    if (isPlain) warpPlain(bank, frame, warp, group);
    else warpRounded(bank, frame, warp, group, thread);
  }
}

/** Takes areas that the host wrote as integers, i32, as if they had been cut. */
export function adopt(thread: i32, begin: i32, end: i32, bank: Bank): void {
  const a = bank.window + bank.patch - 1;
  for (let group = begin; group < end; group++) {
    let sum = i32x4.splat(0);
    const area = bank.areas + <usize>group * bank.areaStride;
    for (let v = 0; v < a; v++) {
      for (let u = 0; u < a; u++) sum = i32x4.add(sum, v128.load(area + (<usize>(v * (a + 1) + u) << 4)));
    }
    v128.store(bank.means + (<usize>group << 4), sum);
    center(bank, group);
  }
}

/** The second part of {@link respond}. */
export function activate(thread: i32, begin: i32, end: i32, bank: Bank): void {
  for (let group = begin; group < end; group++) neuronSums(bank, group, thread);
}

/** The third part of {@link respond}. */
export function smooth(thread: i32, begin: i32, end: i32, bank: Bank): void {
  for (let group = begin; group < end; group++) responseMaps(bank, group, thread);
}
