import { describe, expect, it } from 'vitest';
import { enter, parseLedger } from '../../src/findings/ledger.js';
import type { ClaimResult, FindingResult, Outcome } from '../../src/findings/result.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'findings', 'ledger');

const claim = (outcome: Outcome, measured = '1'): ClaimResult => ({
  id: 'a-claim',
  says: 'it holds',
  where: 'Results',
  outcome,
  recorded: 'confirmed',
  claimed: '1',
  measured,
  because: 'read off',
  commands: [],
  exhibits: [],
});
const result = (...claims: ClaimResult[]): FindingResult => ({
  id: 'a-finding',
  title: 'A finding',
  source: 'a document',
  subject: 'gaussian',
  claims,
  story: undefined,
});
const historyOf = (ledger: ReturnType<typeof enter>) => ledger.findings['a-finding'].claims['a-claim'].history;

describe('the ledger', () => {
  it('keeps what a claim came to, and what it was before', () => {
    let ledger = enter(undefined, [result(claim('confirmed'))], 'one');
    ledger = enter(ledger, [result(claim('confirmed'))], 'two');
    ledger = enter(ledger, [result(claim('refuted', '2'))], 'three');
    expect(historyOf(ledger)).toEqual([
      { outcome: 'confirmed', measured: '1', since: 'one' },
      { outcome: 'refuted', measured: '2', since: 'three' },
    ]);
    expect(ledger.findings['a-finding'].claims['a-claim'].outcome).toBe('refuted');
  });

  it('notes a value that moved, though its outcome did not', () => {
    const ledger = enter(
      enter(undefined, [result(claim('confirmed'))], 'one'),
      [result(claim('confirmed', '1.1'))],
      'two',
    );
    expect(historyOf(ledger).map(({ measured }) => measured)).toEqual(['1', '1.1']);
  });

  it('leaves findings alone that were not checked', () => {
    const other = { ...result(claim('confirmed')), id: 'another' };
    const ledger = enter(enter(undefined, [result(claim('confirmed'))], 'one'), [other], 'two');
    expect(Object.keys(ledger.findings).sort()).toEqual(['a-finding', 'another']);
  });

  it('forgets claims that a finding no longer makes', () => {
    const renamed = { ...claim('confirmed'), id: 'another-claim' };
    const ledger = enter(enter(undefined, [result(claim('confirmed'))], 'one'), [result(renamed)], 'two');
    expect(Object.keys(ledger.findings['a-finding'].claims)).toEqual(['another-claim']);
  });

  it('reads back as it was written', () => {
    const ledger = enter(undefined, [result(claim('not triggered'))], 'one');
    expect(parseLedger(JSON.stringify(ledger), 'ledger.json')).toEqual(ledger);
  });

  it.each([
    ['{', /^ledger.json: not valid JSON$/],
    ['[]', /^ledger.json: /],
    ['{"format":"other"}', /^ledger.json: format: /],
    ['{"format":"plumbline-ledger","version":2,"findings":{}}', /^ledger.json: version: /],
    [
      JSON.stringify(enter(undefined, [result(claim('confirmed'))], 'one')).replace('"confirmed"', '"passed"'),
      /^ledger.json: findings\.a-finding\.claims\.a-claim\.outcome: /,
    ],
  ])('is refused as %s', (text, message) => {
    expect(() => parseLedger(text, 'ledger.json')).toThrow(message);
  });
});
