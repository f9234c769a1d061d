import { everyPixel, type Grid } from '../imaging/index.js';
import type { SimpleSettings } from '../settings.js';
import { type Recipe, steady } from './recipe.js';

/** Rates of OpenILT's newest and of its first version. */
const RATES = { sgd: 0.5, adam: 0.32 };

/**
 * SimpleILT as a recipe of one level without end: every pixel of the window is a parameter, the image is looked at in every
 * pixel, and the best mask counts. Source: OpenILT, `simpleilt.py`.
 */
export function simpleRecipe(settings: SimpleSettings, window: Grid): Recipe {
  const { theta, steepness, kernel_count: kernels, optimizer, lr } = settings;
  return {
    levels: [
      {
        iterations: Infinity,
        mask: window,
        samples: everyPixel(window.pixels),
        pool: 1,
        kernels,
        theta: steady(theta),
        steepness: steady(steepness),
        rate: steady(lr ?? RATES[optimizer]),
        power: 2,
      },
    ],
    start: 'signed target',
    offset: 0,
    frame: 'start',
    nominal: 1,
    corners: settings.weight_corners,
    band: settings.weight_band,
    bandPower: 2,
    edges: 0,
    optimizer: optimizer === 'sgd' ? { name: 'sgd' } : { name: 'adam', beta2: 0.999 },
    keep: 'best',
    skips: settings.skip,
  };
}
