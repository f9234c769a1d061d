import { z } from 'zod';
import { integer, oneOf, parseSettings, real, type Settings, yesOrNo } from '../settings.js';
import { awareSettings } from './aware/settings.js';
import { GRADIENTS } from './imaging/index.js';
import { SOURCES } from './optics/index.js';
import { PRESETS } from './recipe/presets.js';

export const PROGRAMS = ['main', 'v2', 'simple', 'multilevel'] as const;

/** Of every program: what is to print, and how it is imaged, printed and measured. */
const common = {
  pattern: z
    .string()
    .optional()
    .describe('what is to print: m1 (a generated layout), synthetic (v2: by default), or a GLP file'),
  seed: integer(0, Number.MAX_SAFE_INTEGER).default(1).describe('seed of the generated layout and of the noise'),
  size: integer(8, 4096)
    .optional()
    .describe('side of the tile in pixels; default 2048 with contest kernels, else 1024 (main 512, v2 256)'),
  pixel: integer(1, 64).default(1).describe('nanometres of the layout in a pixel; its coordinates are divided by it'),
  raster: oneOf('closed', 'half-open')
    .default('closed')
    .describe("pixels of a polygon: with its boundary as OpenCV's, or of its own area"),
  crop: yesOrNo().optional().describe('whether a layout may reach over the tile and is cut off (main and v2: yes)'),

  kernels: z
    .string()
    .default('computed')
    .describe('computed, contest (those in PLUMBLINE_OPENILT), or a folder of them'),
  kernel_count: integer(1, 500).default(24).describe('kernels of each focal condition'),
  field: real(16, 100_000)
    .optional()
    .describe('side of the periodic field of computed kernels, in nm; default size times pixel (main, v2: 2048)'),
  wavelength: real(1, 1000).default(193).describe('of the light, in nm'),
  na: real(0.01, 10).default(1.35).describe('numerical aperture, at most the index'),
  index: real(1, 10).default(1.44).describe('refractive index above the wafer'),
  source: oneOf(...SOURCES)
    .default('annular')
    .describe('shape of the light source'),
  sigma_in: real(0, 10).default(0.6).describe('inner radius of the source in apertures'),
  sigma_out: real(0.01, 10).default(0.9).describe('outer radius of the source in apertures, at most 1'),
  opening: real(1, 180).default(40).describe('angle that a pole spans, in degrees'),
  axis: real(0, 360).default(0).describe('direction of the first pole, in degrees'),
  source_points: integer(1, 61).default(25).describe("points across the source's diameter"),
  defocus: real(0, 1000).default(25).describe('of the defocused condition, in nm'),
  dose_max: real(0.01, 100).default(1.02).describe('largest dose, in focus'),
  dose_min: real(0.01, 100).default(0.98).describe('smallest dose, out of focus'),
  reset: oneOf('best')
    .optional()
    .describe('on a resume: forget the best mask so far; a fork that changes a setting always does'),
};

const flare = {
  tis: real(0, 1).default(0.02).describe('total integrated scatter: the share of light that flare spreads'),
  flare_inner: real(0.1, 1e6)
    .default(50)
    .describe('distance in nm from which the scattered light falls off as a power'),
  flare_range: real(0.1, 1e6).default(5000).describe('distance in nm that scattered light reaches'),
  flare_power: real(0, 6).default(2.5).describe('power of the distance by which scattered light falls off'),
};

/** Of SimpleILT and multi-level ILT. */
const descent = {
  ...flare,
  threshold: real(1e-6, 100).default(0.225).describe('intensity at which the resist prints'),
  gradient: oneOf(...GRADIENTS)
    .default('true')
    .describe("adjoint of the imaging, or OpenILT's approximations to it"),
  window: integer(1, 4096)
    .optional()
    .describe('side of the middle of the tile in which the mask may change, in pixels'),
};

