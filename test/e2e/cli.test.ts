import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applicationId } from '../../lib/stores/sqlite/schema.ts';
import { cli, projectFiles, startCli, writeFiles } from '../helpers/cli.ts';
import { answer, completion, type OpenAiStub, openAiStub, sendJson } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
let stub: OpenAiStub;
beforeEach(async () => {
  folder = temporaryFolder();
  stub = await openAiStub(answer('the answer'));
});
afterEach(async () => {
  await stub.close();
  folder.remove();
});

const run = (...args: string[]) => cli(folder.path, args);
/** So long that no test crosses from one interval to the next. */
const every = 'every: 400d\n';
const files = () => readdirSync(folder.path).sort();
/** Times and run ids, which differ every time. */
const steady = (text: string) =>
  text
    .replaceAll(/\d{8}T\d{9}Z/g, 'TIME')
    .replaceAll(/\d{1,2} \w{3} \d{4} \d\d:\d\d/g, 'WHEN')
    .replaceAll(/\d+ m?s(?= |$)/gm, '0 s')
    .replaceAll(folder.path, 'FOLDER')
    .replaceAll(stub.baseURL, 'SERVER');

describe('what is wrong', () => {
  it('is said of a command that does not exist, with --help behind it or not', async () => {
    for (const args of [['stauts'], ['stauts', '--help'], ['stauts', '-h']]) {
      const { code, stdout, stderr } = await run(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`unknown command 'stauts'\n(did you mean "status"?)`);
    }
  });

  it('is one JSON object on standard error with --json', async () => {
    const { code, stdout, stderr } = await run('status', '--json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(JSON.parse(stderr)).toEqual({
      schema: 'error/1',
      error: 'ConfigError',
      exitCode: 2,
      problems: [{ where: 'pinwatch.yaml', what: expect.stringContaining('expected a project file') }],
    });
  });
});

describe('init', () => {
  it('writes files that lint, says what comes next, and writes nothing over', async () => {
    expect(await run('init')).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout: `wrote  pinwatch.yaml
wrote  goldens/refund-email.yaml
wrote  .gitignore

Next:
  export OPENAI_API_KEY=…  the API key; it never stands in a file
  pinwatch lint            check both files
  pinwatch run --dry-run   what a run sends, and what it costs
  pinwatch run             the first run
`,
    });
    const before = readFileSync(join(folder.path, 'pinwatch.yaml'), 'utf8');
    expect(await run('init')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `2 problems, nothing was done
  pinwatch.yaml  expected nothing there, got a file; it is not written over
  goldens/refund-email.yaml  expected nothing there, got a file; it is not written over
`,
    });
    expect(readFileSync(join(folder.path, 'pinwatch.yaml'), 'utf8')).toBe(before);
  });

  it('keeps answers out of version control, beside what is ignored already', async () => {
    writeFiles(folder.path, { '.gitignore': 'node_modules\n/.pinwatch' });
    await run('init');
    expect(readFileSync(join(folder.path, '.gitignore'), 'utf8')).toBe(
      'node_modules\n/.pinwatch\n# prompts and answers that pinwatch keeps\npinwatch-report/\n',
    );
  });

  it.each([
    ['anthropic', []],
    ['bedrock', []],
    ['gemini', []],
    ['ollama', []],
    ['tgi', []],
    ['openai', ['--base-url', 'http://localhost:8000/v1', '--api-key-env', 'OWN_KEY']],
  ])('writes a project for %s that pinwatch itself finds nothing wrong with', async (provider, more) => {
    expect(await run('init', '--provider', provider, '--model', 'm:1', ...more)).toMatchObject({ code: 0 });
    const { stdout, code } = await run('lint', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).findings.map(({ rule }: { rule: string }) => rule)).toEqual(['few-goldens']);
  });
});

