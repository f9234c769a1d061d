import type { FaceModel, Neuron, PatchExperts, Pdm, Smoothing } from '../../src/clnf/model/model.js';

/** What a made-up model looks like. */
export interface ModelShape {
  readonly points: number;
  readonly modes: number;
  readonly patch: number;
  readonly neurons: number;
  /** Smoothing components of every window: none, with the symmetry of a square, or without it. */
  readonly smoothing: 'none' | 'symmetric' | 'askew';
  readonly windows: readonly number[];
  /** Landmarks that the second view does not see. */
  readonly hidden: number;
}

/** A model whose every number is drawn, at two scales and with two views: nothing that was trained. */
export function drawnModel(shape: ModelShape, draw: () => number): FaceModel {
  const around = (size: number) => size * (2 * draw() - 1);
  const list = (count: number, size: number) => Float64Array.from({ length: count }, () => around(size));
  const { points, modes } = shape;
  const pdm: Pdm = {
    points,
    modes,
    mean: list(3 * points, 60),
    basis: list(3 * points * modes, 0.5),
    variances: list(modes, 1).map((value) => 20 + 19 * value),
  };
  const smoothing = shape.smoothing === 'none' ? [] : shape.windows.map((window) => components(shape, window, draw));
  const neuron = (k: number): Neuron => ({
    norm: 3 + around(2),
    bias: around(2),
    // the second is too weak to be evaluated
    alpha: k === 1 ? 5e-5 : 0.5 + 0.4 * around(1),
    weights: Float32Array.from(list(shape.patch * shape.patch, 0.3)),
  });
  const view = (yaw: number, hidden: number) => ({
    center: Float64Array.of(0, yaw, 0),
    visible: Int32Array.from({ length: points }, (_, i) => (i < hidden ? 0 : 1)),
    patches: Array.from({ length: points }, (_, i) => ({
      width: shape.patch,
      height: shape.patch,
      neurons: i < hidden ? [] : Array.from({ length: 1 + ((i + shape.neurons) % shape.neurons) }, (_, k) => neuron(k)),
      betas: list(smoothing[0]?.components.length ?? 0, 0.1).map(Math.abs),
      confidence: 0.5 + 0.4 * around(1),
      unused: 0,
    })),
  });
  const experts = (scale: number): PatchExperts => ({ scale, smoothing, views: [view(0, 0), view(30, shape.hidden)] });
  return { pdm, scales: [experts(0.25), experts(0.5)], parts: [] };
}

/** The Laplacian of a window's grid, and its square with weights that break the symmetry or do not. */
function components({ smoothing }: ModelShape, window: number, draw: () => number): Smoothing {
  const cells = window * window;
  const grid = new Float32Array(cells * cells);
  const link = (a: number, b: number, weight: number) => {
    grid[a * cells + a] += weight;
    grid[b * cells + b] += weight;
    grid[a * cells + b] -= weight;
    grid[b * cells + a] -= weight;
  };
  for (let y = 0; y < window; y++) {
    for (let x = 0; x < window; x++) {
      const weight = () => (smoothing === 'askew' ? Math.fround(draw()) : 1);
      if (x + 1 < window) link(y * window + x, y * window + x + 1, weight());
      if (y + 1 < window) link(y * window + x, (y + 1) * window + x, weight());
    }
  }
  const diagonal = new Float32Array(cells * cells);
  for (let i = 0; i < cells; i++) diagonal[i * cells + i] = 1;
  return { window, components: [grid, diagonal] };
}
