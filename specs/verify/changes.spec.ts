import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedFiles, touches } from '../../src/verify/changes.js';
import { belongsTo } from '../support/allure.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('harness', 'verify', 'changes');

function repository(): string {
  const root = scratch();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: root, stdio: 'ignore' });
  git('init');
  mkdirSync(join(root, 'src'));
  for (const name of ['a.ts', 'b.ts']) writeFileSync(join(root, 'src', name), name);
  git('add', '.');
  git('commit', '-m', 'first');
  return root;
}

describe('changed files', () => {
  it('are those that differ from the commit and those that are new', () => {
    const root = repository();
    writeFileSync(join(root, 'src', 'a.ts'), 'other');
    writeFileSync(join(root, 'a file with a space.ts'), 'new');
    expect(changedFiles(root, 'HEAD').sort()).toEqual(['a file with a space.ts', 'src/a.ts']);
  });

  it('are refused where there is no such commit, or no repository', () => {
    expect(() => changedFiles(repository(), 'nowhere')).toThrow(/^--changed nowhere: /);
    expect(() => changedFiles(scratch(), 'HEAD')).toThrow(/^--changed HEAD: .*not a git repository/i);
  });
});

describe('a change', () => {
  const subjects = ['gaussian', 'ilt'];
  it.each([
    [['src/gaussian/model.ts'], true],
    [['golden/gaussian/README.md', 'docs/ci.md'], false],
    [['src/ilt/optics/tcc.ts', 'specs/ilt/a.spec.ts', 'golden/ilt/x.npy'], false],
    [['src/ilt/optics/tcc.ts', 'src/run/drive.ts'], true],
    [['package.json'], true],
    [[], false],
  ])('of %j touches the Gaussian finding: %s', (files, expected) => {
    expect(touches(files, 'gaussian', subjects)).toBe(expected);
  });
});