describe('lint', () => {
  it('names what is not pinned, limited or checked, with place and fix', async () => {
    const today = new Date().toISOString().slice(0, 10);
    writeFiles(folder.path, {
      'pinwatch.yaml': 'version: 1\nendpoints:\n  - { id: prod, provider: openai, model: gpt-4.1 }\n',
      'goldens/a.yaml': `id: a\nmessages:\n  - { role: user, content: "Today is ${today}." }\n`,
    });
    const { code, stdout, stderr } = await run('lint');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toBe(`pinwatch.yaml:3:42  warning  moving-alias
  gpt-4.1 is an alias that OpenAI moves between snapshots
  → pin a dated snapshot: \`pinwatch models\` lists those that there are

goldens/a.yaml:1:1  warning  no-max-tokens
  no limit on output tokens: one endless answer can cost more than a day of runs, and the
  default may change
  → set max_completion_tokens

goldens/a.yaml:1:1  warning  no-temperature
  no temperature: the server's default is used, and it may change without the model changing
  → set temperature to what production uses

goldens/a.yaml:3:28  warning  todays-date
  today's date stands in the prompt: it will stand there for ever, and answers may come to
  depend on how old it is
  → put in a date far from now, or leave it out

goldens/a.yaml:1:1  note  no-expectations
  no expectations: a change will be noticed, but not said to be for the worse
  → add what every good answer satisfies, e.g. - kind: json

pinwatch.yaml:1:1  warning  few-goldens
  1 golden: a change that spares them goes unseen
  → have at least 5, one for each thing that the product asks the model to do

5 warnings, 1 note in 1 endpoint, 1 golden
`);
  });
});

