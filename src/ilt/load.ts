import { existsSync } from 'node:fs';
import { InputError } from '../errors.js';
import type { Inputs } from '../subject.js';
import { flareTransfer } from './flare/physical.js';
import { computeKernels, type Kernels, leading, type Optics, readKernels } from './optics/index.js';
import type { IltSettings } from './settings.js';
import type { System } from './system.js';
import { readTarget, type Target } from './target.js';

/** Side of the contest's field, in nanometres. */
const CONTEST_FIELD = 2048;
const TILE = 1024;

/** The settings with what others make up: the pattern, the tile and the folder of the kernels. */
export type Made<Settings = IltSettings> = Settings & {
  readonly pattern: string;
  readonly size: number;
  readonly crop: boolean;
};

/** Throws InputError where the kernels of the contest are asked for and not there. */
export function makeUp(settings: IltSettings): Made {
  const kernels = kernelFolder(settings.kernels);
  const size = settings.size ?? (kernels === 'computed' ? TILE : CONTEST_FIELD / settings.pixel);
  if (!Number.isInteger(size)) {
    throw new InputError(
      `setting pixel=${settings.pixel}: expected a divisor of the contest's field, ${CONTEST_FIELD}`,
    );
  }
  return { ...settings, kernels, pattern: settings.pattern ?? 'm1', size, crop: settings.crop ?? false };
}

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
  const { wavelength, na, index, defocus, size, pixel, field, kernel_count: count } = settings;
  const { source: shape, sigma_in: inner, sigma_out: outer, opening, axis, source_points: points } = settings;
  const source = { shape, inner, outer, opening, axis, points };
  return { wavelength, na, index, defocus, field: field ?? size * pixel, count, source };
}

/** Kernels with the stray light of SimpleILT and multi-level ILT. */
export function systemOf(settings: Made, inputs: Inputs): System {
  const kernels = kernelsOf(settings, inputs);
  if (settings.flare === 'none') return { kernels, flare: undefined };
  const { tis, flare_inner: inner, flare_range: range, flare_power: power } = settings;
  if (inner > range) {
    throw new InputError(`setting flare_inner=${inner}: expected at most flare_range, ${range}`);
  }
  const { field, radius } = kernels.focus;
  return { kernels, flare: flareTransfer({ tis, inner, range, power }, field, 2 * radius) };
}

function readFolder(folder: string, count: number, inputs: Inputs): Kernels {
  const { focus, defocus } = readKernels(folder, existsSync(`${folder}/M1OPC`) ? 'bin' : 'npy', inputs);
  return { focus: leading(focus, count, folder), defocus: leading(defocus, count, folder) };
}
