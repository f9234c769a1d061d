import type { Exhibit, Story } from './exhibit.js';

export const OUTCOMES = ['confirmed', 'refuted', 'not triggered'] as const;
/** What came of a claim; never just "passed". */
export type Outcome = (typeof OUTCOMES)[number];

/** A claim as it was checked. */
export interface ClaimResult {
  readonly id: string;
  /** What is claimed, in our own words. */
  readonly says: string;
  /** Where it stands in the document; undefined for a claim that we add. */
  readonly where: string | undefined;
  readonly outcome: Outcome;
  /** The outcome on record; a build fails when another comes out. */
  readonly recorded: Outcome;
  readonly claimed: string;
  readonly measured: string;
  /** Why the outcome is what it is, in a sentence; why it was not triggered, for one that was not. */
  readonly because: string;
  readonly commands: readonly string[];
  readonly exhibits: readonly Exhibit[];
}

/** A finding as it was checked. */
export interface FindingResult {
  readonly id: string;
  readonly title: string;
  /** The document that the claims are from. */
  readonly source: string;
  readonly subject: string;
  readonly claims: readonly ClaimResult[];
  /** Undefined where a claim that it tells of could not be checked. */
  readonly story: Story | undefined;
}

/** How many claims came out how. */
export function tally(claims: readonly Pick<ClaimResult, 'outcome'>[]): Readonly<Record<Outcome, number>> {
  const count = (wanted: Outcome) => claims.filter(({ outcome }) => outcome === wanted).length;
  return { confirmed: count('confirmed'), refuted: count('refuted'), 'not triggered': count('not triggered') };
}
