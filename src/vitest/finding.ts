import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assess, tell } from '../findings/assess.js';
import { checkFinding, type Finding } from '../findings/finding.js';
import { buildsOn, openLab } from '../findings/lab.js';
import type { ClaimResult } from '../findings/result.js';
import { writeEvidence } from '../report/evidence/record.js';
import { report } from './allure.js';

/** How long an experiment may take in milliseconds: only a hang is to end by it, not a slow machine. */
const PATIENCE = 900_000;

/** Which claims are checked: `quick` leaves out those that need a long experiment. Set by the command or the configuration. */
const scope = (): 'all' | 'quick' => (process.env.PLUMBLINE_FINDINGS === 'quick' ? 'quick' : 'all');

/**
 * Makes a finding part of the suite: a test for every experiment and one for every claim, which fails when the outcome is not
 * the one on record. Where all claims are checked, the evidence is written: ID.html, and ID.json for the ledger. Throws
 * TypeError for a finding that cannot be checked.
 */
export function finding(definition: Finding): void {
  checkFinding(definition);
  const { id, title, source, subject, experiments } = definition;
  const isQuick = scope() === 'quick';
  const isLong = (name: string): boolean =>
    experiments[name].long === true || buildsOn(experiments[name], experiments).some(isLong);
  const claims = definition.claims.filter(({ needs }) => !(isQuick && needs.some(isLong)));
  const triggered = claims.filter((claim) => claim.missing?.() === undefined);
  const needed = [
    ...new Set([...triggered.flatMap(({ needs }) => needs), ...(isQuick ? [] : (definition.story?.needs ?? []))]),
  ];
  const folder = mkdtempSync(join(tmpdir(), `plumbline-${id}-`));
  const lab = openLab(experiments, folder);
  const results: ClaimResult[] = [];

  describe(title, () => {
    afterAll(async () => {
      const story = isQuick ? undefined : await tell(definition, lab);
      if (!isQuick && results.length === claims.length)
        writeEvidence({ id, title, source, subject, claims: results, story });
      rmSync(folder, { recursive: true, force: true });
    });

    // Vitest takes a describe without tests for a mistake
    describe.runIf(needed.length > 0).concurrent('experiment', () => {
      it.each(needed)(
        '%s',
        async (name) => {
          await lab.make(name);
        },
        PATIENCE,
      );
    });

    describe('claim', () => {
      for (const claim of claims)
        it(claim.says, async (context) => {
          const result = await assess(claim, lab);
          results.push(result);
          report(result, { subject, title });
          if (result.outcome === 'not triggered') context.skip(result.because);
          expect(result.outcome, describeOutcome(result)).toBe(result.recorded);
        });
    });
  });
}

const describeOutcome = ({ claimed, measured, because }: ClaimResult): string =>
  `claimed ${claimed}, measured ${measured}: ${because}`;
