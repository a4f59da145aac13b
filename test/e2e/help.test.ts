import { expect, it } from 'vitest';
import { pinwatch } from '../../lib/cli/program.ts';

it('every command explains itself in 80 columns', async () => {
  const { commands } = await pinwatch([]);
  expect(commands.length).toBeGreaterThan(30);
  for (const command of commands) {
    let help = '';
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
    });
    command.outputHelp();
    expect(help, command.name()).toContain('Usage: ');
    expect(
      help.split('\n').filter((line) => line.length > 80),
      command.name(),
    ).toEqual([]);
  }
});
