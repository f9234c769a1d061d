import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { belongsTo } from './support/allure.js';
import { type CliResult, runCli } from './support/cli.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text]) => text);
const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));
const own = commands.filter((command) => command.startsWith('npx plumbline '));

/** The folder that a command makes, if it names one. */
const made = (command: string) => /--out (\S+)/.exec(command)?.[1];

let folder: string;
const results = new Map<string, Promise<CliResult>>();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-readme-'));
  // the commands are written for the root of the clone, but must not write there
  symlinkSync(join(root, 'golden'), join(folder, 'golden'));
  // side by side, but for a command that goes on with what another one made
  for (const command of own) {
    const before = own.find(
      (other) => other !== command && made(other) !== undefined && command.includes(` ${made(other)}`),
    );
    const ready = before === undefined ? undefined : results.get(before);
    results.set(
      command,
      Promise.resolve(ready).then(() => runCli(command.split(' ').slice(2), { cwd: folder })),
    );
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the README', () => {
  belongsTo('harness', 'README');

  it('has commands of ours', () => {
    expect(own.length).toBeGreaterThan(5);
  });

  it.each(own)('%s', async (command) => {
    expect(await results.get(command)).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(commands.filter((command) => !own.includes(command)))('%s is run by CI, or is a script', (command) => {
    const ci = readFileSync(join(root, '.ci/run'), 'utf8');
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const part of command.split(' && ')) {
      // bench takes minutes and format writes: their parts are held to be runnable elsewhere
      if (['npm run bench', 'npm run format'].includes(part))
        expect(scripts).toHaveProperty(part.slice('npm run '.length));
      else expect(ci).toContain(part);
    }
  });

  it('shows a library example that runs', async () => {
    const [example] = blocks('js');
    const file = join(folder, 'example.mjs');
    const entry = JSON.stringify(join(root, 'dist/index.js'));
    writeFileSync(file, `${example.replace("'plumbline'", entry)}\nexport default last;\n`);
    const { default: last } = await import(/* @vite-ignore */ file);
    // x shrinks by 0.8 in every iteration, and the loss is that of the state before
    expect(last.iteration).toBe(50);
    expect(last.loss).toBeCloseTo(9 * 0.8 ** 98, 12);
  });

  it('shows the picture that the run makes', () => {
    const picture = readFileSync(join(folder, 'runs/baseline/pictures/coverage.svg'), 'utf8');
    expect(readFileSync(join(root, 'docs/gaussian-divergence.svg'), 'utf8')).toBe(picture);
  });
});
