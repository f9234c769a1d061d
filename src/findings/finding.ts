import type { Exhibit, Story } from './exhibit.js';
import type { Experiment } from './experiment.js';
import type { Made } from './lab.js';
import type { Outcome } from './result.js';
import type { Trace } from './trace.js';

/** What checks look at: the experiments that they need, made. */
export interface Evidence {
  /** A run. Throws TypeError for an experiment that the claim does not say it needs, or that is no run. */
  trace(name: string): Trace;
  /** What a measurement gave. Throws TypeError as {@link trace}. */
  measured<Result>(name: string): Result;
}

/** What a check says of a claim. */
export interface Verdict {
  readonly holds: boolean;
  readonly claimed: string;
  readonly measured: string;
  /** Why it holds or does not, in a sentence. */
  readonly because: string;
  readonly exhibits?: readonly Exhibit[];
}

/** A sentence of a document that can be checked. */
export interface Claim {
  /** Lower-case words joined by hyphens. */
  readonly id: string;
  /** What is claimed, with its number, in our own words. */
  readonly says: string;
  /** Where it stands in the document; left out for a claim that we add. */
  readonly where?: string;
  /** The outcome on record, `not triggered` where no machine can check it: whoever changes it must say so here. */
  readonly recorded: Outcome;
  /** The experiments that the check looks at. */
  readonly needs: readonly string[];
  /** Why the check cannot be made on this machine, in a line; undefined where it can. */
  missing?(): string | undefined;
  check(evidence: Evidence): Verdict | Promise<Verdict>;
}

/** A document with claims. */
export interface Finding {
  /** Lower-case words joined by hyphens; names the files of its evidence. */
  readonly id: string;
  readonly title: string;
  /** The document that the claims are from, with its date. */
  readonly source: string;
  readonly subject: string;
  readonly experiments: Readonly<Record<string, Experiment>>;
  readonly claims: readonly Claim[];
  readonly story?: Telling;
}

/** How the story of the evidence page is told, from all experiments that are named. */
export interface Telling {
  readonly needs: readonly string[];
  tell(evidence: Evidence): Story | Promise<Story>;
}

/** The evidence for a claim: only what it says it needs. */
export function evidenceOf(made: ReadonlyMap<string, Made>): Evidence {
  const find = (name: string): Made => {
    const found = made.get(name);
    if (found === undefined)
      throw new TypeError(`experiment ${name}: not among those needed: ${[...made.keys()].join(', ')}`);
    return found;
  };
  return {
    trace(name) {
      const found = find(name);
      if (!('folder' in found)) throw new TypeError(`experiment ${name}: a measurement, not a run`);
      return found;
    },
    measured<Result>(name: string) {
      const found = find(name);
      if ('folder' in found) throw new TypeError(`experiment ${name}: a run, not a measurement`);
      return found.result as Result;
    },
  };
}

/** Whether a text can name a finding or a claim: it becomes the name of a file and part of an address. */
export const isId = (text: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);

/** Throws TypeError for a finding that cannot be checked: without claims, with a name twice, or that needs what is not there. */
export function checkFinding({ id, claims, experiments, story }: Finding): void {
  const fail = (problem: string) => new TypeError(`finding ${id}: ${problem}`);
  if (!isId(id)) throw fail('its id must be lower-case words joined by hyphens');
  if (claims.length === 0) throw fail('it has no claims: comparing nothing is an error');
  const seen = new Set<string>();
  for (const claim of claims) {
    if (!isId(claim.id)) throw fail(`claim "${claim.id}": its id must be lower-case words joined by hyphens`);
    if (seen.has(claim.id)) throw fail(`claim ${claim.id} is there twice`);
    seen.add(claim.id);
  }
  const needs = [...claims.flatMap((claim) => claim.needs), ...(story?.needs ?? [])];
  for (const name of needs) if (!Object.hasOwn(experiments, name)) throw fail(`no experiment ${name}`);
}
