import { describe, expect, it } from 'vitest';
import { enter } from '../../../src/findings/ledger.js';
import { networkReferences } from '../../../src/report/allure/offline.js';
import { inspectable } from '../../../src/report/evidence/inspectable.js';
import { ledgerPage } from '../../../src/report/evidence/ledger-page.js';
import { evidencePage } from '../../../src/report/evidence/page.js';
import { belongsTo } from '../../support/allure.js';
import { exampleFinding, HOSTILE } from '../../support/evidence-fixture.js';

belongsTo('harness', 'report', 'evidence pages');

const page = evidencePage(exampleFinding, 'npx plumbline evidence example');

describe('an evidence page', () => {
  it('tells the story in order, then lists every claim with both values and its outcome', () => {
    const headings = [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, text]) => text);
    expect(headings).toEqual([
      'What was claimed',
      'What was measured',
      'Where it parts',
      'Why',
      'What mends it',
      'Every claim',
    ]);
    for (const { id, says } of exampleFinding.claims) {
      const [, row = ''] = new RegExp(`<tr id="claim-${id}">([\\s\\S]*?)</tr>`).exec(page) ?? [];
      expect(row).toContain(says);
      expect(row).toContain('0.098863</td>');
      expect(row).toContain('0.092312</td>');
      expect(row).toContain('npx plumbline run gaussian --out runs/baseline');
    }
  });

  it('counts the outcomes, and shows where one is not that on record', () => {
    expect(page).toContain('<b>2</b> confirmed');
    expect(page).toContain('<b>1</b> refuted');
    expect(page).toContain('<b>1</b> not triggered');
    expect(page.match(/on record: refuted/g)).toHaveLength(1);
  });

  it('draws every figure for a wide and for a narrow screen, with the command that makes it again', () => {
    const figures = [...page.matchAll(/<figure>[\s\S]*?<\/figure>/g)].map(([text]) => text);
    // one for each part but the first, and one for each claim
    expect(figures).toHaveLength(4 + 4);
    for (const figure of figures) {
      const roots = figure.match(/<svg xmlns/g) ?? [];
      expect(roots.length).toBe(2 * Math.max(1, figure.match(/class="frame"/g)?.length ?? 0));
      expect(figure).toMatch(/<summary>Make it again<\/summary><pre tabindex="0"><code>np[mx] /);
    }
  });

  it('takes text from documents as text', () => {
    expect(page.split(HOSTILE)).toHaveLength(1);
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;/script&gt;&lt;img src=x');
    // the page's own script, and one of data for every curve
    expect(page.match(/<\/script>/g)).toHaveLength(1 + (page.match(/application\/json/g)?.length ?? 0));
  });

  it('asks for nothing on the network', () => {
    expect(networkReferences(page)).toEqual([]);
    expect(page).toContain("default-src 'none'");
  });

  it('is the same for the same finding', () => {
    expect(evidencePage(exampleFinding, 'npx plumbline evidence example')).toBe(page);
  });

  it('lists the claims of a finding without a story', () => {
    const bare = evidencePage({ ...exampleFinding, story: undefined }, 'x');
    expect([...bare.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, text]) => text)).toEqual(['Every claim']);
  });
});

describe('the values behind a curve', () => {
  const series = (y: number[]) => [{ name: 'a', x: y.map((_, i) => i), y }];
  const of = (y: number[]) =>
    inspectable({ kind: 'curve', title: '', x: { label: 'i' }, panels: [{ y: { label: 'y' }, series: series(y) }] });

  it('are those of at most some four hundred places, the first and the last among them', () => {
    const all = of(Array.from({ length: 10_001 }, (_, i) => i * 3));
    expect(all?.x.values.length).toBeLessThanOrEqual(401);
    expect([all?.x.values[0], all?.x.values.at(-1)]).toEqual([0, 10_000]);
    expect(all?.series[0].values).toEqual(all?.x.values.map((place) => 3 * place));
  });

  it('have nothing where there is no number', () => {
    expect(of([1, Number.NaN, Infinity, 4])?.series[0].values).toEqual([1, null, null, 4]);
  });
});

describe('the ledger page', () => {
  it('links every claim to its evidence where that is there', () => {
    const ledger = enter(undefined, [exampleFinding], 'one');
    const linked = ledgerPage(ledger, () => true);
    for (const { id } of exampleFinding.claims) expect(linked).toContain(`href="example.html#claim-${id}"`);
    expect(ledgerPage(ledger, () => false)).not.toContain('href="example.html');
    expect(networkReferences(linked)).toEqual([]);
  });
});