const simple = z.object({
  program: z.literal('simple'),
  ...common,
  ...descent,
  flare: oneOf('off', 'physical').default('off').describe('stray light'),
  steepness: real(0.1, 10_000).default(50).describe("slope of the resist's sigmoid"),
  theta: real(0.01, 1000).default(4).describe("slope of the mask's sigmoid"),
  optimizer: oneOf('sgd', 'adam')
    .default('sgd')
    .describe('update rule: gradient descent, or Adam as in the first version'),
  lr: real(0, 1000).optional().describe('learning rate; default 0.5 or 0.32 (simple with sgd or adam)'),
  weight_corners: real(0, 1000).default(1).describe('weight of the squared errors at both process corners'),
  skip: yesOrNo()
    .default(false)
    .describe('leave out what is certain to stay dark: an error of at most 3e-8 of the largest gradient'),
  weight_band: real(0, 1000).default(0).describe('weight of the squared difference of both corners'),
});

const multilevel = z.object({
  program: z.literal('multilevel').default('multilevel'),
  ...common,
  ...descent,
  flare: oneOf('off', 'physical').default('physical').describe('stray light'),
  recipe: oneOf(...PRESETS)
    .default('default')
    .describe('levels, rates and slopes'),
  wl: real(0, 1000).optional().describe('weight of the error at nominal dose against the process window'),
  ew: real(0, 1000).optional().describe('added weight near the points that the edge placement is measured at'),
});

const main = z.object({ program: z.literal('main'), ...common, ...awareSettings('main'), ...flare });
const v2 = z.object({ program: z.literal('v2'), ...common, ...awareSettings('v2'), ...flare });

export type SimpleSettings = z.output<typeof simple>;
export type MultilevelSettings = z.output<typeof multilevel>;
/** Of SimpleILT and multi-level ILT, which are recipes. */
export type RecipeSettings = SimpleSettings | MultilevelSettings;
/** Of the two branches of the flare-aware program. */
export type AwareSettings = z.output<typeof main> | z.output<typeof v2>;
export type IltSettings = RecipeSettings | AwareSettings;

const SCHEMAS = { main, v2, simple, multilevel };

const program = oneOf(...PROGRAMS)
  .default('multilevel')
  .describe('a branch of the flare-aware program, SimpleILT, or multi-level ILT');

/** Every setting of every program, for help. Where programs have different defaults, these stand in the description. */
export const iltSettings = z.object({
  program,
  ...Object.fromEntries(
    [...new Set(PROGRAMS.flatMap((name) => Object.keys(SCHEMAS[name].shape)))]
      .filter((key) => key !== 'program')
      .map((key) => [key, described(key)]),
  ),
});

/** The settings of the program that they name, checked. Throws InputError, also for a setting that is another program's. */
export function parseIltSettings(given: Settings): IltSettings {
  const named: Settings = given.program === undefined ? {} : { program: given.program };
  const schema: z.ZodObject = SCHEMAS[parseSettings(z.object({ program }), named).program];
  return parseSettings(schema, given) as IltSettings;
}

/** A setting as the first program has it that knows it, with the defaults of all that do. */
function described(key: string): z.ZodType {
  const fields = PROGRAMS.flatMap((name) => {
    const field = (SCHEMAS[name].shape as Readonly<Record<string, z.ZodType>>)[key];
    if (field === undefined) return [];
    return [{ name, field, fallback: field instanceof z.ZodDefault ? field.def.defaultValue : undefined }];
  });
  const [{ field }] = fields;
  const values = [...new Set(fields.map(({ fallback }) => fallback))];
  if (values.length === 1) return field;
  const having = (value: unknown) => fields.filter(({ fallback }) => fallback === value).map(({ name }) => name);
  const defaults = values
    .filter((value) => value !== undefined)
    .map((value) => `${value} (${having(value).join(', ')})`);
  // where a program has no fixed default, its own words say what holds
  const { description } = (fields.find(({ fallback }) => fallback === undefined) ?? fields[0]).field;
  const bare = fields.map((each) => (each.field instanceof z.ZodDefault ? each.field.unwrap() : each.field));
  // what any program takes
  const options = bare.flatMap((each) => (each instanceof z.ZodEnum ? (each.options as string[]) : []));
  const domain = options.length > 0 ? z.enum([...new Set(options)]) : (bare[0] as z.ZodType);
  return domain.optional().describe(`${description}; default ${defaults.join(', ')}`);
}
