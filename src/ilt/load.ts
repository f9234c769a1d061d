import { existsSync } from 'node:fs';
import { InputError } from '../errors.js';
import type { Inputs } from '../subject.js';
import { flareTransfer, type Scatter } from './flare/physical.js';
import { computeKernels, type Kernels, leading, type Optics, readKernels } from './optics/index.js';
import type { AwareSettings, IltSettings, RecipeSettings } from './settings.js';
import type { System } from './system.js';
import { readTarget, type Target } from './target.js';

/** Side of the contest's field, in nanometres. */
const CONTEST_FIELD = 2048;
const TILES = { main: 512, v2: 256, simple: 1024, multilevel: 1024 };

/** The settings with what others make up: the pattern, the tile and the folder of the kernels. */
export type Made<Settings extends IltSettings = IltSettings> = Settings & {
  readonly pattern: string;
  readonly size: number;
  readonly crop: boolean;
};

/** Throws InputError where the kernels of the contest are asked for and not there. */
export function makeUp<Given extends IltSettings>(settings: Given): Made<Given> {
  const kernels = kernelFolder(settings.kernels);
  const isWholeField = kernels !== 'computed' && !isAware(settings);
  const size = settings.size ?? (isWholeField ? CONTEST_FIELD / settings.pixel : TILES[settings.program]);
  if (!Number.isInteger(size)) {
    throw new InputError(
      `setting pixel=${settings.pixel}: expected a divisor of the contest's field, ${CONTEST_FIELD}`,
    );
  }
  const pattern = settings.pattern ?? (settings.program === 'v2' ? 'synthetic' : 'm1');
  return { ...settings, kernels, pattern, size, crop: settings.crop ?? isAware(settings) } as Made<Given>;
}

const isAware = (settings: IltSettings): settings is AwareSettings =>
  settings.program === 'main' || settings.program === 'v2';

/** `contest` as the folder that it stands for, so that a run goes on with its own copies wherever it is. */
function kernelFolder(kernels: string): string {
  if (kernels !== 'contest') return kernels;
  const folder = process.env.PLUMBLINE_OPENILT;
  if (!folder)
    throw new InputError('setting kernels=contest: expected PLUMBLINE_OPENILT to name a folder that holds them');
  return `${folder}/kernels`;
}

/** What is to print. Throws InputError. */
export const targetOf = (settings: Made, inputs: Inputs): Target => readTarget(settings, inputs);

/** The kernels that settings name, no more than are asked for. Throws InputError. */
export function kernelsOf(settings: Made, inputs: Inputs): Kernels {
  const { kernels, kernel_count: count, size } = settings;
  const found = kernels === 'computed' ? computeKernels(opticsOf(settings)) : readFolder(kernels, count, inputs);
  const bins = 2 * found.focus.radius + 1;
  if (size < bins) throw new InputError(`setting size=${size}: expected at least the ${bins} bins of the kernels`);
  return found;
}

export function opticsOf(settings: Made): Optics {
  const { wavelength, na, index, defocus, size, pixel, kernel_count: count } = settings;
  // the flare-aware programs take every tile for the contest's field, whatever its pixels
  const field = settings.field ?? (isAware(settings) ? CONTEST_FIELD : size * pixel);
  const { source: shape, sigma_in: inner, sigma_out: outer, opening, axis, source_points: points } = settings;
  const source = { shape, inner, outer, opening, axis, points };
  return { wavelength, na, index, defocus, field, count, source };
}

/** Kernels with the stray light of SimpleILT and multi-level ILT. */
export function systemOf(settings: Made<RecipeSettings>, inputs: Inputs): System {
  const kernels = kernelsOf(settings, inputs);
  if (settings.flare === 'off') return { kernels, flare: undefined };
  const { field, radius } = kernels.focus;
  return { kernels, flare: flareTransfer(scatterOf(settings), field, 2 * radius) };
}

/** The physical model of flare. Throws InputError. */
export function scatterOf(settings: IltSettings): Scatter {
  const { tis, flare_inner: inner, flare_range: range, flare_power: power } = settings;
  if (inner > range) {
    throw new InputError(`setting flare_inner=${inner}: expected at most flare_range, ${range}`);
  }
  return { tis, inner, range, power };
}

function readFolder(folder: string, count: number, inputs: Inputs): Kernels {
  const { focus, defocus } = readKernels(folder, existsSync(`${folder}/M1OPC`) ? 'bin' : 'npy', inputs);
  return { focus: leading(focus, count, folder), defocus: leading(defocus, count, folder) };
}
