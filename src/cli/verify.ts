import { Command } from 'commander';
import { type Verification, verify } from '../verify/verify.js';
import { EXIT } from './exit.js';
import { statusLine } from './progress.js';

interface Flags {
  readonly changed?: string | true;
  readonly json?: boolean;
}

/** `plumbline verify`: the gate before a merge. */
export function verifyCommand(): Command {
  return new Command('verify')
    .summary('the gate before a merge: types, lint, specs, findings, Allure report, rules')
    .description(
      'Runs the script `check` of the project in this folder, its specs and findings with its Vitest, builds the Allure ' +
        'report, and holds the results to the rules under plumbline.gate in package.json. Ends with 1 when something fails.',
    )
    .option('--changed [commit]', 'run only what a change since a commit can touch (default: the last commit)')
    .option('--json', 'print one JSON document')
    .action(async ({ changed, json = false }: Flags) => {
      const line = statusLine();
      const since = changed === true ? 'HEAD' : changed;
      const onStep = (name: string) => line.show(`${name} …`);
      const verification = await verify(process.cwd(), { changed: since, onStep }).finally(line.clear);
      if (json) process.stdout.write(`${JSON.stringify(verification)}\n`);
      else summarize(verification);
      if (!verification.holds) process.exitCode = EXIT.difference;
    });
}

function summarize({ steps, gate, holds }: Verification): void {
  const print = (text: string) => process.stdout.write(`${text}\n`);
  for (const { name, holds: held, note, seconds, output } of steps) {
    print(
      `${held ? '✓' : '✗'} ${name.padEnd(15)} ${seconds >= 0.05 ? `${seconds.toFixed(1)} s` : ''.padEnd(5)}  ${note}`,
    );
    if (!held) for (const text of output) print(`    ${text}`);
  }
  for (const { rule, value, limit, holds: held } of gate) print(`  ${held ? '✓' : '✗'} ${rule}: ${value} (${limit})`);
  print(holds ? 'verified' : 'not verified');
}
