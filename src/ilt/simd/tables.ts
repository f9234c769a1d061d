import { blocks, combined, conjugateTransposes, type GradientKind, type Grid } from '../imaging/index.js';
import { type KernelSet, type Kernels, leading } from '../optics/index.js';
import { CONDITIONS } from '../system.js';
import { pointsOf } from './fit.js';

/** Kernels in the order of lanes, a factor with each: [lanes] of one focal condition. */
interface Lane {
  readonly set: Pick<KernelSet, 're' | 'im'>;
  readonly index: number;
  readonly factor: number;
  readonly conjugated: boolean;
}

/** What the kernel takes kernels to be: those of the image, those whose fields the gradient goes through, those that lead back. */
export interface Banks {
  readonly radius: number;
  readonly lanes: number;
  /** 0 where the kernels are their own probes. */
  readonly probeLanes: number;
  /** [condition][fy][fx][re lanes, im lanes]. */
  readonly kernels: Float32Array;
  readonly probes: Float32Array;
  readonly returns: Float32Array;
}

const lanesFor = (count: number): number => 4 * Math.ceil(count / 4);

/** The banks of the first `count` kernels. `side` is that of the small grid, whose transforms carry no factor themselves. */
export function banksOf(all: Kernels, count: number, gradient: GradientKind, side: number): Banks {
  const sets = CONDITIONS.map((condition) => leading(all[condition], count, 'kernels'));
  const area = side * side;
  const each = (set: KernelSet, source: Lane['set'], factorOf: (weight: number) => number, conjugated = false) =>
    Array.from({ length: set.count }, (_, index) => ({
      set: source,
      index,
      factor: factorOf(set.weights[index]),
      conjugated,
    }));
  const images = sets.map((set) => each(set, set, Math.sqrt));
  const { radius } = sets[0];
  if (gradient === 'true') {
    const returns = sets.map((set) => each(set, set, (weight) => (2 * Math.sqrt(weight)) / area, true));
    const lanes = lanesFor(count);
    return {
      radius,
      lanes,
      probeLanes: 0,
      kernels: bank(images, lanes, radius),
      probes: bank([], 0, radius),
      returns: bank(returns, lanes, radius),
    };
  }
  const forth = sets.map((set) => (gradient === 'openilt-simple' ? combined(set) : set));
  const turned = forth.map((set) => ({ ...set, ...conjugateTransposes(set) }));
  const one = () => 1;
  const share = (weight: number) => weight / area;
  const probes = forth.map((set, c) => [...each(set, turned[c], one), ...each(set, set, one)]);
  const returns = forth.map((set, c) => [...each(set, set, share), ...each(set, turned[c], share)]);
  const probeLanes = lanesFor(probes[0].length);
  const lanes = lanesFor(count);
  return {
    radius,
    lanes,
    probeLanes,
    kernels: bank(images, lanes, radius),
    probes: bank(probes, probeLanes, radius),
    returns: bank(returns, probeLanes, radius),
  };
}

function bank(conditions: readonly (readonly Lane[])[], lanes: number, radius: number): Float32Array {
  const bins = (2 * radius + 1) * (2 * radius + 1);
  const values = new Float32Array(conditions.length * bins * 2 * lanes);
  conditions.forEach((all, condition) => {
    all.forEach(({ set, index, factor, conjugated }, lane) => {
      for (let i = 0, to = condition * bins * 2 * lanes + lane; i < bins; i++, to += 2 * lanes) {
        values[to] = factor * set.re[index * bins + i];
        values[to + lanes] = (conjugated ? -factor : factor) * set.im[index * bins + i];
      }
    });
  });
  return values;
}

/** The smallest side of the small grid for kernels of a radius that the kernel can transform: 8 times a product of 2 and 3. */
export function smallSide(radius: number): number {
  for (let side = 8; ; side += 8) {
    let rest = side / 8;
    while (rest % 2 === 0) rest /= 2;
    while (rest % 3 === 0) rest /= 3;
    if (rest === 1 && side > 4 * radius) return side;
  }
}

/** (cosine, sine) of k / count of a turn, k = 0 … count - 1. */
export function turns(count: number): Float32Array {
  return Float32Array.from({ length: 2 * count }, (_, i) => circle(i >> 1, count, i % 2 === 0));
}

/**
 * (cosine, sine) of what bin f turns by to the middle of block `phase` of a grid: [phases][-radius … radius]. The block is
 * counted from the first one that begins within the field.
 */
export function phaseFactors(grid: Grid, radius: number): Float32Array {
  const { pixels, start, block } = grid;
  const phases = pointsOf(grid) / 64;
  const bins = 2 * radius + 1;
  return Float32Array.from({ length: 2 * phases * bins }, (_, i) => {
    const at = i >> 1;
    const f = (at % bins) - radius;
    // in half pixels and modulo the period, so that the argument is exact
    const halves = 2 * ((start % block) + block * Math.floor(at / bins)) + block - 1;
    return circle((f * halves) % (2 * pixels), 2 * pixels, i % 2 === 0);
  });
}

const circle = (part: number, whole: number, isCosine: boolean): number => {
  const angle = (2 * Math.PI * part) / whole;
  return isCosine ? Math.cos(angle) : Math.sin(angle);
};

/** The mean of each bin's wave over a block, by the points of the grid: [-radius … radius]. */
export function blockFactors(grid: Grid, radius: number): Float32Array {
  const { weights } = blocks({ ...grid, count: 0 }, radius);
  return Float32Array.from({ length: 2 * radius + 1 }, (_, i) => weights[Math.abs(i - radius)]);
}
