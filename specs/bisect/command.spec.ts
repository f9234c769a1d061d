import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { bisect, type CommandOptions, commandProgram, historyOf } from '../../src/bisect/index.js';
import { InputError } from '../../src/errors.js';
import type { Run } from '../../src/trace/index.js';
import { belongsTo } from '../support/allure.js';
import { faulty, shift } from '../support/toy-faults.js';
import { recordToy } from '../support/toy-record.js';
import { toyRotation } from '../support/toy-rotation.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('harness', 'bisect', 'commands');

const toy = toyRotation();
let folder: string;
let reference: Run;
beforeEach(() => {
  folder = scratch();
  reference = recordToy(join(folder, 'reference'), toy, { iterations: 8, every: 4, stages: true });
});

const program = (command: string, options: Partial<CommandOptions> = {}) =>
  commandProgram(command, { reference, scratch: join(folder, 'scratch'), timeout: 60, ...options });

/** A command that writes the run that is recorded in a folder here, whatever it is asked for. */
const copies = (name: string) => `cp -r '${join(folder, name)}' "$3"`;

describe('a command', () => {
  it('is given a checkpoint, a number of iterations, a folder, and the rest by its environment', async () => {
    const seen = join(folder, 'seen');
    const show = `printf '%s\\n' "$2" "$PLUMBLINE_ITERATION" "$PLUMBLINE_UNTIL" "$PLUMBLINE_RUN" "$PLUMBLINE_OUT" "$3" >> '${seen}'; test -f "$1"; test -f "$PLUMBLINE_RUN/run.json"; ${copies('reference')}`;
    const answer = await bisect(historyOf(reference), program(show));
    expect(answer).toMatchObject({ outcome: 'none', agrees: 8 });
    const [iterations, from, until, given, out, third] = readFileSync(seen, 'utf8').split('\n');
    expect([iterations, from, until, out]).toEqual(['8', '0', '8', third]);
    expect(given).toBe(join(folder, 'scratch', 'given'));
  });

  it.each(['cp -r REFERENCE "$3"', 'sh copy.sh'])(
    'gets its arguments behind it, or where it says: %s',
    async (line) => {
      const script = join(folder, 'copy.sh');
      writeFileSync(script, copies('reference'));
      const command = line.replace('REFERENCE', `'${join(folder, 'reference')}'`);
      expect(await bisect(historyOf(reference), program(command, { cwd: folder }))).toMatchObject({ outcome: 'none' });
    },
  );

  it('is held to what it wrote', async () => {
    recordToy(join(folder, 'wrong'), faulty('move', shift('point', 1), 5), { iterations: 8, every: 4 });
    expect(await bisect(historyOf(reference), program(copies('wrong')))).toMatchObject({
      outcome: 'found',
      agrees: 4,
      differs: 8,
    });
  });

  it('leaves nothing behind', async () => {
    const before = readdirSync(folder);
    await bisect(historyOf(reference), program(copies('reference')));
    await expect(bisect(historyOf(reference), program('touch "$3" && false'))).rejects.toThrow(InputError);
    expect(readdirSync(folder)).toEqual(before);
  });
});

const other = { iterations: 8, every: 4, manifest: { subject: 'descent' } };

describe('a command that', () => {
  it.each<[string, string, RegExp]>([
    ['fails', 'echo first; echo no such model >&2; exit 3; : "$1"', /^command ".*": ended with 3: no such model$/],
    ['is not there', 'no-such-command-at-all', /^command "no-such-command-at-all": ended with 127: .*not found$/],
    ['is killed', 'kill -9 $$', /^command "kill -9 \$\$": ended with SIGKILL$/],
    ['writes nothing', ': "$3"', /: wrote no run that can be read: its folder\/run\.json: not found$/],
    [
      'writes a file in place of a folder',
      'echo hello > "$3"',
      /: wrote no run that can be read: its folder\/run\.json: /,
    ],
    [
      'writes another format',
      'mkdir "$3"; echo "{}" > "$3/run.json"',
      /: wrote no run that can be read: its folder\/run\.json: format/,
    ],
    ['writes no checkpoint', 'mkdir "$3"; cp "$PLUMBLINE_RUN/run.json" "$3"', /: wrote no checkpoint 8, only none$/],
    ['stops early', 'cp -r "$PLUMBLINE_RUN" "$3"', /: wrote no checkpoint 8, only 0$/],
    [
      'writes a damaged checkpoint',
      'cp -r REFERENCE "$3"; printf x >> "$3/checkpoints/000008.safetensors"',
      /: wrote no run that can be read: its folder\/checkpoints\/000008\.safetensors: /,
    ],
    ['writes a run of another subject', 'cp -r OTHER "$3"', /: wrote a run of "descent", one of "toy" expected$/],
  ])('%s is refused in one line', async (_, line, message) => {
    recordToy(join(folder, 'other'), { ...toy, subject: 'descent' }, other);
    const command = line
      .replace('REFERENCE', `'${join(folder, 'reference')}'`)
      .replace('OTHER', `'${join(folder, 'other')}'`);
    const asked = bisect(historyOf(reference), program(command));
    await expect(asked).rejects.toThrow(InputError);
    await expect(asked).rejects.toThrow(message);
    expect(existsSync(join(folder, 'scratch'))).toBe(false);
  });

  it('hangs is ended, with everything that it started', async () => {
    const mark = join(folder, 'mark');
    const command = `(sleep 1; touch '${mark}') & sleep 60; : "$1"`;
    await expect(bisect(historyOf(reference), program(command, { timeout: 0.2 }))).rejects.toThrow(
      /: did not end within 0\.2 s$/,
    );
    await new Promise((done) => setTimeout(done, 1200));
    expect(existsSync(mark)).toBe(false);
  });

  it('is interrupted ends at once', async () => {
    const signal = AbortSignal.timeout(100);
    await expect(bisect(historyOf(reference), program('sleep 60; : "$1"', { signal }))).rejects.toThrow(/: stopped$/);
  });

  it('ended by a rule of its own leaves the reference where it ended', async () => {
    recordToy(join(folder, 'short'), toy, { iterations: 4, every: 4, manifest: { status: 'stopped' } });
    expect(await bisect(historyOf(reference), program(copies('short')))).toMatchObject({
      outcome: 'found',
      agrees: 4,
      differs: 8,
      ended: 'it ended as stopped',
    });
  });
});
