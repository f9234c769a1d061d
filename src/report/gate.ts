import { z } from 'zod';
import { InputError } from '../errors.js';

const limits = z.strictObject({
  least: z.number().optional(),
  most: z.number().optional(),
  /** Whether it may be absent, because what it is measured on is not on every machine. */
  optional: z.boolean().optional(),
});
const schema = z.strictObject({
  leastTests: z.int().nonnegative().optional(),
  mostNotTriggered: z.int().nonnegative().optional(),
  metrics: z.record(z.string(), limits).optional(),
});

/** What a suite must come to before a merge, from `plumbline.gate` of package.json. */
export type GateRules = z.infer<typeof schema>;

/** What a suite came to. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly notTriggered: number;
  /** What tests measured, by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** A rule as it was judged. */
export interface Judged {
  readonly rule: string;
  readonly value: string;
  readonly limit: string;
  readonly holds: boolean;
}

/** Reads the rules; `file` is the name of the package.json in messages. Throws InputError that names the first field that is wrong. */
export function parseRules(content: unknown, file: string): GateRules {
  const result = schema.safeParse(content ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError(`${file}: plumbline.gate.${issue?.path.join('.')}: ${issue?.message}`);
}

/** Every rule with its value. Always there: that some test passed, and that none failed. */
export function judge({ passed, failed, notTriggered, metrics }: SuiteResult, rules: GateRules): Judged[] {
  const { leastTests = 1, mostNotTriggered = Number.POSITIVE_INFINITY } = rules;
  return [
    bounded('tests passed', passed, { least: leastTests }),
    bounded('tests failed', failed, { most: 0 }),
    ...(Number.isFinite(mostNotTriggered)
      ? [bounded('tests not triggered', notTriggered, { most: mostNotTriggered })]
      : []),
    ...Object.entries(rules.metrics ?? {}).map(([name, bounds]) =>
      bounded(name, Object.hasOwn(metrics, name) ? metrics[name] : undefined, bounds),
    ),
  ];
}

function bounded(
  rule: string,
  value: number | undefined,
  { least, most, optional = false }: z.infer<typeof limits>,
): Judged {
  const limit = [
    ...(least === undefined ? [] : [`at least ${least}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
  ].join(', ');
  // nothing that was measured is nothing that holds
  if (value === undefined) return { rule, value: optional ? 'not triggered' : 'not measured', limit, holds: optional };
  return { rule, value: `${value}`, limit, holds: value >= (least ?? -Infinity) && value <= (most ?? Infinity) };
}
