import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { providerNames } from '../domain/endpoint/provider-family.ts';
import { ConfigError, type Problem, throwIfAny } from '../domain/errors.ts';
import { type Line, plain, style } from '../report/terminal/styled-text.ts';
import { type CommandPlace, commandText } from './command-text.ts';
import { exitCodes } from './exit-codes.ts';
import { type FirstEndpoint, firstGolden, firstProject } from './first-files.ts';
import { print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch init
  $ pinwatch init --model gpt-4.1-2025-04-14
  $ pinwatch init --model qwen3-8b --base-url http://localhost:8000/v1
  $ pinwatch init --provider anthropic --model claude-sonnet-4-5-20250929

Writes pinwatch.yaml and a first golden request, both with comments that explain
them, and keeps the folders of answers out of version control (.gitignore).
Files that are there already are never written over. Sends nothing.

Exit codes:
  0  written
  2  wrong usage, or something is there already; nothing was written
`;

interface InitOptions {
  readonly config: string;
  readonly provider: string;
  readonly model?: string;
  readonly baseUrl?: string;
  readonly apiKeyEnv?: string;
  readonly json?: true;
}

export function registerInit(program: Command): void {
  program
    .command('init')
    .summary('write a first configuration and golden request')
    .description('Writes a configuration and a first golden request, with comments that explain them.')
    .option('-c, --config <file>', 'the project file to write', 'pinwatch.yaml')
    .option('-p, --provider <name>', 'which API it speaks', 'openai')
    .option('-m, --model <id>', 'the pinned model ID')
    .option('-u, --base-url <url>', 'where an OpenAI-compatible server of your own answers')
    .option('-k, --api-key-env <name>', 'environment variable that holds the API key')
    .option('--json', 'write JSON for programs')
    .addHelpText('after', help)
    .action(async (options: InitOptions) => {
      const endpoint = await endpointToWrite(options);
      const files = [
        { file: options.config, text: firstProject(endpoint) },
        { file: join(dirname(options.config), 'goldens', 'refund-email.yaml'), text: firstGolden(endpoint.api) },
      ];
      throwIfAny(
        files
          .filter(({ file }) => existsSync(file))
          .map(({ file }) => ({ where: file, what: 'expected nothing there, got a file; it is not written over' })),
      );
      for (const { file, text } of files) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text, { flag: 'wx' });
      }
      const written = [...files.map(({ file }) => file), ...ignoreData(dirname(options.config))];
      process.exitCode = exitCodes.fine;
      if (options.json) printJson({ schema: 'init/1', written });
      else
        print([
          ...written.map((file) => [style('good', 'wrote'), plain(`  ${file}`)]),
          ...nextLines(endpoint, options),
        ]);
    });
}

/** What holds customer data and must not be committed. */
const ignored = ['.pinwatch/', 'pinwatch-report/'];

/** Adds the folders of data to `.gitignore`, where they do not stand yet; gives the file if it was written. */
function ignoreData(folder: string): string[] {
  const file = join(folder, '.gitignore');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const known = before.split(/\r?\n/).map((line) => line.trim().replace(/^\//, ''));
  const missing = ignored.filter((entry) => !known.includes(entry) && !known.includes(entry.slice(0, -1)));
  if (missing.length === 0) return [];
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  appendFileSync(file, `${gap}# prompts and answers that pinwatch keeps\n${missing.join('\n')}\n`);
  return [file];
}

async function endpointToWrite({ provider, model, baseUrl, apiKeyEnv }: InitOptions): Promise<FirstEndpoint> {
  const { apisOf, keyEnvOf } = await import('../providers/registry.ts');
  const problems: Problem[] = [];
  if (!providerNames.includes(provider))
    problems.push({ where: '--provider', what: `expected one of ${providerNames.join(', ')}, got "${provider}"` });
  if (baseUrl !== undefined && !/^https?:\/\/./.test(baseUrl))
    problems.push({
      where: '--base-url',
      what: `expected a URL that begins with http:// or https://, got "${baseUrl}"`,
    });
  if (model === undefined && (provider !== 'openai' || baseUrl !== undefined))
    problems.push({ where: '--model', what: `expected the ID of a model at ${baseUrl ?? provider}, got nothing` });
  throwIfAny(problems);

  const { Endpoint } = await import('../domain/endpoint/endpoint.ts');
  const parsed = Endpoint.safeParse({
    id: 'support',
    provider,
    model: model ?? 'gpt-4.1-2025-04-14',
    baseURL: baseUrl,
    apiKeyEnv,
  });
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map(({ message }) => ({ where: 'init', what: message })));
  const endpoint = parsed.data;
  const [api] = apisOf(endpoint);
  if (api === undefined) throw new Error(`provider ${provider} speaks no API`);
  return { provider, model: endpoint.model, baseURL: baseUrl, apiKeyEnv, keyEnv: keyEnvOf(endpoint), api };
}

function nextLines({ keyEnv }: FirstEndpoint, place: CommandPlace): Line[] {
  const steps: [string, string][] = [
    [commandText('lint', place), 'check both files'],
    [commandText('run --dry-run', place), 'what a run sends, and what it costs'],
    [commandText('run', place), 'the first run'],
  ];
  if (keyEnv !== undefined) steps.unshift([`export ${keyEnv}=…`, 'the API key; it never stands in a file']);
  const widest = Math.max(...steps.map(([command]) => command.length));
  return [
    [],
    [plain('Next:')],
    ...steps.map(
      ([command, purpose]): Line => [
        plain('  '),
        style('command', command.padEnd(widest)),
        style('quiet', `  ${purpose}`),
      ],
    ),
  ];
}