describe('run', () => {
  it('makes a run, says what came of it, and does nothing more until the next is due', async () => {
    writeFiles(folder.path, projectFiles(stub.baseURL, { top: every }));
    const first = await run('run');
    expect({ ...first, stdout: steady(first.stdout), stderr: steady(first.stderr) }).toEqual({
      code: 3,
      signal: null,
      stdout: `ENDPOINT  VERDICT   DETAIL                 ANSWERS  TOOK  RUN
support   learning  23 more runs to learn      6/6   0 s  TIME-support
`,
      stderr: `support: run TIME-support, 6 answers to get
support: 6 of 6 answers
`,
    });
    expect(stub.requests).toHaveLength(6);
    expect(await run('run')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^nothing is due; the next run is due /),
    });
    expect(stub.requests).toHaveLength(6);
    expect(await run('run', '--all')).toMatchObject({ code: 3 });
    expect(stub.requests).toHaveLength(12);
  });

  it('says before the first run what it would send, and sends nothing', async () => {
    writeFiles(folder.path, projectFiles(stub.baseURL));
    const { code, stdout } = await run('run', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toBe(`ENDPOINT  DUE  GOLDENS  REQUESTS  INPUT TOKENS  OUTPUT TOKENS  MODEL
support   now        3         6          ~ 34         <= 120  pinned-1 at openai

At one run every 1h, 720 runs in 30 days:
  support  4,320 requests, about 24,480 input tokens, at most 86,400 output tokens

Nothing was sent. Input tokens are estimated at 4 characters a token until there are runs to average.
`);
    expect(stub.requests).toEqual([]);
    expect(files()).toEqual(['goldens', 'pinwatch.yaml']);
  });

  it('says in money what a run and a month cost, where a price is stated', async () => {
    const endpoint = '    price: { input: 0.4, output: 1.6, currency: EUR }\n';
    writeFiles(folder.path, projectFiles(stub.baseURL, { endpoint }));
    const { stdout } = await run('run', '--dry-run');
    // 34 tokens at 0.40 and 120 at 1.60 a million are 205.6 millionths, rounded up; 720 runs are 0.148 EUR.
    expect(stdout).toMatch(/ COST +MODEL\n.* <= 120 +<= 0\.00021 EUR +pinned-1 at openai\n/);
    expect(stdout).toContain('at most 86,400 output tokens, <= 0.15 EUR\n');
    const { endpoints } = JSON.parse((await run('run', '--dry-run', '--json')).stdout);
    expect(endpoints[0].cost).toEqual({ costMicros: 206, currency: 'EUR', atMost: true });
  });

  it('names every problem of every file in one message, sends nothing and writes nothing', async () => {
    writeFiles(folder.path, {
      'pinwatch.yaml':
        'version: 1\nevry: 1h\nendpoints:\n  - { id: a, provider: opnai, model: m }\n  - { id: a, provider: openai, model: m }\n',
      'goldens/a.yaml': 'id: a\nmessages: []\n',
    });
    expect(await run('run')).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: `2 problems, nothing was done
  pinwatch.yaml:2:1  unknown key "evry" (did you mean "every"?)
  goldens/a.yaml:2:11  messages: expected at least 1 entry, got a list
`,
    });
    writeFiles(folder.path, {
      'pinwatch.yaml':
        'version: 1\nendpoints:\n  - { id: a, provider: opnai, model: m }\n  - { id: a, provider: openai, model: m }\n',
      'goldens/a.yaml': 'id: a\nmessages: [{ role: user }]\nexpectations: [{ kind: matches, pattern: "[" }]\n',
    });
    const { code, stderr } = await run('run');
    expect(code).toBe(2);
    expect(stderr.split('\n')).toEqual([
      '3 problems, nothing was done',
      expect.stringMatching(
        /^ {2}pinwatch.yaml:3:24 {2}endpoints\[0\].provider: expected one of .*\(did you mean "openai"\?\)$/,
      ),
      '  pinwatch.yaml:4:11  endpoints[1].id: "a" is taken by the endpoint at pinwatch.yaml:3:11',
      expect.stringMatching(
        /^ {2}goldens\/a.yaml:3:42 {2}expectations\[0\].pattern: expected a JavaScript regular expression: /,
      ),
      '',
    ]);
    expect(files()).toEqual(['goldens', 'pinwatch.yaml']);
  });

  it('says which endpoint cannot be used at first use, and records it, so that `status` shows it and everybody is told', async () => {
    writeFiles(folder.path, projectFiles(stub.baseURL, { endpoint: '    maxAttempts: 1\n' }));
    await stub.close();
    const { code, stderr } = await run('run');
    expect({ code, stderr: steady(stderr) }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('endpoint support  SERVER cannot be used: unreachable\n'),
    });
    const status = await run('status');
    expect([status.code, status.stdout]).toEqual([3, expect.stringContaining('6 of 6 calls failed')]);
    await run('run', '--all');
    const third = await run('run', '--all');
    expect(third.stdout).toMatch(/UNREACHABLE|unreachable/);
    const { conditions } = JSON.parse((await run('status', '--json')).stdout).endpoints[0];
    expect(conditions).toMatchObject([{ kind: 'unreachable', status: 'open', runs: 3 }]);
  });

  it('takes a key that is missing for a refusal of that endpoint: it is recorded and told, and other endpoints go on', async () => {
    const [head = '', endpoints = ''] = (projectFiles(stub.baseURL)['pinwatch.yaml'] ?? '').split('endpoints:\n');
    const other = endpoints.replace('id: support', 'id: other').trimEnd();
    const locked = `${other.replace('id: other', 'id: locked')}\n    apiKeyEnv: NO_SUCH_KEY\n`;
    const hook = 'alerts:\n  - { kind: slack, name: chat, urlEnv: NO_SUCH_HOOK }\n';
    writeFiles(folder.path, {
      ...projectFiles(stub.baseURL),
      'pinwatch.yaml': `${head}${hook}endpoints:\n${other}\n${locked}`,
    });
    const first = await run('run', '--json');
    expect(first.stderr).toContain('expected an API key in the environment variable NO_SUCH_KEY, got nothing');
    expect(first.stderr).toContain('expected a value in the environment variable NO_SUCH_HOOK, got nothing');
    const runs = JSON.parse(first.stdout).runs as { run: { endpoint: string } }[];
    const byName = Object.fromEntries(runs.map(({ run: made }) => [made.endpoint, made]));
    expect(byName).toMatchObject({ other: { completed: 6, failed: 0 }, locked: { completed: 0, failed: 6 } });
    expect(stub.requests).toHaveLength(6);
    await run('run', '--all');
    const third = await run('run', '--all');
    expect(third.stdout).toContain('refused for its key');
    expect(third.stderr).toContain('an alert about locked did not reach chat');
    const { endpoints: now } = JSON.parse((await run('status', '--json')).stdout);
    expect(now[1].conditions).toMatchObject([{ kind: 'unreachable', status: 'open', runs: 3 }]);
  });

  it('records an outage of an endpoint that it knows', async () => {
    writeFiles(folder.path, projectFiles(stub.baseURL, { endpoint: '    maxAttempts: 1\n' }));
    await run('run');
    stub.answering = (_request, response) =>
      sendJson(response, { error: { message: 'the prompt was: question 1' } }, 500);
    const { stdout } = await run('run', '--all', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [{ outcome: 'judged', run: { completed: 0, failed: 6, status: 'finished' } }],
    });
    const { stdout: shown } = await run('show', '--json');
    expect(JSON.parse(shown).samples).toHaveLength(6);
    for (const sample of JSON.parse(shown).samples)
      expect(sample).toMatchObject({ error: 'server-error', attempts: 1 });
    expect(shown).not.toContain('the prompt was');
  });

  it('does not run where another one does', async () => {
    writeFiles(folder.path, projectFiles(stub.baseURL, { endpoint: '    concurrency: 1\n' }));
    const held = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    stub.answering = async (_request, response) => {
      asked.resolve();
      await held.promise;
      sendJson(response, completion('the answer'));
    };
    const first = startCli(folder.path, ['run']);
    await asked.promise;
    expect(await run('run', '--all')).toMatchObject({
      code: 2,
      stderr: `1 problem, nothing was done
  .pinwatch  expected nobody else to make runs here, but another pinwatch does (a \`watch\`, or a \`run\` that is not over)
`,
    });
    held.resolve();
    expect(await first.done).toMatchObject({ code: 3 });
    expect(stub.requests).toHaveLength(6);
  });
});

