import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigError } from '../../lib/domain/errors.ts';
import { goldensOf, type LoadOptions, loadProject } from '../../lib/project/load-project.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const endpoint = (more = '') => `
  - id: support
    provider: openai
    model: pinned-1
    baseURL: http://localhost:9/v1${more}`;
const project = (more = '', top = '') => `version: 1\n${top}endpoints:${endpoint(more)}\n`;
const refund = 'id: refund\nmessages:\n  - role: user\n    content: Refund?\n';

function load(files: Record<string, string>, options?: LoadOptions) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), text);
  }
  return loadProject(join(folder.path, 'pinwatch.yaml'), options);
}

/** What is wrong, with places relative to the project. */
function problemsOf(files: Record<string, string>, options?: LoadOptions): string[] {
  try {
    load(files, options);
    return [];
  } catch (error) {
    return (error as ConfigError).problems.map(({ where, what }) =>
      `${where}: ${what}`.replaceAll(`${folder.path}/`, ''),
    );
  }
}

describe('prices', () => {
  const priced = (currency: string) => `\n    price: { input: 1, output: 2, currency: ${currency} }`;

  it('are all in one currency, as they are added up', () => {
    const twin = endpoint(priced('EUR')).replace('support', 'sales');
    const problems = problemsOf({
      'pinwatch.yaml': `${project(priced('USD'))}${twin.slice(1)}\n`,
      'goldens/refund.yaml': refund,
    });
    expect(problems).toEqual([
      'pinwatch.yaml:12:45: endpoints[1].price.currency: expected one currency for all prices, got EUR and USD',
    ]);
  });

  it('know no other keys', () => {
    const yaml = project('\n    price: { input: 1, ouput: 2 }');
    expect(problemsOf({ 'pinwatch.yaml': yaml, 'goldens/refund.yaml': refund }).join()).toMatch(
      /did you mean "?output/,
    );
  });
});

describe('a project', () => {
  it('is loaded with its goldens from YAML, JSON and JSON Lines', () => {
    const line = (id: string) => JSON.stringify({ id, body: { messages: [] } });
    const loaded = load({
      'pinwatch.yaml': project('\n    goldens: [refund, b]'),
      'goldens/refund.yaml': refund,
      'goldens/more/a.json': `{\n\t${line('a').slice(1)}`,
      'goldens/many.jsonl': `${line('b')}\n\n${line('c')}\r\n`,
      'goldens/README.md': 'not a golden',
    });
    expect(loaded.goldens.map(({ golden }) => golden.id)).toEqual(['b', 'c', 'a', 'refund']);
    expect(goldensOf(loaded.project.endpoints[0] as never, loaded.goldens).map(({ id }) => id)).toEqual([
      'b',
      'refund',
    ]);
    expect(loaded.goldens[1]?.place(['id'])).toBe(join(folder.path, 'goldens/many.jsonl:3:7'));
    expect(loaded.dataFolder).toBe(join(folder.path, '.pinwatch'));
    expect(loaded.project).toMatchObject({ every: '1h', endpoints: [{ repetitions: 2, concurrency: 4 }] });
  });

  it('says how to begin where there is none', () => {
    expect(problemsOf({})).toEqual([
      'pinwatch.yaml: expected a project file, got nothing (`pinwatch init` writes one)',
    ]);
  });
});

