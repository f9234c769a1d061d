import { z } from 'zod';
import { InputError } from '../errors.js';
import { type ClaimResult, type FindingResult, OUTCOMES } from './result.js';

const outcome = z.enum(OUTCOMES);
const entry = z.object({
  says: z.string(),
  where: z.string().optional(),
  claimed: z.string(),
  measured: z.string(),
  because: z.string(),
  outcome,
  recorded: outcome,
  /** Every outcome that the claim has had, oldest first; a run that brings no other adds nothing. */
  history: z.array(z.object({ outcome, measured: z.string(), since: z.string() })),
});
const schema = z.object({
  format: z.literal('plumbline-ledger'),
  version: z.literal(1),
  findings: z.record(
    z.string(),
    z.object({
      title: z.string(),
      source: z.string(),
      subject: z.string(),
      page: z.string(),
      claims: z.record(z.string(), entry),
    }),
  ),
});

/** What is entered of a finding. */
type EnteredResult = Omit<FindingResult, 'story' | 'claims'> & {
  readonly claims: readonly Omit<ClaimResult, 'exhibits' | 'commands'>[];
};

/** All claims with their outcomes and what these were before. */
export type Ledger = z.infer<typeof schema>;

/** Reads a ledger; `file` is its name in messages. Throws InputError that names the first field that is wrong. */
export function parseLedger(text: string, file: string): Ledger {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new InputError(`${file}: not valid JSON`);
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError(`${file}: ${issue?.path.join('.')}: ${issue?.message}`);
}

/**
 * The ledger with the results of a run in it. `run` names the run, as a commit or a date does; a claim's history grows only
 * when its outcome or its measured value is another. What was not checked in this run stays.
 */
export function enter(ledger: Ledger | undefined, results: readonly EnteredResult[], run: string): Ledger {
  const findings = { ...ledger?.findings };
  for (const { id, title, source, subject, claims } of results) {
    const before = findings[id]?.claims ?? {};
    const entries = claims.map(({ id: claim, says, where, claimed, measured, because, outcome: now, recorded }) => {
      const history = before[claim]?.history ?? [];
      const last = history.at(-1);
      const isNew = last === undefined || last.outcome !== now || last.measured !== measured;
      return [
        claim,
        {
          ...{ says, ...(where !== undefined && { where }), claimed, measured, because, outcome: now, recorded },
          history: isNew ? [...history, { outcome: now, measured, since: run }] : history,
        },
      ] as const;
    });
    findings[id] = { title, source, subject, page: `${id}.html`, claims: Object.fromEntries(entries) };
  }
  return { format: 'plumbline-ledger', version: 1, findings };
}