describe('Ctrl-C', () => {
  it('finishes and stores what is in flight, and the next run goes on with the rest', async () => {
    writeFiles(
      folder.path,
      projectFiles(stub.baseURL, { top: every, endpoint: '    concurrency: 2\n    repetitions: 4\n' }),
    );
    const first = startCli(folder.path, ['run']);
    stub.answering = async (_request, response) => {
      if (stub.requests.length === 5) first.process.kill('SIGINT');
      await new Promise((resolve) => setTimeout(resolve, 100));
      sendJson(response, completion('the answer'));
    };
    const stopped = await first.done;
    const asked = stub.requests.length;
    expect(stopped.code).toBe(3);
    expect(stopped.stderr).toContain('stopping: what is in flight is finished and stored (Ctrl-C again quits)\n');
    expect(stopped.stderr).toContain(`support: stopped at ${asked} of 12 answers; the next command goes on with it\n`);

    stub.answering = answer('the answer');
    const { stderr, stdout } = await run('run');
    expect(steady(stderr)).toContain(`12 answers to get, ${asked} are stored already\n`);
    expect(stdout).toContain('12/12');
    const draws = stub.requests.map(({ body }) => JSON.stringify([body.messages, body.seed]));
    expect(new Set(draws).size).toBe(12);
    expect(draws).toHaveLength(12);
  });
});

