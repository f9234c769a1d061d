import { attainable } from './attainable.js';
import { CADENCES, logged } from './cadence.js';
import { DIVERGENCES } from './divergences.js';
import { extras } from './extras.js';
import { DESCENTS, descend, type Logged } from './flat.js';
import { HEALTHY, type Kind } from './healthy.js';
import { NOISES, noisy, type Printing, printed, wander } from './noise.js';
import { type Random, random } from './random.js';
import type { Shape, Specimen, Truth } from './specimen.js';
import { TRAPS } from './traps.js';

const CURVES: Readonly<Record<string, Kind>> = { ...HEALTHY, ...TRAPS, ...DIVERGENCES };

/** Every kind of curve in the zoo. */
export const KINDS: readonly string[] = [...Object.keys(CURVES), ...Object.keys(DESCENTS), 'a coarse log'];

/** The specimen with a number; another seed gives another zoo of the same kinds, which take turns. */
export function specimen(seed: number, number: number): Specimen {
  const kind = KINDS[number % KINDS.length];
  const draw = random(seed, number);
  const scale = draw.logUniform(1e-8, 1e6);
  const made =
    kind in CURVES ? curve(draw, CURVES[kind], scale) : kind in DESCENTS ? still(draw, kind) : coarse(draw, scale);
  const beside = extras(draw, made.iterations.length).filter(
    // a second rate or norm would tell of another optimizer
    ({ name }) => !(name in made.columns) && (kind in CURVES || !/^(lr|learning_rate|.*norm.*)$/.test(name)),
  );
  return {
    kind,
    name: `${kind} ${seed}.${number}`,
    iterations: Float64Array.from(made.iterations),
    loss: made.loss,
    columns: { ...made.columns, ...Object.fromEntries(beside.map(({ name, values }) => [name, values])) },
    truth: {
      trap: false,
      diverges: false,
      ...made.truth,
      censored: beside.filter((each) => each.censored).map(({ name }) => name),
      vacuous: beside.filter((each) => each.vacuous).map(({ name }) => name),
    },
  };
}

interface Made {
  readonly iterations: readonly number[];
  readonly loss: Float64Array;
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly truth: Pick<Truth, 'verdicts'> & Partial<Truth>;
}

function curve(draw: Random, kind: Kind, scale: number): Made {
  const rows = Math.round(draw.logUniform(30, 100_000));
  const iterations = logged(draw, draw.pick(CADENCES), rows);
  const total = iterations[rows - 1];
  const spacing =
    iterations.reduce((most, each, i) => Math.max(most, i === 0 ? 0 : each - iterations[i - 1]), 0) / total;
  const shape = kind({ draw, rows, spacing });
  const clean = Float64Array.from(iterations, (iteration) => shape.at(iteration / total));
  const size = draw.logUniform(...shape.noise);
  const { values, sigma } = noisy(
    draw,
    shape.multiplicative ? 'log-normal' : draw.pick(shape.needsNoise ? NOISES.slice(1) : NOISES),
    clean,
    size,
  );
  if (shape.wander) {
    const drifting = wander(draw, rows, shape.wander.size, shape.wander.correlation);
    for (let i = 0; i < rows; i++) values[i] += drifting[i];
  }
  const { verdicts, trap = false, diverges = false, cause, overflow } = shape;
  const printing = printingOf(draw, shape, size, scale);
  const quantum = printing === undefined ? 0 : quantumOf(scale * clean[rows - 1], printing) / scale;
  for (let i = 0; i < rows; i++) {
    values[i] =
      overflow !== undefined && clean[i] >= overflow
        ? draw.pick([Infinity, NaN])
        : printed(scale * values[i], printing);
    sigma[i] = Math.sqrt(sigma[i] * sigma[i] + (quantum * quantum) / 12);
  }
  const truth: Made['truth'] = { verdicts, trap, diverges, ...(cause && { cause }) };
  if (!diverges || overflow !== undefined) return { iterations, loss: values, columns: {}, truth };
  // a log cannot tell what was before its first row
  const onset = Math.max((shape.onset ?? lowest(shape, total)) * total, iterations[0]);
  const { deviation } = shape;
  const width = attainable({
    iterations,
    clean,
    sigma,
    onset,
    deviation: deviation && ((row) => deviation(iterations[row] / total)),
  });
  return { iterations, loss: values, columns: {}, truth: { ...truth, onset, attainable: width } };
}

/** Where a curve is lowest, the last such place where there are several. */
function lowest({ at }: Shape, total: number): number {
  const steps = Math.min(total, 20_000);
  let best = 0;
  for (let i = 1; i <= steps; i++) if (at(i / steps) <= at(best / steps)) best = i;
  let low = Math.max(0, best - 1) / steps;
  let high = Math.min(steps, best + 1) / steps;
  for (let i = 0; i < 60; i++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (at(a) < at(b)) high = b;
    else low = a;
  }
  return (low + high) / 2;
}

