import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { ROOMS } from './rooms.js';

belongsTo('harness', 'faults', 'the page');

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/faults.md');
/** Tables are padded in the README and not in the page. */
const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[-: |]+$/.test(line))
    .map((line) => line.replace(/\s+/g, ' '));

// faults.full.ts holds every number of the page to what it measures
describe('docs/faults.md', () => {
  it.each(ROOMS)('has a row of every fault in the catalogue: $subject', ({ faults, subject }) => {
    const cells = rowsOf(page).map((line) => line.split(' | ')[0].slice(2));
    for (const { id, does, unseen } of faults) {
      const name = unseen === undefined ? id.slice(subject.length + 1) : id;
      expect(cells).toContain(name);
      expect(page).toContain(does);
    }
  });

  it('has the rates that the README shows', () => {
    const [head, ...rates] = rowsOf(page).slice(0, 5);
    expect(head).toContain('caught by the suite');
    expect(rates.map((line) => line.split(' ')[1])).toEqual([...ROOMS.map(({ subject }) => subject), '**all**']);
    const shown = rowsOf(read('README.md'));
    for (const line of rates) expect(shown).toContain(line);
    const [, raised, count] = /\*\*False alarms: (\d+) of (\d+)\*\*/.exec(page) ?? [];
    const [, quiet] = /(\d+) faults move the end result by less than 0.1 %/.exec(page) ?? [];
    expect(read('README.md')).toContain(
      `False alarms: ${raised} of ${count} variations without a fault. ${quiet} of the faults move the end result by less than 0.1 %.`,
    );
  });
});