describe('what is wrong', () => {
  it('is named with file, line and column, all at once, in every file', () => {
    const problems = problemsOf({
      'pinwatch.yaml': [
        'version: 1',
        'evry: 2h',
        'falseAlarmsPerYear: -1',
        'endpoints:',
        '  - id: Support Desk',
        '    provider: openai',
        '    model: 4',
        '    repetitions: 0',
        '    apiKeyEnv: sk-abc',
      ].join('\n'),
      'goldens/refund.yaml': 'id: refund\nmesages:\n  - role: user\n    content: the secret prompt\n',
      'goldens/broken.json': '{ "id": "broken", }}',
    });
    expect(problems).toEqual([
      'pinwatch.yaml:2:1: unknown key "evry" (did you mean "every"?)',
      'pinwatch.yaml:3:21: falseAlarmsPerYear: expected more than 0, got -1',
      expect.stringMatching(
        /^pinwatch.yaml:5:9: endpoints\[0\].id: expected 1 to 64 characters .*, got "Support Desk"$/,
      ),
      'pinwatch.yaml:7:12: endpoints[0].model: expected a string, got 4',
      'pinwatch.yaml:8:18: endpoints[0].repetitions: expected at least 1, got 0',
      'pinwatch.yaml:9:16: endpoints[0].apiKeyEnv: expected the name of an environment variable, not a key, got a string',
      expect.stringMatching(/^goldens\/broken.json:1:\d+: /),
      'goldens/refund.yaml:1:1: messages: expected messages, or a whole body',
      'goldens/refund.yaml:2:1: unknown key "mesages" (did you mean "messages"?)',
    ]);
    expect(problems.join('\n')).not.toContain('secret');
  });

  it('can be a setting that another provider reads, and that would be believed to be in force', () => {
    const yaml = `version: 1
endpoints:
  - id: support
    provider: anthropic
    model: pinned-1
    region: eu-west-1
    guardrail: { id: abc, version: '3' }
  - { id: azure, provider: azure-openai, model: m, baseURL: 'https://a.example', apiKeyEnv: A, credentialsEnv: B }
`;
    expect(problemsOf({ 'pinwatch.yaml': yaml, 'goldens/refund.yaml': refund }).slice(0, 3)).toEqual([
      'pinwatch.yaml:6:13: endpoints[0].region: expected only with provider bedrock, vertex; anthropic does not read it',
      'pinwatch.yaml:7:16: endpoints[0].guardrail: expected only with provider bedrock; anthropic does not read it',
      expect.stringMatching(/^pinwatch.yaml:3:5: golden refund is written for openai.chat, but anthropic/),
    ]);
    expect(problemsOf({ 'pinwatch.yaml': yaml, 'goldens/refund.yaml': refund }).slice(3)).toEqual([
      'pinwatch.yaml:8:112: endpoints[1].credentialsEnv: expected either apiKeyEnv or credentialsEnv, got both',
    ]);
  });

  it('can be a mistake between files', () => {
    const problems = problemsOf(
      {
        'pinwatch.yaml': `version: 1\nendpoints:${endpoint('\n    goldens: [refnd]')}${endpoint('\n    apiKeyEnv: OWN_KEY')}
  - id: other
    provider: open-ai
    model: m
  - id: claude
    provider: anthropic
    model: m
`,
        'goldens/refund.yaml': refund,
        'goldens/second.yaml': refund,
      },
      { env: { ANTHROPIC_API_KEY: 'set', OWN_KEY: '' } },
    );
    expect(problems).toEqual([
      'pinwatch.yaml:7:15: endpoints[0].goldens[0]: there is no golden "refnd" (did you mean "refund"?)',
      'pinwatch.yaml:8:9: endpoints[1].id: "support" is taken by the endpoint at pinwatch.yaml:3:9',
      'pinwatch.yaml:14:15: endpoints[2].provider: expected one of anthropic, azure-openai, bedrock, gemini, ollama, openai, tgi, vertex, got "open-ai" (did you mean "openai"?)',
      'pinwatch.yaml:16:5: golden refund is written for openai.chat, but anthropic speaks anthropic.messages',
      'pinwatch.yaml:16:5: golden refund is written for openai.chat, but anthropic speaks anthropic.messages',
      'pinwatch.yaml:8:5: expected an API key in the environment variable OWN_KEY, got nothing',
      'goldens/second.yaml:1:5: id: "refund" is taken by the golden at goldens/refund.yaml:1:5',
    ]);
  });

  it('can be an alert that could reach nobody', () => {
    const alerts = `alerts:
  - { kind: slack, name: chat, urlEnv: https://hooks.example/secret }
  - { kind: slak, name: chat, urlEnv: HOOK }
`;
    expect(problemsOf({ 'pinwatch.yaml': project('', alerts), 'goldens/refund.yaml': refund })).toEqual([
      'pinwatch.yaml:3:40: alerts[0].urlEnv: expected the name of an environment variable, not what it holds, got a string',
      'pinwatch.yaml:4:13: alerts[1].kind: expected one of slack, pagerduty, webhook, got "slak" (did you mean "slack"?)',
    ]);
    const twins =
      'alerts:\n  - { kind: slack, name: chat, urlEnv: HOOK }\n  - { kind: slack, name: chat, urlEnv: OTHER }\n';
    expect(problemsOf({ 'pinwatch.yaml': project('', twins) }, { env: { OTHER: 'set' } })).toEqual([
      'pinwatch.yaml:4:26: alerts[1].name: "chat" is taken by the one at pinwatch.yaml:3:26',
      'pinwatch.yaml:3:5: alerts[0]: expected a value in the environment variable HOOK, got nothing',
    ]);
  });

  it('can be an expectation that could never be asked', () => {
    const problems = problemsOf({
      'pinwatch.yaml': project(),
      'goldens/refund.yaml': `${refund}expectations:
  - kind: matches
    pattern: "("
  - kind: json-schema
    schema: { type: objekt }
  - kind: lenght
  - kind: length
    minCharacters: 9
    maxCharacters: 3
  - kind: contains
    txt: refund
`,
    });
    expect(problems.slice(0, 3)).toEqual([
      'goldens/refund.yaml:10:11: expectations[2].kind: expected one of json, json-schema, matches, contains, equals, tool-called, refusal, length, got "lenght" (did you mean "length"?)',
      'goldens/refund.yaml:14:5: expectations[4].text: expected a string, got nothing',
      'goldens/refund.yaml:15:5: expectations[4]: unknown key "txt" (did you mean "text"?)',
    ]);
    expect(problems.slice(3).map((problem) => problem.split(':')[3])).toEqual([
      ' expectations[0].pattern',
      ' expectations[1].schema',
      ' expectations[3].maxCharacters',
    ]);
    const [pattern, schema, length] = problemsOf({
      'goldens/refund.yaml': `${refund}expectations:
  - kind: matches
    pattern: "("
  - kind: json-schema
    schema: { type: objekt }
  - kind: length
    minCharacters: 9
    maxCharacters: 3
`,
    });
    expect(pattern).toMatch(
      /^goldens\/refund.yaml:7:14: expectations\[0\].pattern: expected a JavaScript regular expression: /,
    );
    expect(schema).toMatch(/^goldens\/refund.yaml:9:13: expectations\[1\].schema: expected a JSON Schema: /);
    expect(length).toBe(
      'goldens/refund.yaml:12:20: expectations[2].maxCharacters: expected at least minCharacters (9), got 3',
    );
  });

  it('can be a folder', () => {
    expect(problemsOf({ 'pinwatch.yaml': project() })).toEqual([
      'goldens: expected a folder of golden requests, got nothing',
    ]);
    mkdirSync(join(folder.path, 'goldens'));
    expect(problemsOf({})).toEqual(['goldens: expected at least one golden request, in a .yaml, .json or .jsonl file']);
    expect(problemsOf({ 'goldens/refund.yaml': refund, '.pinwatch': 'a file' })).toEqual([
      '.pinwatch: expected a folder for data, got a file',
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('can be a folder that cannot be written', () => {
    mkdirSync(join(folder.path, 'locked'), { mode: 0o500 });
    chmodSync(join(folder.path, 'locked'), 0o500);
    expect(problemsOf({ 'pinwatch.yaml': project('', 'data: locked/data\n'), 'goldens/refund.yaml': refund })).toEqual([
      'locked/data: expected a folder that can be written, got one that cannot',
    ]);
  });

  it.skipIf(process.platform === 'win32')('can be a folder of another system', () => {
    const yaml = project('', 'data: "C:\\\\pinwatch"\n');
    expect(problemsOf({ 'pinwatch.yaml': yaml, 'goldens/refund.yaml': refund })).toEqual([
      'pinwatch.yaml:2:7: data: expected a path of this system, got "C:\\pinwatch"',
    ]);
  });

  it('can be YAML that is none, or a key that stands twice', () => {
    expect(problemsOf({ 'pinwatch.yaml': 'version: 1\nversion: 1\nendpoints: [\n' })).toEqual([
      'pinwatch.yaml:2:1: map keys must be unique',
      expect.stringMatching(/^pinwatch.yaml:4:1: /),
    ]);
  });
});

describe('maintenance and links', () => {
  const top = (...lines: string[]) => lines.map((line) => `${line}\n`).join('');

  it('say what is wrong with them, each at its place', () => {
    const wrong = top(
      'links: { report: reports/x.html, runbook: "https://x.test/{nope}" }',
      'maintenance:',
      "  - { name: a, cron: '61 * * * *', for: 1h }",
      '  - { name: b, from: 2026-12-01T22:00:00Z, until: 2026-12-01T21:00:00Z }',
      "  - { name: c, cron: '0 22 * * SAT' }",
    );
    expect(problemsOf({ 'pinwatch.yaml': project('', wrong), 'goldens/refund.yaml': refund })).toEqual([
      'pinwatch.yaml:2:18: links.report: expected an absolute http or https URL',
      'pinwatch.yaml:2:43: links.runbook: expected no other placeholders than {endpoint}, {run} and {incident}',
      'pinwatch.yaml:4:22: maintenance[0].cron: expected a cron pattern of five fields, e.g. 0 22 * * SAT',
      'pinwatch.yaml:5:5: maintenance[1]: expected an end after its beginning',
      'pinwatch.yaml:6:5: maintenance[2]: expected from and until, or cron and for, got an object',
    ]);
  });

  it('name endpoints that there are', () => {
    const window = top("maintenance: [{ name: a, cron: '0 22 * * SAT', for: 2h, endpoints: [suport] }]");
    const files = { 'pinwatch.yaml': project('', window), 'goldens/refund.yaml': refund };
    expect(problemsOf(files)).toEqual([
      expect.stringMatching(
        /^pinwatch.yaml:2:\d+: maintenance\[0\].endpoints\[0\]: there is no endpoint "suport" .*support/,
      ),
    ]);
    const { project: read } = load({ ...files, 'pinwatch.yaml': project('', window.replace('suport', 'support')) });
    expect(read.maintenance).toMatchObject([{ name: 'a', timeZone: 'UTC', endpoints: ['support'] }]);
  });
});
