import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bisectByCommit,
  checkRange,
  commandProgram,
  describeCommits,
  historyOf,
  openClone,
  solverProgram,
} from '../../src/bisect/index.js';
import { InputError } from '../../src/errors.js';
import { openRun } from '../../src/trace/index.js';
import { belongsTo } from '../support/allure.js';
import { faulty, mismeasure, shift } from '../support/toy-faults.js';
import { recordToy } from '../support/toy-record.js';
import { toyRotation } from '../support/toy-rotation.js';
import { digests } from '../support/toy-runs.js';

belongsTo('harness', 'bisect', 'commits');

const toy = toyRotation();
const wrong = faulty('move', shift('point', 1), 5);
let folder: string;
let repository: string;
const git = (...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=spec', '-c', 'user.email=spec@localhost', '-c', 'commit.gpgsign=false', ...args],
    {
      cwd: repository,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    },
  ).trim();

/** What a commit does: its program is right or wrong, or only measures something else, does not build, or builds and cannot be run. */
type Kind = 'right' | 'wrong' | 'hidden' | 'unbuilt' | 'broken';

/** Commits one after the other on a branch of that name; gives their ids. */
function branch(name: string, kinds: readonly Kind[]): string[] {
  git('checkout', '--quiet', '--orphan', name);
  return kinds.map((kind, i) => {
    writeFileSync(join(repository, 'source'), `${kind}\n`);
    writeFileSync(join(repository, 'count'), `${i}\n`);
    git('add', '--all');
    git('commit', '--quiet', '--message', `${name} ${i} is ${kind}`);
    return git('rev-parse', 'HEAD');
  });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-commits-'));
  repository = join(folder, 'repository');
  mkdirSync(repository);
  git('init', '--quiet');
  recordToy(join(folder, 'right'), toy, { iterations: 8, every: 1, stages: true });
  recordToy(join(folder, 'hidden'), faulty('measure', mismeasure, 5), { iterations: 8, every: 1, stages: true });
  recordToy(join(folder, 'wrong'), wrong, { iterations: 8, every: 1, stages: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// the build fails on the one kind, and makes a program that cannot be run of the other
const BUILD = 'test "$(cat source)" != unbuilt && cp source program';

async function ask(range: string, clone: string) {
  const reference = openRun(join(folder, 'right'));
  const place = join(folder, clone);
  const command = `test "$(cat program)" != broken && cp -r "${folder}/$(cat program)" "$3"`;
  const candidate = commandProgram(command, { reference, scratch: join(folder, `${clone}-scratch`), cwd: place });
  const commits = await checkRange(repository, range);
  const opened = await openClone({ root: commits.root, folder: place, build: BUILD, timeout: 60 });
  return bisectByCommit(historyOf(reference, solverProgram(toy)), candidate, 1, {}, opened, commits);
}

describe('names the commit, the iteration and the stage', () => {
  it.each<[string, readonly Kind[], number]>([
    ['the first of many', ['right', 'wrong', 'wrong', 'wrong'], 1],
    ['where only what is measured differs', ['right', 'right', 'hidden', 'hidden'], 2],
    ['behind commits that do not build', ['right', 'unbuilt', 'right', 'wrong', 'wrong'], 3],
    ['behind commits that cannot be run', ['right', 'right', 'broken', 'right', 'wrong', 'unbuilt', 'wrong'], 4],
  ])('%s', async (name, kinds, first) => {
    const at = name.replaceAll(' ', '-');
    const ids = branch(at, kinds);
    const before = digests(repository);
    const found = await ask(`${ids[0]}..${ids.at(-1)}`, at);
    expect(found.commits).toEqual([{ id: ids[first], subject: `${at} ${first} is ${kinds[first]}` }]);
    expect(found.answer).toMatchObject({ outcome: 'found', agrees: 4, differs: 5 });
    expect(found.answer.stage).toBe(kinds.includes('hidden') ? 'measure' : 'move');
    expect(digests(repository)).toEqual(before);
    expect(describeCommits(found)).toContain(
      `first bad commit: ${ids[first].slice(0, 10)} ${at} ${first} is ${kinds[first]}`,
    );
  });

  it('or those that are left where what lies between cannot be tested', async () => {
    const ids = branch('skipped', ['right', 'unbuilt', 'broken', 'wrong', 'wrong']);
    const found = await ask(`${ids[0]}..${ids[4]}`, 'skipped');
    expect(found.commits.map(({ id }) => id)).toEqual(ids.slice(1, 4));
    expect(describeCommits(found)).toMatch(/^one of these is the first bad commit/);
  });
});

describe('refuses in one line', () => {
  const refused = async (asked: Promise<unknown>, message: RegExp) => {
    await expect(asked).rejects.toThrow(InputError);
    await expect(asked).rejects.toThrow(message);
  };

  it.each<[string, readonly Kind[], RegExp]>([
    ['a good end that is bad', ['wrong', 'right', 'wrong'], /^commit [0-9a-f]{10}: expected to be good, but is bad$/],
    ['a bad end that is good', ['right', 'wrong', 'right'], /^commit [0-9a-f]{10}: expected to be bad, but is good$/],
    [
      'an end that does not build',
      ['right', 'right', 'unbuilt'],
      /^commit [0-9a-f]{10}: expected to be bad, but is untested$/,
    ],
  ])('%s', async (name, kinds, message) => {
    const ids = branch(name.replaceAll(' ', '-'), kinds);
    await refused(ask(`${ids[0]}..${ids.at(-1)}`, name.replaceAll(' ', '-')), message);
  });

  it('what is no range of this repository', async () => {
    const [first, second] = branch('ranges', ['right', 'wrong']);
    const [stranger] = branch('stranger', ['right']);
    for (const [range, message] of [
      ['main', /^--commits main: expected GOOD\.\.BAD$/],
      [`${first}..`, /expected GOOD\.\.BAD$/],
      [`${first}..no-such`, /: no commit no-such in /],
      [`--help..${second}`, /expected GOOD\.\.BAD$/],
      [`${first}..${'0'.repeat(40)}`, /: no commit 0{40} in /],
      [`${second}..${first}`, new RegExp(`: expected ${first} to descend from ${second}$`)],
      [`${first}..${first}`, /: expected .* to descend from /],
      [`${first}..${stranger}`, /: expected .* to descend from /],
    ] as const)
      await refused(checkRange(repository, range), message);
  });

  it('a folder without a repository, a dirty one, and a shallow one', async () => {
    const [first, second] = branch('clean', ['right', 'wrong']);
    const range = `${first}..${second}`;
    await refused(checkRange(folder, range), /: expected a git repository with a work tree$/);
    await refused(checkRange(join(repository, '.git'), range), /: expected a git repository with a work tree$/);
    appendFileSync(join(repository, 'source'), 'more\n');
    await refused(
      checkRange(repository, range),
      /: has changes that are in no commit; expected them committed or stashed$/,
    );
    git('checkout', '--quiet', '--force', 'clean');
    expect(await checkRange(repository, range)).toMatchObject({ good: first, bad: second });
    const shallow = join(folder, 'shallow');
    git('clone', '--quiet', '--depth', '1', `file://${repository}`, shallow);
    await refused(checkRange(shallow, range), /: a shallow repository, which lacks commits/);
  });
});
