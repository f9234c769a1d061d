import { z } from 'zod';
import { InputError } from './errors.js';

/** Settings by name, as a command line (text) or a run.json (typed) gives them. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/** Takes a setting back, so that its default holds, or nothing where it has none. */
export const NONE = 'none';

/** A whole number between the bounds, both allowed. */
export function integer(low: number, high: number) {
  const error = `expected a whole number from ${low} to ${high}`;
  return z.coerce.number(error).int(error).min(low, error).max(high, error);
}

/** A finite number between the bounds, both allowed. */
export function real(low: number, high: number) {
  const error = `expected a number from ${low} to ${high}`;
  return z.coerce.number(error).min(low, error).max(high, error);
}

export const yesOrNo = () => z.union([z.boolean(), z.stringbool()], 'expected true or false');

export const oneOf = <const Names extends readonly [string, ...string[]]>(...names: Names) =>
  z.enum(names, `expected one of ${names.join(', ')}`);

/** A comma-separated list of the given names. */
export const someOf = (...names: string[]) =>
  z.string().refine((text) => text.split(',').every((name) => names.includes(name)), {
    error: `expected a comma-separated list of ${names.join(', ')}`,
  });

/**
 * The settings that a schema allows, with its defaults; the value `none` is that of a setting not given. Throws InputError
 * naming the first setting that is unknown or out of range, and what was expected.
 */
export function parseSettings<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  given: Settings,
): z.output<z.ZodObject<Shape>> {
  const known = Object.keys(schema.shape);
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!known.includes(name))
      throw new InputError(`setting ${shorten(name)}: not known; expected one of ${known.join(', ')}`);
    // Number('') is 0, which nobody means
    if (typeof value === 'string' && value.trim() === '') throw new InputError(`setting ${name}: expected a value`);
    if (value !== NONE) kept[name] = value;
  }
  const parsed = schema.safeParse(kept);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0]);
  throw new InputError(`setting ${name}=${shorten(String(given[name]))}: ${issue?.message}`);
}

const LONGEST = 80;
const shorten = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