/** A precision that leaves the curve recognizable. */
function printingOf(draw: Random, { at, multiplicative }: Shape, size: number, scale: number): Printing {
  if (draw.chance(0.3)) return undefined;
  const detail = Math.max(size, 0.003);
  const least = Math.max(3, Math.ceil(Math.log10(Math.max(Math.abs(at(1)), Math.abs(at(0))) / detail)));
  if (multiplicative || draw.chance(0.5)) return { significant: Math.min(15, least + draw.integer(0, 5)) };
  return { decimals: Math.max(0, Math.ceil(-Math.log10(detail * scale))) + draw.integer(0, 4) };
}

/** The step between two numbers that a log prints near a value. */
const quantumOf = (value: number, printing: NonNullable<Printing>): number =>
  powerOfTen(
    'decimals' in printing
      ? -printing.decimals
      : Math.floor(Math.log10(Math.abs(value) || 1)) + 1 - printing.significant,
  );

const powerOfTen = (exponent: number) => Math.exp(Math.LN10 * exponent);

/** The names that people give to the columns of an optimizer. */
const NAMES: Readonly<Record<keyof Omit<Logged, 'iterations' | 'loss'> | 'learning_rate', readonly string[]>> = {
  grad_norm: ['grad_norm', 'gradient_norm', 'gnorm', 'train/grad_norm'],
  update_norm: ['update_norm', 'step_norm', 'dp_norm'],
  param_norm: ['param_norm', 'weight_norm'],
  learning_rate: ['learning_rate', 'lr'],
  eps_share: ['eps_share', 'eps_dominated'],
  saturated: ['saturated', 'saturation'],
  clipped: ['clipped', 'clip_fraction'],
};

/** The columns that tell a cause. */
const TELLING: Readonly<Record<string, readonly (readonly (keyof typeof NAMES)[])[]>> = {
  'solved at once': [['grad_norm'], ['grad_norm', 'update_norm', 'learning_rate']],
  'frozen by eps': [
    ['eps_share', 'grad_norm'],
    ['grad_norm', 'update_norm', 'learning_rate'],
  ],
  'frozen by saturation': [['saturated'], ['saturated', 'grad_norm', 'update_norm', 'learning_rate']],
  'frozen by clipping': [
    ['clipped', 'grad_norm'],
    ['grad_norm', 'update_norm', 'learning_rate'],
  ],
  'a detached gradient': [['grad_norm'], ['grad_norm', 'update_norm', 'learning_rate']],
  'a rate too small': [
    ['grad_norm', 'update_norm', 'learning_rate'],
    ['grad_norm', 'update_norm', 'learning_rate', 'param_norm'],
  ],
  'a re-run of a converged state': [['grad_norm', 'update_norm', 'learning_rate']],
  'best at the start': [['grad_norm', 'update_norm', 'learning_rate'], []],
};

/** A run that gets nowhere, for a reason; without the columns that tell it, nobody can say. */
function still(draw: Random, kind: string): Made {
  const rows = Math.round(draw.logUniform(30, 2000));
  const cadence = draw.pick(
    rows < 200 ? (['1', '10', '100', 'irregular'] as const) : (['1', '10', 'powers of two and hundreds'] as const),
  );
  const iterations = logged(draw, cadence, rows).map((each, i) =>
    cadence === 'powers of two and hundreds' ? i + 1 : Math.max(1, each),
  );
  const total = iterations[rows - 1];
  // without its first row, nobody can say that it was the best
  if (kind === 'best at the start') iterations[0] = 1;
  const descent = DESCENTS[kind](draw, total);
  const log = descend(draw, descent, [...new Set(iterations)]);
  const kept = log.iterations.length;
  const tells = TELLING[kind];
  const blind = tells.every((names) => names.length > 0) && descent.before === undefined && draw.chance(0.25);
  const chosen = blind ? [] : draw.pick(tells);
  const columns = chosen.map((name) => [
    draw.pick(NAMES[name]),
    Float64Array.from(name === 'learning_rate' ? new Array<number>(kept).fill(descent.rate) : log[name]),
  ]);
  return {
    iterations: log.iterations,
    loss: Float64Array.from(log.loss),
    columns: Object.fromEntries(columns),
    truth: { verdicts: ['flat'], cause: blind ? 'undecided' : descent.cause },
  };
}

/** A run that may well move, in a log too coarse to show it. */
function coarse(draw: Random, scale: number): Made {
  const rows = Math.round(draw.logUniform(30, 5000));
  const iterations = logged(draw, draw.pick(CADENCES), rows);
  const total = iterations[rows - 1];
  const change = draw.logUniform(1e-6, 3e-4);
  const level = draw.uniform(1, 9.99);
  const significant = draw.integer(3, 4);
  const loss = Float64Array.from(iterations, (it) =>
    printed(scale * level * (1 - (change * it) / total), { significant }),
  );
  return { iterations, loss, columns: {}, truth: { verdicts: ['flat'], cause: 'quantised log' } };
}
