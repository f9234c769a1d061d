import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Argument, Command } from 'commander';
import { InputError } from '../errors.js';
import { isId } from '../findings/finding.js';
import { skeleton } from '../findings/skeleton.js';

interface Flags {
  readonly out?: string;
  readonly json?: boolean;
}

/** `plumbline new finding NAME`: writes the skeleton of a finding. */
export function newCommand(): Command {
  return new Command('new')
    .summary('write the skeleton of a finding')
    .description(
      'Writes NAME.finding.ts with one run and one claim, which can be checked as it stands: plumbline evidence NAME.',
    )
    .addArgument(new Argument('<kind>', 'what to write').choices(['finding']))
    .argument('<name>', 'its id: lower-case words joined by hyphens')
    .option('--out <dir>', 'folder of the file (default: specs/findings where there is a folder specs, else findings)')
    .option('--json', 'print one JSON document')
    .action((_kind: string, name: string, { out, json = false }: Flags) => {
      if (!isId(name))
        throw new InputError(`${name}: not the name of a finding; expected lower-case words joined by hyphens`);
      const folder = out ?? (existsSync('specs') ? join('specs', 'findings') : 'findings');
      const file = join(folder, `${name}.finding.ts`);
      write(folder, file, skeleton(name));
      process.stdout.write(json ? `${JSON.stringify({ file })}\n` : `${relative('', file)}\n`);
    });
}

/** Writes a file that is not there yet. */
function write(folder: string, file: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new InputError(
      code === 'EEXIST' ? `${file}: is there already; expected another name` : `${file}: cannot be written (${code})`,
    );
  }
}
