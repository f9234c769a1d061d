import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assess, tell } from '../../src/findings/assess.js';
import { type Experiment, fork, measure, query, run } from '../../src/findings/experiment.js';
import { type Claim, checkFinding, type Finding } from '../../src/findings/finding.js';
import { buildsOn, openLab } from '../../src/findings/lab.js';
import { belongsTo } from '../support/allure.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('harness', 'findings', 'claims');

const SMALL = { gaussians: 4, size: 12 };
const experiments = {
  base: run('gaussian', { iterations: 6, set: SMALL, checkpointEvery: 2 }),
  'half the rate': fork('base', 4, { set: { lr: 0.0005 }, iterations: 8 }),
  sum: measure('node -p 1+2', () => 1 + 2),
  wrong: run('gaussian', { set: { lr: -1 } }),
} satisfies Record<string, Experiment>;
const claim = (changes: Partial<Claim> = {}): Claim => ({
  id: 'three',
  says: 'the sum is 3',
  where: 'Results',
  recorded: 'confirmed',
  needs: ['sum'],
  check: (evidence) => {
    const sum = evidence.measured<number>('sum');
    return { holds: sum === 3, claimed: '3', measured: `${sum}`, because: 'added' };
  },
  ...changes,
});
const finding = (changes: Partial<Finding> = {}): Finding => ({
  id: 'a-finding',
  title: 'A finding',
  source: 'a document',
  subject: 'gaussian',
  experiments,
  claims: [claim()],
  ...changes,
});

describe('a claim', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-claims-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const lab = openLab(experiments, folder);

  it('that holds is confirmed, with both values and the command', async () => {
    expect(await assess(claim(), lab)).toEqual({
      ...{ id: 'three', says: 'the sum is 3', where: 'Results', recorded: 'confirmed' },
      ...{ outcome: 'confirmed', claimed: '3', measured: '3', because: 'added' },
      ...{ commands: ['node -p 1+2'], exhibits: [] },
    });
  });

  it('that does not hold is refuted', async () => {
    const check: Claim['check'] = () => ({ holds: false, claimed: '4', measured: '3', because: 'added' });
    expect(await assess(claim({ check }), lab)).toMatchObject({ outcome: 'refuted', measured: '3' });
  });

  it('that cannot be checked here is not triggered, and says why', async () => {
    const result = await assess(claim({ missing: () => 'no model here', check: () => expect.fail('checked') }), lab);
    expect(result).toMatchObject({ outcome: 'not triggered', because: 'no model here', measured: '' });
  });

  it('looks only at what it says that it needs', async () => {
    const peeks = claim({ check: (evidence) => expect.fail(evidence.trace('base').folder) });
    await expect(assess(peeks, lab)).rejects.toThrow(/^experiment base: not among those needed: sum$/);
    const mistakes = claim({ check: (evidence) => expect.fail(evidence.trace('sum').folder) });
    await expect(assess(mistakes, lab)).rejects.toThrow(/^experiment sum: a measurement, not a run$/);
    const misreads = claim({ needs: ['base'], check: (evidence) => evidence.measured('base') });
    await expect(assess(misreads, lab)).rejects.toThrow(/^experiment base: a run, not a measurement$/);
  });

  it('reads runs: rows, the best, the end, states, settings', async () => {
    const check: Claim['check'] = (evidence) => {
      const base = evidence.trace('base');
      expect([...base.iterations]).toEqual([1, 2, 3, 4, 5, 6]);
      expect(base.at('loss', 3)).toBe(base.column('loss')[2]);
      expect(base.best().loss).toBe(Math.min(...base.column('loss')));
      expect(base.last()).toMatchObject({ iteration: 6, loss: base.column('loss')[5] });
      expect(base.state(4).iteration).toBe(4);
      expect([base.settings.gaussians, base.status]).toEqual([4, 'finished']);
      expect(() => base.column('lost')).toThrow(/no column lost; expected one of loss, l1/);
      expect(() => base.at('loss', 7)).toThrow(/no row of iteration 7/);
      return { holds: true, claimed: '', measured: '', because: '' };
    };
    await assess(claim({ needs: ['base'], check }), lab);
  });
});

describe('the lab', () => {
  it('makes each experiment once, and forks from the run that it made', async () => {
    const lab = openLab(experiments, scratch());
    expect(lab.make('half the rate')).toBe(lab.make('half the rate'));
    const [base, arm] = await Promise.all([lab.make('base'), lab.make('half the rate')]);
    if (!('folder' in base && 'folder' in arm)) return expect.fail('not runs');
    expect([...arm.iterations]).toEqual([5, 6, 7, 8]);
    expect(arm.settings).toMatchObject({ lr: 0.0005, gaussians: 4 });
    expect(arm.command).toBe(
      'npx plumbline resume runs/base@4 --iterations 8 --set lr=0.0005 --out runs/half_the_rate',
    );
  });

  it('says in the words of the command why a run could not be made', async () => {
    await expect(openLab(experiments, scratch()).make('wrong')).rejects.toThrow(/setting lr=-1: expected a number/);
  });

  it('knows no other experiments', async () => {
    await expect(openLab(experiments, scratch()).make('none')).rejects.toThrow(/experiment none: not known; expected/);
  });

  it('knows what builds on what', () => {
    expect(buildsOn(experiments['half the rate'], experiments)).toEqual(['base']);
    expect(buildsOn(query('compare', 'base', { more: ['half the rate', '--json'] }), experiments)).toEqual([
      'base',
      'half the rate',
    ]);
    expect(buildsOn(fork('golden/checkpoint.json', undefined), experiments)).toEqual([]);
  });
});

describe('a finding', () => {
  it('tells its story from its experiments', async () => {
    const section = (text: string) => ({ text: [text] });
    const story: Finding['story'] = {
      needs: ['sum'],
      tell: (evidence) => ({
        claimed: section('four'),
        measured: section(`${evidence.measured<number>('sum')}`),
        parts: section(''),
        why: section(''),
        mends: section(''),
      }),
    };
    const lab = openLab(experiments, scratch());
    expect((await tell(finding({ story }), lab))?.measured.text).toEqual(['3']);
    expect(await tell(finding(), lab)).toBeUndefined();
  });

  it.each([
    ['without claims', { claims: [] }, /it has no claims: comparing nothing is an error/],
    ['with an id that makes no file', { id: '../x' }, /its id must be lower-case words/],
    ['with a claim whose id makes no address', { claims: [claim({ id: 'A b' })] }, /claim "A b": its id must be/],
    ['with a claim twice', { claims: [claim(), claim()] }, /claim three is there twice/],
    ['with a claim that needs what is not there', { claims: [claim({ needs: ['no'] })] }, /no experiment no/],
  ])('%s is refused', (_, changes, message) => {
    expect(() => checkFinding(finding(changes))).toThrow(message);
  });
});
