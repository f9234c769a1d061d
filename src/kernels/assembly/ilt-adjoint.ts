import {
  bins,
  phaseOf,
  fieldRows,
  gradientSpectrum,
  kernelLanes,
  probeFields,
  probeLanes,
  radius,
  returns,
  side,
  smallThree,
} from './ilt-layout';
import { add, laneSum, mul, sub } from './ilt-math';
import { forward, placeOf } from './ilt-small';

// The adjoint of the fields: sum over kernels of R_k fft(g A_k), with g the gradient by the intensity on the small grid and R_k
// what leads back, 2 conj(H_k) for the true gradient. g A_k reaches to bin 3 radius, whose alias on a grid of 4 radius + 1
// points stays clear of the bins wanted, -radius to radius.

// @ts-ignore: decorator
@inline function lanesBack(): i32 {
  return probeLanes == 0 ? kernelLanes : probeLanes;
}

/** First along y, a column (condition, x) at a time. */
export function adjointAlongY(thread: i32, begin: i32, end: i32): void {
  const lanes = lanesBack();
  const element = <usize>lanes << 3;
  const line = phaseOf(thread);
  const other = line + <usize>side * element;
  for (let column = begin; column < end; column++) {
    const condition = column / side;
    const x = column % side;
    let field = probeFields + <usize>(column * side) * element;
    let g = smallThree + (<usize>((2 * x + condition) * side) << 2);
    let to = line;
    for (let y = 0; y < side; y++, g += 4) {
      const factor = v128.load32_splat(g);
      for (const last = field + element; field < last; field += 16, to += 16) {
        v128.store(to, mul(v128.load(field), factor));
      }
    }
    const result = forward(line, other, lanes, true);
    for (let fy = -radius; fy <= radius; fy++) {
      const row = condition * bins + fy + radius;
      memory.copy(fieldRows + <usize>(row * side + x) * element, result + placeOf(fy) * element, element);
    }
  }
}

/** Then along x, a row of bins (condition, fy) at a time, and the sum over kernels. */
export function adjointAlongX(thread: i32, begin: i32, end: i32): void {
  const lanes = lanesBack();
  const plane = <usize>lanes << 2;
  const element = plane << 1;
  const other = phaseOf(thread);
  for (let row = begin; row < end; row++) {
    const result = forward(fieldRows + <usize>(row * side) * element, other, lanes, true);
    let back = returns + <usize>(row * bins) * element;
    let to = gradientSpectrum + (<usize>(row * bins) << 3);
    for (let fx = -radius; fx <= radius; fx++, to += 8, back += plane) {
      let t = result + placeOf(fx) * element;
      let re = f32x4.splat(0);
      let im = f32x4.splat(0);
      for (const last = t + plane; t < last; t += 16, back += 16) {
        const tr = v128.load(t);
        const ti = v128.load(t + plane);
        const br = v128.load(back);
        const bi = v128.load(back + plane);
        re = add(re, sub(mul(tr, br), mul(ti, bi)));
        im = add(im, add(mul(tr, bi), mul(ti, br)));
      }
      store<f32>(to, laneSum(re));
      store<f32>(to, laneSum(im), 4);
    }
  }
}
