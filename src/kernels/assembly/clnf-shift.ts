import { Bank, CELL, up4 } from './clnf-bank';

const ZERO = f32x4.splat(0);

/**
 * The mean shifts of all groups. The kernel is separable: `table` holds its values at a window's columns for centres in steps
 * of 0.1 px, rows of up4(w) f32. A group's 64 bytes of `io` are byte offsets of the tables' rows for x and for y, i32, then
 * the coordinates x and y, f32, which the shifts replace. `scratch` takes 3 up4(w) cells.
 */
export function meanShifts(bank: Bank, table: usize, io: usize, scratch: usize): void {
  const w = bank.window;
  const padded = up4(w);
  const across = scratch;
  const moments = across + <usize>padded * CELL;
  const down = moments + <usize>padded * CELL;
  const pitch = <usize>w * CELL;
  let map = bank.maps;
  for (let group = 0; group < bank.groups; group++, io += 64) {
    spread(table, io, across, padded);
    spread(table, io + 16, down, padded);
    for (let i = 0; i < w; i++) {
      const at = <usize>i * CELL;
      v128.store(moments + at, f32x4.mul(v128.load(across + at), f32x4.splat(<f32>i)));
    }
    let total = ZERO;
    let totalX = ZERO;
    let totalY = ZERO;
    for (let y = 0; y < w; y++) {
      let sum = ZERO;
      let sumX = ZERO;
      let k = across;
      for (const end = map + pitch; map < end; map += CELL, k += CELL) {
        const value = v128.load(map);
        sum = f32x4.add(sum, f32x4.mul(value, v128.load(k)));
        sumX = f32x4.add(sumX, f32x4.mul(value, v128.load(k + <usize>padded * CELL)));
      }
      const weight = v128.load(down + <usize>y * CELL);
      const row = f32x4.mul(weight, sum);
      total = f32x4.add(total, row);
      totalX = f32x4.add(totalX, f32x4.mul(weight, sumX));
      totalY = f32x4.add(totalY, f32x4.mul(row, f32x4.splat(<f32>y)));
    }
    v128.store(io, f32x4.sub(f32x4.div(totalX, total), v128.load(io, 32)), 32);
    v128.store(io, f32x4.sub(f32x4.div(totalY, total), v128.load(io, 48)), 48);
  }
}

/** Four rows of the table, one for each lane, as cells. */
function spread(table: usize, offsets: usize, out: usize, count: i32): void {
  let r0 = table + <usize>load<u32>(offsets);
  let r1 = table + <usize>load<u32>(offsets, 4);
  let r2 = table + <usize>load<u32>(offsets, 8);
  let r3 = table + <usize>load<u32>(offsets, 12);
  for (let i = 0; i < count; i += 4, r0 += 16, r1 += 16, r2 += 16, r3 += 16, out += 64) {
    const a = v128.load(r0);
    const b = v128.load(r1);
    const c = v128.load(r2);
    const d = v128.load(r3);
    const low = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const low2 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const high = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const high2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<f32>(low, low2, 0, 1, 4, 5));
    v128.store(out, v128.shuffle<f32>(low, low2, 2, 3, 6, 7), 16);
    v128.store(out, v128.shuffle<f32>(high, high2, 0, 1, 4, 5), 32);
    v128.store(out, v128.shuffle<f32>(high, high2, 2, 3, 6, 7), 48);
  }
}
