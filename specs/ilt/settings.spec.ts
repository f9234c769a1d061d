import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeSettings } from '../../src/cli/help.js';
import { ilt } from '../../src/ilt/index.js';
import { parseSettings } from '../../src/settings.js';
import { belongsTo } from '../support/allure.js';
import { prepareIlt } from '../support/ilt.js';

belongsTo('ilt', 'subject', 'settings');

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('what is not set', () => {
  it.each([
    ['multilevel', {}, { program: 'multilevel', pattern: 'm1', size: 1024, flare: 'physical', crop: false }],
    ['simple', { program: 'simple' }, { pattern: 'm1', size: 1024, flare: 'off', optimizer: 'sgd' }],
    [
      'main',
      { program: 'main' },
      { pattern: 'm1', size: 512, flare: 'main', beta: 5, mu: 0.01, bin_weight: 0, crop: true },
    ],
    ['v2', { program: 'v2' }, { pattern: 'synthetic', size: 256, flare: 'v2', beta: 2, mu: 0.3, bin_weight: 0.05 }],
  ])('is as %s has it', async (_, given, expected) => {
    const { settings } = await prepareIlt({ ...given, kernel_count: 2 });
    expect(settings).toMatchObject(expected);
  });

  it.each([
    [{}, 150],
    [{ recipe: 'fast' }, 90],
    [{ program: 'simple' }, 20],
    [{ program: 'simple', optimizer: 'adam' }, 50],
    [{ program: 'main' }, 60],
    [{ program: 'v2' }, 40],
  ])('is as many iterations as the program has: %j, %i', (given, expected) => {
    expect(typeof ilt.iterations === 'function' && ilt.iterations(given)).toBe(expected);
  });
});

describe('help', () => {
  const lines = describeSettings(ilt).split('\n');
  const of = (name: string) => lines.find((line) => line.trim().startsWith(`${name} `));

  it('tells a default that all programs share', () => {
    expect(of('na')).toMatch(/numerical aperture.*\[0\.01 to 10; default 1\.35\]$/);
  });

  it('tells where programs have different ones', () => {
    expect(of('theta')).toMatch(/; default 10 \(main, v2\), 4 \(simple\) \[0\.01 to 1000; not set\]$/);
    expect(of('mu')).toMatch(/; default 0\.01 \(main\), 0\.3 \(v2\) /);
  });
});

it('the settings that all programs make up together take what each of them makes up', async () => {
  for (const program of ['main', 'v2', 'simple', 'multilevel']) {
    const { settings } = await prepareIlt({ program, kernel_count: 2 });
    expect(parseSettings(ilt.settings, settings)).toMatchObject(settings);
  }
});

describe('kernels=contest', () => {
  it('is refused where no folder that holds them is named', async () => {
    vi.stubEnv('PLUMBLINE_OPENILT', '');
    const expected = 'setting kernels=contest: expected PLUMBLINE_OPENILT to name a folder that holds them';
    await expect(prepareIlt({ kernels: 'contest' })).rejects.toThrow(expected);
  });
});
