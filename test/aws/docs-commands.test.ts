import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { stackOutputs } from '../../lib/aws/names/stack-outputs.ts';
import { pinwatch } from '../../lib/cli/program.ts';
import { sampleAlerts } from '../../lib/monitor/tell/sample-alerts.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Every call of Pinwatch in a page, word by word: in blocks of shell, and between backticks where it has an option. */
function callsIn(page: string): string[][] {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.split('\n'));
  const inline = [...page.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
  const commands = [...blocks, ...inline.filter((text) => text.includes('--'))]
    .flatMap((line) =>
      line
        .replaceAll(/\s+/g, ' ')
        .replace(/ # .*/, '')
        .split(/ && | \| |; | & ?$/),
    )
    .map((text) => /^(?:npx )?pinwatch ([a-z].*)$/.exec(text.trim())?.[1]);
  return commands.filter((text) => text !== undefined).map((text) => text.match(/"[^"]*"|\S+/g) ?? []);
}

/** What a command does not know, of a call: a sub-command, or options. */
async function unknownOf([name = '', ...rest]: readonly string[]): Promise<readonly string[]> {
  const program = await pinwatch([name, ...rest]);
  let command: Command | undefined = program.commands.find((one) => one.name() === name);
  if (command === undefined) return [name];
  const sub = command.commands.find((one) => one.name() === rest[0]);
  const args = sub === undefined ? rest : rest.slice(1);
  command = sub ?? command;
  const { operands, unknown } = command.parseOptions([...args]);
  const most = command.registeredArguments.some(({ variadic }) => variadic) ? 99 : command.registeredArguments.length;
  return [...unknown, ...operands.slice(most)];
}

describe('commands that the docs of the deployment show', () => {
  it.each(['deploy.md', 'verify-on-aws.md', 'athena.md', 'scale.md'])('%s: exist, with these options', async (name) => {
    for (const call of callsIn(read(`docs/${name}`))) expect(await unknownOf(call), call.join(' ')).toEqual([]);
  });

  it('are found: a command and an option that do not exist would be seen', async () => {
    expect(callsIn(read('docs/verify-on-aws.md')).length).toBeGreaterThan(8);
    expect(await unknownOf(['pull', '--stack', 'Verify'])).toEqual(['pull']);
    expect(await unknownOf(['run', '--stacks', 'Verify'])).toContain('--stacks');
  });
});

describe('what docs/verify-on-aws.md says must be seen', () => {
  const page = read('docs/verify-on-aws.md').replaceAll(/\s+/g, ' ');

  it('comes from commands that a shell can read, from the first to the last', () => {
    const blocks = [...read('docs/verify-on-aws.md').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
    const { status, stderr } = spawnSync('bash', ['-n'], { input: blocks.join('\n'), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('are as many samples as there are', () => {
    expect(page).toContain('eight samples');
    const endpoint = { id: 'verify', provider: 'openai', model: 'm' } as const;
    expect(sampleAlerts(endpoint, new Date(0))).toHaveLength(8);
  });

  it('is what the functions answer', () => {
    const answers = [...page.matchAll(/\{"idle": "([^"]+)"\}/g)].map(([, text]) => text);
    expect(answers).toHaveLength(2);
    const source = read('lib/aws/steps/plan-step.ts');
    for (const answer of answers) expect(source).toContain(`idle: '${answer}'`);
  });

  it('are outputs, states and functions of the stack', () => {
    const template = read('test/aws/cdk/fixtures/stack.template.json');
    const outputs = [...page.matchAll(/Pinwatch(?:Topic|StateMachine|Database|Bucket|Table)\b/g)].map(([name]) => name);
    expect(outputs.length).toBeGreaterThan(2);
    for (const output of outputs) expect(Object.values(stackOutputs)).toContain(output);
    for (const name of ['Until its start', 'Judge', 'Notify', 'Replayopenai']) {
      expect(page).toContain(name);
      expect(template).toContain(name);
    }
  });
});