describe('a second Ctrl-C', () => {
  it('quits at once, and what was stored stays', async () => {
    writeFiles(folder.path, projectFiles(stub.baseURL, { top: every, endpoint: '    concurrency: 1\n' }));
    const first = startCli(folder.path, ['run']);
    stub.answering = (_request, response) => {
      if (stub.requests.length < 3) return sendJson(response, completion('the answer'));
      first.process.kill('SIGINT'); // this one is never answered
      first.process.stderr?.once('data', () => first.process.kill('SIGINT'));
    };
    expect(await first.done).toMatchObject({ code: 130, stdout: '' });
    stub.answering = answer('the answer');
    expect((await run('run')).stderr).toContain('6 answers to get, 2 are stored already\n');
    expect(stub.requests).toHaveLength(3 + 4);
  });
});

describe('data of a newer version', () => {
  it('is left alone, before anything is sent', async () => {
    writeFiles(folder.path, { ...projectFiles(stub.baseURL), '.pinwatch/readme': '' });
    using history = new DatabaseSync(join(folder.path, '.pinwatch/history.sqlite'));
    history.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = 999;`);
    const { code, stderr } = await run('run');
    expect(code).toBe(2);
    expect(steady(stderr)).toMatch(
      /^1 problem, nothing was done\n {2}FOLDER\/\.pinwatch {2}expected data of version \d+ or older, got version 999: a newer pinwatch wrote it\n$/,
    );
    expect(stub.requests).toEqual([]);
  });
});

describe('watch', () => {
  it('makes small runs on its schedule, a line each, and stops when it is asked to', async () => {
    writeFiles(folder.path, projectFiles(stub.baseURL, { top: 'every: 1s\njitter: 0.2\n', goldens: 1 }));
    const { code, stdout, stderr } = await run('watch', '--runs', '3');
    expect(code).toBe(0);
    expect(stderr).toBe('watching 1 endpoint, a run of each every 1s, jitter 0.2; Ctrl-C stops\n');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const [i, line] of lines.entries())
      expect(line).toMatch(
        new RegExp(`^\\d\\d:\\d\\d {2}support {2}learning {2}2/2 answers {2}${23 - i} more runs to learn$`),
      );
    expect(stub.requests).toHaveLength(6);
  });

  it('stops at once while it waits', async () => {
    writeFiles(folder.path, projectFiles(stub.baseURL, { goldens: 1 }));
    const watching = startCli(folder.path, ['watch', '--json']);
    let out = '';
    watching.process.stdout?.on('data', (chunk) => {
      out += chunk;
      if (out.endsWith('\n')) watching.process.kill('SIGTERM');
    });
    const { code, stdout } = await watching.done;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'run-made/1', outcome: 'judged', run: { completed: 2 } });
  });
});

describe('looking', () => {
  beforeEach(async () => {
    writeFiles(folder.path, projectFiles(stub.baseURL));
    await run('run');
    await run('run', '--all');
  });

  it('status says what is known and when the next run is due', async () => {
    const { code, stdout } = await run('status');
    expect(code).toBe(3);
    expect(steady(stdout)).toMatch(
      /^ENDPOINT {2}STATE +DETAIL +LAST RUN +MODEL\nsupport {3}inconclusive: still learning +needs 22 more runs +\S.* +pinned-1 at openai\n\nnext run: support, WHEN UTC\n$/,
    );
    const json = JSON.parse((await run('status', '--json')).stdout);
    expect(json).toMatchObject({
      schema: 'status/1',
      endpoints: [{ id: 'support', state: 'inconclusive', epoch: 1, due: false }],
    });
  });

  it('history lists runs, newest first', async () => {
    const { stdout } = await run('history');
    expect(stdout.split('\n')).toHaveLength(4);
    expect(steady(stdout)).toContain('WHEN UTC  TIME-support');
    const [first, second] = stdout
      .split('\n')
      .slice(1)
      .map((line) => /\d{8}T\d{9}Z/.exec(line)?.[0] ?? '');
    expect((first ?? '') > (second ?? '')).toBe(true);
    const { runs } = JSON.parse((await run('history', '--last', '1', '--json')).stdout);
    expect(runs).toHaveLength(1);
  });

  it('show gives a run and what was answered in it', async () => {
    const { stdout } = await run('show');
    expect(stdout).toContain('6 of 6, 0 failed calls');
    const { stdout: answers } = await run('show', 'support', '--golden', 'golden-1');
    expect(steady(answers)).toBe(`golden-1  in run TIME-support

#0  stop, 3 tokens, 0 s
  the answer

#1  stop, 3 tokens, 0 s
  the answer
`);
    expect(await run('show', 'suport')).toMatchObject({
      code: 2,
      stderr:
        '1 problem, nothing was done\n  run  there is no run and no endpoint "suport" (pinwatch history lists them, with --stack those of a deployed monitor)\n',
    });
  });

  it('report writes a page that opens from a file', async () => {
    const { code, stdout } = await run('report');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^support {2}pinwatch-report\/support.html {2}file:\/\/\/.*support.html\n$/);
    expect(readFileSync(join(folder.path, 'pinwatch-report/support.html'), 'utf8')).toContain('<h1>support</h1>');
  });

  it('export writes recorded runs that anything can read', async () => {
    const { stdout } = await run('export', 'support');
    const samples = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(samples).toHaveLength(12);
    expect(samples[0]).toMatchObject({ golden: 'golden-0', repetition: 0, text: 'the answer', finishReason: 'stop' });
    expect(await run('export', 'support', '--last', '1', '-o', 'out.jsonl.gz')).toMatchObject({ code: 0, stdout: '' });
    expect(existsSync(join(folder.path, 'out.jsonl.gz'))).toBe(true);
  });

  it('accept begins an epoch, with who and why', async () => {
    const { code, stdout } = await run('accept', 'support', '--why', 'a new release', '--by', 'ana');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `accepted  support begins epoch 2, by ana: a new release
          its next 24 runs are learned before anything is judged
`,
    });
    await run('run', '--all');
    expect(JSON.parse((await run('show', '--json')).stdout).run.epoch).toBe(2);
    expect(await run('accept', 'support')).toMatchObject({ code: 2 });
    expect(await run('accept', 'support', '--why', ' ')).toMatchObject({ code: 2 });
  });
});

describe('wrong usage', () => {
  it.each([
    [['statsu'], /error: unknown command 'statsu'\n\(did you mean "status"\?\)/],
    [['run', '--al'], /error: unknown option '--al'\n\(Did you mean --all\?\)/],
    [['history', '--last', '0'], /expected a whole number from 1 on/],
    [['run', '--endpoint', 'x'], /there is no endpoint "x", expected one of support/],
    [['schema', 'x'], /expected one of project, golden, trace, sample, exchange, openapi, got "x"/],
  ])('%j exits with 2 and says what is right', async (args, message) => {
    writeFiles(folder.path, projectFiles(stub.baseURL));
    const { code, stdout, stderr } = await run(...(args as string[]));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('explains every command, with examples', async () => {
    const { stdout } = await run('--help');
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) .*\S {2}/gm)].map((match) => match[1] as string);
    expect(commands).toEqual(
      expect.arrayContaining([
        'init',
        'lint',
        'run',
        'watch',
        'status',
        'history',
        'show',
        'report',
        'accept',
        'export',
        'schema',
      ]),
    );
    for (const command of ['init', 'lint', 'run', 'watch', 'show', 'accept']) {
      const { code, stdout: help } = await run(command, '--help');
      expect(code).toBe(0);
      expect(help).toContain(`$ pinwatch ${command}`);
    }
  });

  it('does not write colour into a pipe, and does where it is asked to', async () => {
    writeFiles(folder.path, projectFiles(stub.baseURL));
    expect((await run('status')).stdout).not.toContain('\u001b');
    expect((await cli(folder.path, ['status'], { FORCE_COLOR: '1' })).stdout).toContain('\u001b[');
    expect((await cli(folder.path, ['--help'])).stdout).not.toContain('\u001b');
  });
});
