import { readFileSync } from 'node:fs';
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { parse } from 'yaml';

const help = `
Examples:
  $ source <(pinwatch complete bash)                       in ~/.bashrc
  $ source <(pinwatch complete zsh)                        in ~/.zshrc
  $ pinwatch complete fish > ~/.config/fish/completions/pinwatch.fish

Completes commands, options and their values, and the endpoints of the project.
`;

/** Arguments that are endpoints. */
const endpointArguments = ['endpoint', 'endpoints', 'run', 'run-or-incident'];

/** Adds `complete`, which writes and serves completion for shells; has to come after all other commands. */
export function registerComplete(program: Command): void {
  const root = tab(program);
  const command = program.commands.find((one) => one.name() === 'complete');
  command?.summary('completion for bash, zsh, fish and PowerShell').helpGroup('Set up:').addHelpText('after', help);
  for (const { arguments: known } of root.commands.values())
    for (const [name, argument] of known)
      if (endpointArguments.includes(name))
        argument.handler = (complete) => {
          for (const { id, model } of endpointsHere()) complete(id, model);
        };
}

/** What is written in the project file, as far as it can be read: whoever types is not told of mistakes. */
function endpointsHere(): { readonly id: string; readonly model: string }[] {
  try {
    const { endpoints } = parse(readFileSync('pinwatch.yaml', 'utf8')) as {
      endpoints: { id: unknown; model: unknown }[];
    };
    return endpoints.map(({ id, model }) => ({ id: String(id), model: String(model ?? '') }));
  } catch {
    return [];
  }
}
