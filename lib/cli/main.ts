#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { CommanderError, InvalidArgumentError } from 'commander';
import { isLooking } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { explainFailure, explainWrongUsage } from './fail.ts';
import { isAtWork } from './stopping.ts';

// `pinwatch history | head` closes the pipe early; that is no failure. Nor is a terminal that was closed: answers that are in
// flight are still stored, and nobody reads what is written meanwhile.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    if (!isAtWork()) process.exit();
  });

// Node 22 warns about node:sqlite in every process; users can do nothing about it. The warning comes as soon as a module
// imports it, so the commands are loaded after this.
const warn = process.emitWarning;
process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
  if (!String(warning).includes('SQLite')) warn.call(process, warning, ...rest);
}) as typeof process.emitWarning;

// What these commands read, and every draw of a run, is garbage a moment later. V8 would let 50 MB of it lie, and 200 MB in a
// large run, rather than collect it oftener. A V8 that did not know the flag would complain, so only those are told that were
// tried. Draws take 8 % more processor time for it.
const isTried = Number(process.versions.node.split('.')[0]) <= 26;
const [, , command] = process.argv;
if (isTried && (isLooking(command) || command === 'run' || command === 'watch')) {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=20');
}

try {
  const { pinwatch, refuseUnknownCommand } = await import('./program.ts');
  const args = process.argv.slice(2);
  const program = await pinwatch(args);
  refuseUnknownCommand(program, args);
  await program.parseAsync(process.argv);
} catch (error) {
  // Thrown where an option is read, Commander tells it with the option's name; anywhere else nobody has told it yet.
  if (error instanceof InvalidArgumentError) process.stderr.write(`error: ${error.message}\n`);
  // Commander has said what was wrong, in words; help and version are no failures.
  process.exitCode =
    error instanceof CommanderError
      ? error.exitCode === 0
        ? exitCodes.fine
        : explainWrongUsage(error)
      : explainFailure(error);
}
