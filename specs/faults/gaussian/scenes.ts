import { testImage } from '../../../src/gaussian/scene.js';
import type { Settings } from '../../../src/settings.js';
import { prepareGaussian } from '../../support/gaussian.js';
import type { Scene } from '../fault.js';

export interface GaussianScene extends Scene {
  readonly settings: Settings;
  readonly width: number;
  readonly height: number;
  /** [height, width, 3]. */
  readonly target: Float32Array;
}

/** What of the reference program's settings is changed, by the name of the scene. */
export const CHANGED: Readonly<Record<string, Settings>> = {
  reference: {},
  clipped: { clip_norm: 0.001 },
  'clipped at 1': { clip_norm: 1 },
  cosine: { schedule: 'cosine' },
  momentum: { optimizer: 'momentum', lr: 0.1 },
};

/** A fit small enough to be bisected often: 24 pixels and 16 Gaussians a side of 60 iterations. */
export async function gaussianScene(name: string, iterations = 60): Promise<GaussianScene> {
  const size = 24;
  const settings = { ...CHANGED[name], size, gaussians: 16 };
  const { solver } = await prepareGaussian(settings, { engine: 'strict', iterations });
  return { solver, iterations, settings, width: size, height: size, target: testImage({ width: size, height: size }) };
}

/** The reference program itself, from its start, or as if it had never been anywhere but at a golden state. */
export async function baseline(name: string, start = 0, iterations = 10_000): Promise<GaussianScene> {
  const settings = CHANGED[name];
  const { solver } = await prepareGaussian(settings, { engine: 'strict', start, iterations });
  return { solver, iterations, settings, width: 64, height: 64, target: testImage({ width: 64, height: 64 }) };
}
