#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { InputError } from '../errors.js';
import { VERSION } from '../run/index.js';
import { bisectCommand } from './bisect.js';
import { compareCommand } from './compare.js';
import { diagnoseCommand } from './diagnose.js';
import { evidenceCommand } from './evidence.js';
import { EXIT } from './exit.js';
import { landmarksCommand } from './landmarks.js';
import { newCommand } from './new.js';
import { probeCommand } from './probe.js';
import { resumeCommand } from './resume.js';
import { runCommand } from './run.js';
import { verifyCommand } from './verify.js';

const program = new Command('plumbline')
  .description('Verify, resume and compare iterative solvers.')
  .version(VERSION)
  .exitOverride()
  .configureOutput({ outputError: () => {} })
  .addCommand(runCommand())
  .addCommand(resumeCommand())
  .addCommand(diagnoseCommand())
  .addCommand(compareCommand())
  .addCommand(bisectCommand())
  .addCommand(verifyCommand())
  .addCommand(evidenceCommand())
  .addCommand(probeCommand())
  .addCommand(landmarksCommand())
  .addCommand(newCommand());
for (const command of program.commands) command.copyInheritedSettings(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Says in one line on stderr what went wrong, and gives the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done; // --help and --version
    if (error.code === 'commander.help') return EXIT.input; // no command: the help was shown
    return complain(oneLine(error.message.replace(/^error: /, '')), EXIT.input);
  }
  if (error instanceof InputError) return complain(oneLine(error.message), EXIT.input);
  const isError = error instanceof Error;
  const text = isError && process.env.PLUMBLINE_DEBUG ? error.stack : oneLine(isError ? error.message : String(error));
  return complain(`internal error: ${text} (PLUMBLINE_DEBUG=1 shows where)`, EXIT.internal);
}

/** The name of a file or a setting may hold a newline, or what steers a terminal. */
function oneLine(message: string): string {
  return message.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function complain(message: string, code: number): number {
  process.stderr.write(`plumbline: ${message}\n`);
  return code;
}
