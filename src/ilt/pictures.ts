import type { CurveFigure, Field, Figure, Grid, MapFigure, Overlay } from '../figure.js';
import { energyCaptured, type KernelSet, type Kernels } from './optics/index.js';
import type { Exposure } from './score.js';
import type { Process } from './system.js';
import type { Target } from './target.js';

type Pictures = Readonly<Record<string, Figure>>;
type Values = ArrayLike<number>;

/** Around a pattern, in shares of its field. */
const MARGIN = 1 / 32;

/** A field of all pixels of a target as a map with a scale in nanometres. */
export function mapOf(
  title: string,
  { size, pixel }: Target,
  field: Omit<Field, 'width' | 'height'>,
  overlays: readonly Overlay[] = [],
): MapFigure {
  const base: Field = { width: size, height: size, ...field };
  return { kind: 'map', title, pixel: { size: pixel, unit: 'nm' }, base, ...(overlays.length > 0 && { overlays }) };
}

export const binaryMap = (
  title: string,
  target: Target,
  label: string,
  values: Values,
  overlays?: readonly Overlay[],
) => mapOf(title, target, { label, palette: 'binary', values }, overlays);

export const valueMap = (title: string, target: Target, label: string, values: Values, overlays?: readonly Overlay[]) =>
  mapOf(title, target, { label, palette: 'sequential', values }, overlays);

/** What a mask is for and what it prints: the target, the mask, the image in focus, the prints' contours, and the PV band. */
export function printPictures(target: Target, mask: Values, { aerial, printed }: Exposure, process: Process): Pictures {
  const { threshold, doseMax, doseMin } = process;
  const contour = (name: string, values: Values, level: number): Overlay => ({
    kind: 'contour',
    name,
    grid: gridOf(values, target),
    level,
  });
  // where the image times the square of the dose crosses the threshold
  const contours = [
    contour(`dose ${doseMax}`, aerial.focus, threshold / (doseMax * doseMax)),
    contour(`dose ${doseMin}, defocus`, aerial.defocus, threshold / (doseMin * doseMin)),
    contour('nominal', aerial.focus, threshold),
  ];
  const part = aroundPattern(target);
  const outline = contour('target', target.raster, 0.5);
  const band = Uint8Array.from(printed.max, (value, i) => (value === printed.min[i] ? 0 : 1));
  return {
    target: binaryMap('Target', target, 'to print', target.raster),
    mask: binaryMap('Mask', target, 'clear', mask),
    aerial: valueMap('Aerial image in focus, and the target', target, 'intensity', aerial.focus, [outline]),
    contours: { ...binaryMap('Printed contours over the target', target, 'to print', target.raster, contours), part },
    'pv-band': { ...binaryMap('PV band: printed at one corner of the process only', target, 'differs', band), part },
  };
}

/** The part of a field that its pattern takes up, with a margin: a contour is a few nanometres from an edge. */
function aroundPattern({ raster, size }: Target) {
  const box = { left: size, top: size, right: 0, bottom: 0 };
  for (let i = 0; i < raster.length; i++) {
    if (raster[i] === 0) continue;
    const [x, y] = [i % size, Math.floor(i / size)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  const margin = Math.ceil(MARGIN * size);
  const [x, y] = [box.left, box.top].map((at) => Math.max(0, at - margin));
  const [right, bottom] = [box.right, box.bottom].map((at) => Math.min(size, at + 1 + margin));
  return { x, y, width: right - x, height: bottom - y };
}

/** The share of the light that the first kernels of computed optics carry; nothing where the whole is not known. */
export function energyPicture({ focus, defocus }: Kernels): Readonly<Record<string, CurveFigure>> {
  const series = Object.entries({ focus, defocus }).flatMap(([name, set]) => energySeries(name, set));
  if (series.length === 0) return {};
  const panels = [{ y: { label: 'share of the light' }, series }];
  return { energy: { kind: 'curve', title: 'Light in the first kernels', x: { label: 'kernels' }, panels } };
}

function energySeries(name: string, set: KernelSet) {
  const shares = energyCaptured(set);
  return shares.every(Number.isFinite) ? [{ name, x: shares.map((_, i) => i + 1), y: shares }] : [];
}

const gridOf = (values: Values, { size }: Target): Grid => ({ width: size, height: size, values });
