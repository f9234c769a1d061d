import type { Tensor, TypedArray } from '../tensor.js';
import { dtypeOf } from '../trace/index.js';
import { type Comparison, type Element, larger, NONE, type Size, unlike } from './comparison.js';
import { EXACT, type Tolerance } from './tolerance.js';
import { ulps32, ulps64 } from './ulps.js';

/** Whether an element of the given flat index may differ by any amount. */
export type Excused = (element: number) => boolean;

const never: Excused = () => false;

/**
 * Compares two tensors element by element. NaN agrees with NaN alone, an infinity with itself alone, and the two zeros with
 * each other. Different shapes are a difference that leaves nothing to compare; different element types are one, too, but
 * floats of both precisions are compared all the same.
 */
export function compareTensors(
  name: string,
  reference: Tensor,
  candidate: Tensor,
  tolerance: Tolerance = EXACT,
  excused: Excused = never,
): Comparison {
  if (reference.shape.join() !== candidate.shape.join()) {
    return unlike(name, `shape [${candidate.shape}], [${reference.shape}] expected`, tolerance);
  }
  const types = [dtypeOf(candidate.data), dtypeOf(reference.data)];
  const problem = types[0] === types[1] ? undefined : `${types[0]}, ${types[1]} expected`;
  if (problem !== undefined && !types.every(isFloat)) return unlike(name, problem, tolerance);
  const found = compareData(reference.data, candidate.data, tolerance, excused);
  const isSame = found.largest.absolute === 0 && found.banded === 0;
  const element = ({ at, pair, size }: Difference): Element => ({
    ...size,
    index: unravel(at, reference.shape),
    ...pair,
  });
  const first = found.first && element(found.first);
  const worst = found.worst === found.first ? first : found.worst && element(found.worst);
  return {
    name,
    verdict: problem !== undefined || found.over > 0 ? 'differs' : isSame ? 'same' : 'within',
    ...(problem !== undefined && { problem }),
    elements: reference.data.length,
    over: found.over,
    banded: found.banded,
    nans: found.nans,
    ...(first && { first }),
    ...(worst && { worst }),
    largest: found.largest,
    tolerance,
    ...(found.over > 0 && { wouldPass: found.wouldPass }),
  };
}

interface Difference {
  readonly at: number;
  readonly pair: { readonly reference: number; readonly candidate: number };
  readonly size: Size;
}

interface Found {
  over: number;
  banded: number;
  nans: number;
  first: Difference | undefined;
  worst: Difference | undefined;
  largest: Size;
  wouldPass: Size;
}

function compareData(a: TypedArray, b: TypedArray, tolerance: Tolerance, excused: Excused): Found {
  const { absolute = 0, relative = 0, ulps = 0 } = tolerance;
  const found: Found = {
    over: 0,
    banded: 0,
    nans: 0,
    first: undefined,
    worst: undefined,
    largest: NONE,
    wouldPass: NONE,
  };
  if (haveSameBytes(a, b)) return found;
  const stepsBetween = stepsOf(a, b);
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [a[at], b[at]];
    // biome-ignore lint/suspicious/noSelfCompare: of all values NaN alone, and no bigint, differs from itself
    if (x === y || (x !== x && y !== y)) continue;
    if (excused(at)) {
      found.banded++;
      continue;
    }
    const size = sizeOfDifference(x, y, stepsBetween);
    found.largest = larger(found.largest, size);
    if (size.absolute <= absolute || size.relative <= relative || size.ulps <= ulps) continue;
    found.over++;
    // biome-ignore lint/suspicious/noSelfCompare: as above
    if (x !== x || y !== y) found.nans++;
    found.wouldPass = larger(found.wouldPass, size);
    if (found.worst !== undefined && size.absolute <= found.worst.size.absolute) continue;
    found.worst = { at, pair: { reference: Number(x), candidate: Number(y) }, size };
    found.first ??= found.worst;
  }
  return found;
}

type Scalar = number | bigint;

function sizeOfDifference(x: Scalar, y: Scalar, stepsBetween: (x: number, y: number) => number): Size {
  if (typeof x === 'bigint' || typeof y === 'bigint') {
    const absolute = Math.abs(Number(BigInt(x) - BigInt(y)));
    return { absolute, relative: absolute / Math.max(Math.abs(Number(x)), Math.abs(Number(y))), ulps: absolute };
  }
  const absolute = Math.abs(x - y);
  const largest = Math.max(Math.abs(x), Math.abs(y));
  // a NaN on one side, or an infinity: no tolerance passes that
  if (!(largest < Number.POSITIVE_INFINITY)) return INFINITE;
  return { absolute, relative: absolute / largest, ulps: stepsBetween(x, y) };
}

const INFINITE: Size = {
  absolute: Number.POSITIVE_INFINITY,
  relative: Number.POSITIVE_INFINITY,
  ulps: Number.POSITIVE_INFINITY,
};

function stepsOf(a: TypedArray, b: TypedArray): (x: number, y: number) => number {
  if (a instanceof Float32Array || b instanceof Float32Array) return ulps32;
  if (a instanceof Float64Array) return ulps64;
  return (x, y) => Math.abs(x - y);
}

function haveSameBytes(a: TypedArray, b: TypedArray): boolean {
  if (a.constructor !== b.constructor) return false;
  const bytes = (data: TypedArray) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.compare(bytes(a), bytes(b)) === 0;
}

const isFloat = (dtype: string): boolean => dtype === 'F32' || dtype === 'F64';

function unravel(at: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = at;
  for (const extent of [...shape].reverse()) {
    index.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return index;
}
