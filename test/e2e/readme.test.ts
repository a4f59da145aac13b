import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type EmbeddedModel, startEmbeddedModel } from '../../lib/demo/model-server/start-embedded-model.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { compileCache } from '../helpers/compile-cache.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** What a command of the README has to come to; a reason where it is not run here. */
type Expected =
  | { readonly code: number; readonly says: RegExp }
  | { readonly interrupted: RegExp }
  | { readonly notRun: string };

/** Every command, as it stands in the README. The server of one's own is the embedded model here. */
const expected: { readonly [command: string]: Expected } = {
  'npm ci': { notRun: 'installs what this test runs on' },
  'npm start': { notRun: 'demo.test.ts tells the demo' },
  'npm install --save-dev pinwatch': { notRun: 'downloads a release' },
  'npm test': { notRun: 'runs this test' },
  'npm run check': { notRun: 'types, lint and unit tests have steps of their own' },
  'npx pinwatch init --model gpt-4.1-2025-04-14': { code: 0, says: /export OPENAI_API_KEY=/ },
  'npx pinwatch init --provider anthropic --model claude-sonnet-4-5-20250929': {
    code: 0,
    says: /export ANTHROPIC_API_KEY=/,
  },
  'npx pinwatch init --model qwen3-8b --base-url http://localhost:8000/v1': {
    code: 0,
    says: /npx pinwatch run --dry-run/,
  },
  'npx pinwatch lint': { code: 1, says: /few-goldens/ },
  'npx pinwatch run --dry-run': { code: 0, says: /720 runs in 30 days/ },
  'npx pinwatch run': { code: 3, says: /support +learning +23 more runs to learn +2\/2/ },
  'npx pinwatch watch': { interrupted: /^watching 1 endpoint.*\n.*stopping: what is in flight is finished and stored/ },
  'npx pinwatch status': { code: 3, says: /support +inconclusive: still learning/ },
  'npx pinwatch history --last 48': { code: 0, says: /learning/ },
  'npx pinwatch history support --on "last tuesday"': { code: 0, says: /It cannot be told: no run was made/ },
  'npx pinwatch incidents': { code: 0, says: /no incidents/ },
  'npx pinwatch explain support': { code: 0, says: /LEARNING[\s\S]*the same to\s+the\s+last\s+digit/ },
  'npx pinwatch show support': { code: 0, says: /2 of 2, 0 failed calls/ },
  'npx pinwatch show support --golden refund-email': { code: 0, says: /#1 / },
  'npx pinwatch report support': { code: 0, says: /pinwatch-report\/support\.html/ },
  'npx pinwatch export support --output runs.jsonl.gz': { code: 0, says: /^$/ },
  'npx pinwatch accept support --why "the new release is announced, answers are fine"': {
    code: 0,
    says: /support begins epoch 2/,
  },
  // The embedded model was not trained for this request: every answer fails its expectations.
  'npx pinwatch reroll refund-email --draws 40': { code: 1, says: /40/ },
};

const commands = [...readme.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
  .flatMap(([, block = '']) => block.trim().split('\n'))
  .map((line) => line.replace(/\s+#.*$/, ''));

describe('the README', () => {
  it('has no command that this test does not know, and lacks none', () => {
    expect(commands.toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  it('shows a golden that is one', () => {
    const [, golden = ''] = /^```yaml\n([\s\S]*?)^```/m.exec(readme) ?? [];
    expect(GoldenFile.parse(parse(golden)).id).toBe('refund-email');
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('starts the demo with npm start', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(scripts.start).toBe('node lib/cli/main.ts demo');
  });
});

describe('commands of the README', () => {
  const folder = temporaryFolder();
  let model: EmbeddedModel;
  let project = '';
  beforeAll(async () => {
    model = await startEmbeddedModel();
  });
  afterAll(async () => {
    await model.close();
    folder.remove();
  });

  /** A folder in which `npx pinwatch` is the command line of this checkout. */
  function newProject(): string {
    const path = join(folder.path, `project-${Math.random().toString(36).slice(2)}`);
    mkdirSync(join(path, 'node_modules/.bin'), { recursive: true });
    const shim = join(path, 'node_modules/.bin/pinwatch');
    writeFileSync(shim, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'lib/cli/main.ts')}' "$@"\n`);
    chmodSync(shim, 0o755);
    return path;
  }

  const run = Object.entries(expected).flatMap(([command, wanted]) =>
    'notRun' in wanted ? [] : [[command, wanted] as const],
  );
  it.each(run)('%s', async (command, wanted) => {
    if (command.includes(' init ')) project = newProject();
    const line = command.replace('qwen3-8b', model.model).replace('http://localhost:8000/v1', model.baseURL);
    const outcome = await shell(line, project, 'interrupted' in wanted);
    // The exit code of a command that Ctrl-C ends is npm's, whose shell died of the same key; ours is tested elsewhere.
    if ('interrupted' in wanted) expect(outcome.stderr).toMatch(wanted.interrupted);
    else
      expect(outcome, outcome.stderr).toMatchObject({ code: wanted.code, stdout: expect.stringMatching(wanted.says) });
  });
});

/** Runs a line as a person would; `interrupt` presses Ctrl-C once it says that it goes on. */
async function shell(line: string, cwd: string, interrupt: boolean) {
  const env = {
    ...compileCache,
    PATH: process.env.PATH ?? '',
    HOME: cwd,
    USER: 'ana',
    npm_config_update_notifier: 'false',
  };
  const child: ChildProcess = spawn('sh', ['-c', `exec ${line}`], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
    if (interrupt && stderr.includes('Ctrl-C stops\n')) {
      interrupt = false;
      process.kill(-(child.pid as number), 'SIGINT'); // as a terminal does: to the whole group
    }
  });
  const code = await new Promise<number | null>((settle, reject) => {
    child.on('error', reject);
    child.on('close', settle);
  });
  return { code, stdout, stderr };
}
