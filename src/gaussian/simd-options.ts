import { InputError } from '../errors.js';

/** How a color is made from the sums W of the weights and C of the weighted colors, as the kernel numbers it. */
export const RENDERERS = { normalized: 0, softmax: 1, sum: 2 } as const;

export interface RasterizerOptions {
  /** The number of Gaussians, 1 to 100,000. */
  readonly count: number;
  /** In pixels, 9 to 2,048. */
  readonly width: number;
  readonly height: number;
  /** [height, width, 3]. */
  readonly target: Float32Array;
  /**
   * `normalized`: C / (W + eps), for eps = 0 black where W <= 1e-10; `softmax`: C / W without a cutoff, the smallest d of a
   * pixel taken off every d; `sum`: C.
   */
  readonly renderer: keyof typeof RENDERERS;
  /** At least 0; only `normalized` uses it; 0 unless told. */
  readonly eps?: number;
  /** The squared distance, in standard deviations, beyond which a Gaussian is not drawn; 12.25 unless told. Not for `softmax`. */
  readonly cutoff?: number;
  /** What {@link SimdRasterizer.step} descends: l2 alone or the whole loss. */
  readonly gradient: 'l2' | 'full';
  /** 1 to 64; 1 unless told. Never changes a bit. */
  readonly threads?: number;
}

/** The options with their defaults. Throws InputError for the first that cannot be used, before anything is allocated. */
export function checkOptions(options: RasterizerOptions): Required<RasterizerOptions> {
  const checked = { eps: 0, cutoff: 12.25, threads: 1, ...options };
  const { width, height, target, renderer, gradient, eps, cutoff } = checked;
  integer('count', checked.count, 1, 100_000);
  integer('width', width, 9, 2048);
  integer('height', height, 9, 2048);
  integer('threads', checked.threads, 1, 64);
  if (!Object.hasOwn(RENDERERS, renderer)) refuse('renderer', renderer, Object.keys(RENDERERS).join(', '));
  if (gradient !== 'l2' && gradient !== 'full') refuse('gradient', gradient, 'l2, full');
  if (!(eps >= 0 && eps < Infinity)) refuse('eps', eps, 'a finite number of at least 0');
  if (!(cutoff > 0 && cutoff < Infinity)) refuse('cutoff', cutoff, 'a finite number above 0');
  if (target.length !== width * height * 3) {
    refuse('target', `${target.length} values`, `${height} x ${width} x 3 = ${width * height * 3}`);
  }
  return checked;
}

function integer(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    refuse(name, value, `an integer from ${least} to ${most}`);
}

function refuse(name: string, value: unknown, expected: string): never {
  throw new InputError(`rasterizer ${name}: ${String(value)} given, expected ${expected}`);
}
