import { z } from 'zod';
import { InputError } from '../errors.js';
import { integer, oneOf, parseSettings, real, type Settings, yesOrNo } from '../settings.js';

/** A comma-separated list of numbers that all pass. */
const numbers = (length: number | undefined, allowed: (value: number) => boolean, expected: string) =>
  z.coerce.string().refine((text) => {
    const values = listed(text);
    return (length === undefined || values.length === length) && values.every(allowed);
  }, `expected ${expected}`);

/** The numbers of such a list; NaN for what is none. */
export const listed = (text: string): number[] =>
  text.split(',').map((item) => (item.trim() === '' ? Number.NaN : Number(item)));

/** Pixels that no image has: what lies beyond is a mistake, and would leave the range of numbers. */
const FARTHEST = 1e6;
export const isPlace = (pixels: number): boolean => Math.abs(pixels) <= FARTHEST;

const MOST_ITERATIONS = 100_000;
const isCount = (count: number) => Number.isInteger(count) && count >= 1 && count <= MOST_ITERATIONS;

const LARGEST_WINDOW = 31;
const isWindow = (side: number) =>
  Number.isInteger(side) && (side === 0 || (side >= 3 && side <= LARGEST_WINDOW && side % 2 === 1));
const windows = () =>
  numbers(undefined, isWindow, `odd numbers from 3 to ${LARGEST_WINDOW} by scale, or 0 to leave a scale out`);

/** Everything that can be set of a landmark fit; the defaults are OpenFace's. */
export const clnfSettings = z.object({
  image: z
    .string()
    .default('rendered')
    .describe('rendered (a synthetic face), a PNG file, or with --set frames a pattern such as frames/%04d.png'),
  frames: z
    .string()
    .regex(/^\d{1,9}-\d{1,9}$/, 'expected FIRST-LAST, as 1-100')
    .optional()
    .describe('numbers FIRST-LAST that take the place of %d in image; each fit starts from the one before'),
  seed: integer(0, 2 ** 31 - 1)
    .default(42)
    .describe('seed of the rendered face'),
  box: numbers(4, isPlace, 'x,y,width,height in pixels')
    .optional()
    .describe('x,y,width,height of the face in pixels, cheek to cheek and brows to chin'),
  detector: oneOf('none', 'hog').default('none').describe("what box is: the landmarks' own, or dlib's HOG detection"),
  start: z
    .string()
    .optional()
    .describe('JSON file to start from: params_global and params_local, or landmarks x0,y0,x1,y1,…'),
  camera: numbers(4, isPlace, 'fx,fy,cx,cy in pixels')
    .optional()
    .describe('fx,fy,cx,cy in pixels, for the head pose; by default 500 px at 640 x 480 in proportion'),

  model: z.string().default('synthetic').describe('synthetic (built in), or a main_*.txt file of OpenFace'),
  preset: oneOf('general', 'wild').default('general').describe('where the next six come from when they are not given'),
  windows: windows().optional().describe('sides of the response maps by scale'),
  iterations_per_window: numbers(undefined, isCount, `whole numbers from 1 to ${MOST_ITERATIONS}: one, or one by scale`)
    .optional()
    .describe('most iterations, rigid and as many non-rigid: one number, or one by scale of which the last holds on'),
  sigma: real(0.01, 100).optional().describe('deviation of the kernel'),
  reg: real(0, 1e6).optional().describe("strength of the shape's prior"),
  weight: real(0, 1e6).optional().describe("factor of the experts' confidences as weights; 0: all weigh 1"),
  multi_view: yesOrNo().optional().describe('try eleven rotations of the start, keep the likeliest fit'),

  adapt: yesOrNo().default(true).describe('adapt sigma, reg and weight to each scale'),
  parts: yesOrNo().default(true).describe("refine with the model's parts, where it has some"),
  video_windows: windows().default('0,9,7,0').describe('the same as windows, for frames after the first'),
  stop_change: real(0, 1000)
    .default(0.01)
    .describe('end a stage when the landmarks move by less than this in all, in pixels'),
  warp: oneOf('opencv', 'bilinear').default('opencv').describe("sampling: rounded to 1/32 px as OpenCV's, or plain"),
});

export type ClnfSettings = z.output<typeof clnfSettings>;

/** The settings that a preset gives. */
export const PRESETS = {
  general: { windows: '11,9,7,5', iterations_per_window: '5', sigma: 1.5, reg: 25, weight: 0, multi_view: false },
  wild: { windows: '15,13,11,11', iterations_per_window: '10', sigma: 1.25, reg: 35, weight: 2.5, multi_view: true },
} as const;

export type Complete = ClnfSettings & {
  readonly [Name in keyof typeof PRESETS.general]-?: NonNullable<ClnfSettings[Name]>;
};

/** The settings, checked one by one and against each other, with those of the preset. Throws InputError. */
export function parseClnfSettings(given: Settings): Complete {
  const asked = parseSettings(clnfSettings, given);
  const settings: Complete = { ...PRESETS[asked.preset], ...asked } as Complete;
  for (const name of ['windows', 'video_windows'] as const) {
    if (listed(settings[name]).every((side) => side === 0)) {
      throw new InputError(`setting ${name}=${settings[name]}: expected at least one window`);
    }
  }
  if (
    settings.camera !== undefined &&
    !listed(settings.camera)
      .slice(0, 2)
      .every((focal) => focal > 0)
  ) {
    throw new InputError(`setting camera=${settings.camera}: expected focal lengths above 0`);
  }
  if (settings.start !== undefined && settings.box !== undefined) {
    throw new InputError('setting box: start is given too; expected one of them');
  }
  if (settings.start !== undefined && settings.multi_view) {
    throw new InputError('setting multi_view=true: start gives one rotation; expected a box');
  }
  if (settings.image !== 'rendered' && settings.start === undefined && settings.box === undefined) {
    throw new InputError(`setting box: expected x,y,width,height of the face in ${settings.image}, or start`);
  }
  if ((settings.frames === undefined) !== !/%0?\d*d/.test(settings.image)) {
    throw new InputError(
      settings.frames === undefined
        ? `setting frames: expected FIRST-LAST for the %d in image=${settings.image}`
        : `setting image=${settings.image}: expected a pattern with %d, as frames are given`,
    );
  }
  return settings;
}
