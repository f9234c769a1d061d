import type { Story } from './exhibit.js';
import { type Claim, type Evidence, evidenceOf, type Finding } from './finding.js';
import type { Lab, Made } from './lab.js';
import type { ClaimResult } from './result.js';

/** Checks a claim: makes what it needs, and asks. Throws what the experiments or the check throw. */
export async function assess(claim: Claim, lab: Lab): Promise<ClaimResult> {
  const { id, says, where, recorded } = claim;
  const known = { id, says, where, recorded };
  const missing = claim.missing?.();
  if (missing !== undefined) {
    const nothing = { claimed: '', measured: '', commands: [], exhibits: [] };
    return { ...known, ...nothing, outcome: 'not triggered', because: missing };
  }
  const made = await gather(claim.needs, lab);
  const { holds, claimed, measured, because, exhibits = [] } = await claim.check(evidenceOf(made));
  const commands = [...made.values()].map(({ command }) => command);
  return { ...known, outcome: holds ? 'confirmed' : 'refuted', claimed, measured, because, commands, exhibits };
}

/** The story of a finding, told from its experiments; undefined where it has none. */
export async function tell({ story }: Finding, lab: Lab): Promise<Story | undefined> {
  if (story === undefined) return undefined;
  const evidence: Evidence = evidenceOf(await gather(story.needs, lab));
  return story.tell(evidence);
}

/** Makes experiments side by side. */
async function gather(names: readonly string[], lab: Lab): Promise<ReadonlyMap<string, Made>> {
  return new Map(await Promise.all(names.map(async (name) => [name, await lab.make(name)] as const)));
}
