import type { Figure, Overlay } from '../figure.js';
import type { Image } from '../image/image.js';
import type { State } from '../solver.js';
import type { Floats } from './engine.js';
import type { Images } from './images.js';
import { clampedTo, meanShift, shiftToImage, windowCoordinates } from './mean-shift.js';
import { peaksOf } from './measure.js';
import { modelAt, type Schedule } from './schedule.js';
import { extent, landmarksOf } from './shape.js';
import { floats, memoryOf, placementOf } from './state.js';
import type { GrayImage } from './warp.js';

/** How many times longer than they are mean shifts are drawn, which are of a pixel or two. */
const STRETCH = 5;
/** Maps in a row of the sheet. */
const COLUMNS = 12;

/** The lines that join the 68 landmarks: jaw, brows, ridge and base of the nose, eyes, outer and inner lips. */
const LINES_68: readonly (readonly number[])[] = [
  range(0, 16),
  range(17, 21),
  range(22, 26),
  range(27, 30),
  range(31, 35),
  [...range(36, 41), 36],
  [...range(42, 47), 42],
  [...range(48, 59), 48],
  [...range(60, 67), 60],
];

/**
 * The landmarks over the image, the response maps of the newest window with their peaks, and the mean shifts that these ask
 * for as arrows. Before the first window there is only the first picture.
 */
export function pictures({ iteration, values }: State, schedule: Schedule, images: Images): Record<string, Figure> {
  const { position, params, fits } = memoryOf(values);
  const isOver = position.frame === schedule.frames;
  const frame = isOver ? position.frame - 1 : position.frame;
  const { pdm } = isOver ? schedule.model : modelAt(schedule, position);
  const landmarks = landmarksOf(pdm, isOver ? fits[frame].params : params);
  const base = imageOf(images.at(frame));
  const part = around(landmarks, base);
  const when = `at iteration ${iteration}`;
  const face: Figure = {
    kind: 'map',
    title: `Landmarks ${when}`,
    base,
    part,
    overlays: [
      ...(images.truth ? [points('exact', images.truth)] : []),
      ...(pdm.points === 68 ? [joined(landmarks)] : []),
      points('landmarks', landmarks),
    ],
  };
  const maps = floats(values, 'response');
  if (maps.length === 0) return { landmarks: face };

  const [owner, scale] = [values.map_part as number, values.map_scale as number];
  const { pdm: mapped, scales } = owner === 0 ? schedule.model : schedule.model.parts[owner - 1];
  const { view, base: shape, toReference, toImage } = placementOf(values);
  const { visible } = scales[scale].views[view];
  const seen = Array.from(visible.keys()).filter((i) => visible[i] !== 0);
  const n = mapped.points;
  const side = Math.sqrt(maps.length / n);
  // where another part has gone on since, the landmarks of the window are those that it began with
  const current = position.part === owner ? landmarks : shape;
  const coordinates = windowCoordinates(current, shape, toReference, side);
  const at = (i: number) => [clampedTo(side, coordinates[i]), clampedTo(side, coordinates[n + i])] as const;
  const map = (i: number) => maps.subarray(i * side * side, (i + 1) * side * side);
  const peaks = peaksOf(maps, n);
  const sigma = sigmaOf(schedule, owner, scale);
  const shifts = seen.map((i) => shiftToImage(...meanShift(map(i), side, ...at(i), sigma), toImage));
  return {
    landmarks: face,
    responses: {
      kind: 'sheet',
      title: `Response maps ${when}: ${side} x ${side} at ${scales[scale].scale} px/mm`,
      columns: COLUMNS,
      panes: seen.map((i) => ({
        caption: String(i),
        base: {
          width: side,
          height: side,
          values: shares(map(i)),
          label: SHARES,
          palette: 'sequential',
          range: [0, 1],
        },
        overlays: [
          { name: 'peak', kind: 'points', x: [peaks[i] % side], y: [Math.floor(peaks[i] / side)] },
          { name: 'landmark', kind: 'points', x: [at(i)[0]], y: [at(i)[1]] },
        ],
      })),
    },
    'mean-shift': {
      kind: 'map',
      title: `Mean shifts ${when}, drawn ${STRETCH} times as long`,
      base,
      part,
      overlays: [
        {
          name: 'mean shift',
          kind: 'arrows',
          x: seen.map((i) => current[i]),
          y: seen.map((i) => current[n + i]),
          dx: shifts.map(([dx]) => STRETCH * dx),
          dy: shifts.map(([, dy]) => STRETCH * dy),
        },
      ],
    },
  };
}

/** The largest values of maps are far apart, and where each is largest is what a sheet has to show. */
const SHARES = "response, share of the map's largest";
function shares(map: Floats): Float64Array {
  let largest = 0;
  for (const value of map) largest = Math.max(largest, value);
  return Float64Array.from(map, (value) => (largest > 0 ? value / largest : 0));
}

/** The deviation of the kernel in a window of a model at a scale. */
function sigmaOf({ first, later, parts }: Schedule, model: number, scale: number): number {
  const windows = [...first, ...later, ...parts.flat()];
  return windows.find((window) => window.model === model && window.scale === scale)?.sigma ?? 1;
}

const points = (name: string, landmarks: Float64Array): Overlay => {
  const n = landmarks.length / 2;
  return { name, kind: 'points', x: landmarks.subarray(0, n), y: landmarks.subarray(n) };
};

const joined = (landmarks: Float64Array): Overlay => ({
  name: 'shape',
  kind: 'lines',
  lines: LINES_68.map((line) => line.map((i) => [landmarks[i], landmarks[68 + i]] as const)),
});

const imageOf = ({ width, height, data }: GrayImage): Image => ({
  width,
  height,
  channels: 1,
  data: Float32Array.from(data, (value) => value / 255),
});

/** The part of an image that holds the landmarks with a quarter of their extent around them; all of it where they are outside. */
function around(landmarks: Float64Array, { width, height }: Image): Part {
  const n = landmarks.length / 2;
  const [x, columns] = span(...extent(landmarks, 0, n), width);
  const [y, rows] = span(...extent(landmarks, n, n), height);
  return { x, y, width: columns, height: rows };
}

interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function span(low: number, high: number, size: number): [first: number, count: number] {
  const margin = (high - low) / 4;
  const first = Math.max(0, Math.floor(low - margin));
  const end = Math.min(size, Math.ceil(high + margin) + 1);
  return end - first >= 1 ? [first, end - first] : [0, size];
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
