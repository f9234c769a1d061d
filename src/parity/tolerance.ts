import { z } from 'zod';
import { InputError } from '../errors.js';

/**
 * What may differ. Two numbers agree when any one of the three holds: |a - b| <= absolute, |a - b| <= relative max(|a|, |b|)
 * (PEP 485, which treats both sides alike), or at most `ulps` steps of their precision between them. Each is 0 unless given.
 */
export interface Tolerance {
  readonly absolute?: number | undefined;
  readonly relative?: number | undefined;
  readonly ulps?: number | undefined;
  /** Why this much is right and no more. */
  readonly reason: string;
}

/**
 * Where a function jumps: elements may differ by any amount where the reference's tensor `tensor`, of the same stage or
 * state, is within `within` of `at`, since rounding alone decides there on which side they fall. A tensor of fewer
 * dimensions stands for all elements below its own, as a pixel's for its channels.
 */
export interface Band {
  readonly tensor: string;
  readonly at: number;
  readonly within: number;
}

/** A tolerance for all values whose name fits `for`, such as `backward/gradient.*`, `state/position` or `scalars/loss`. */
export interface Rule extends Tolerance {
  /** A name in which `*` stands for any characters. */
  readonly for: string;
  readonly band?: Band | undefined;
}

/** Nothing may differ. */
export const EXACT: Tolerance = { absolute: 0, relative: 0, ulps: 0, reason: 'the same numbers' };

/** The first rule that the name fits; {@link EXACT} where none does. */
export const toleranceFor = (rules: readonly Rule[], name: string): Tolerance & { readonly band?: Band | undefined } =>
  rules.find((rule) => fits(rule.for, name)) ?? EXACT;

function fits(pattern: string, name: string): boolean {
  const [first, ...rest] = pattern.split('*');
  if (rest.length === 0) return name === pattern;
  const last = rest.pop() as string;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

const size = z.number().nonnegative();
const rules = z.array(
  z.strictObject({
    for: z.string().min(1),
    absolute: size.optional(),
    relative: size.optional(),
    ulps: size.optional(),
    reason: z.string().trim().min(1, 'why this tolerance is right'),
    band: z.strictObject({ tensor: z.string().min(1), at: z.number(), within: size }).optional(),
  }),
);

/** Reads a file of rules: a JSON array of {@link Rule}. Throws InputError that names the first field that is wrong. */
export function parseRules(bytes: Uint8Array, file: string): Rule[] {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new InputError(`${file}: not valid JSON; expected an array of rules`);
  }
  const result = rules.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError(`${file}: ${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`);
}
