import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cli, writeFiles } from '../helpers/cli.ts';
import { anthropicMessages } from '../helpers/llm-servers/anthropic-messages.ts';
import { type Answer, type LoopbackServer, loopbackServer } from '../helpers/llm-servers/loopback-server.ts';
import { openaiChat } from '../helpers/llm-servers/openai-chat.ts';
import { json } from '../helpers/llm-servers/protocol.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
let server: LoopbackServer;
beforeEach(async () => {
  folder = temporaryFolder();
  server = await loopbackServer();
});
afterEach(async () => {
  await server.close();
  folder.remove();
});

const pinwatch = (...args: string[]) => cli(folder.path, args, { ANTHROPIC_API_KEY: 'key' });
const usage = { input: 12, output: 2 };
/** The UTC day so many days from today, and how we write it. */
const dayIn = (days: number) => {
  const iso = new Date(Date.now() + days * 86_400_000).toISOString();
  const [year, , day] = iso.slice(0, 10).split('-').map(Number);
  const month = new Date(iso).toLocaleString('en', { month: 'short', timeZone: 'UTC' });
  return { iso: `${iso.slice(0, 10)}T00:00:00Z`, words: `${day} ${month} ${year}` };
};

/** A project that watches Anthropic's protocol, with endpoints of these models. */
function watchAnthropic(models: { readonly [id: string]: string }, list: Answer, more = '') {
  const endpoints = Object.entries(models).map(
    ([id, model]) =>
      `  - { id: ${id}, provider: anthropic, model: ${model}, baseURL: "${server.url}", repetitions: 1, maxAttempts: 1 }\n`,
  );
  const golden = `id: short
api: anthropic.messages
messages: [{ role: user, content: Say OK }]
parameters: { max_tokens: 5 }
`;
  writeFiles(folder.path, {
    'pinwatch.yaml': `version: 1\nevery: 400d\nendpoints:\n${endpoints.join('')}${more}`,
    'goldens/short.yaml': golden,
  });
  server.script(({ method }) => (method === 'GET' ? list : anthropicMessages.answer({ text: 'OK', usage })));
}

const list = (...data: object[]) => json({ data, has_more: false });

describe('models', () => {
  it('lists what is offered, the pinned models first, with what is to be said of them', async () => {
    const [soon, late] = [dayIn(23), dayIn(200)];
    watchAnthropic(
      { support: 'claude-b-20260101', triage: 'claude-c-latest' },
      list(
        { id: 'claude-a', lifecycle: 'active', retires_at: late.iso },
        { id: 'claude-b-20260101', lifecycle: 'deprecated', retires_at: soon.iso },
      ),
    );
    const { code, stdout, stderr } = await pinwatch('models');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const retires = (words: string) => words.padEnd(Math.max(soon.words.length, late.words.length));
    expect(stdout).toBe(`support, triage  anthropic, 2 models
   MODEL              LIFECYCLE   ${retires('RETIRES')}  PINNED BY
*  claude-b-20260101  deprecated  ${retires(soon.words)}  support
   claude-a           active      ${late.words}
! support: claude-b-20260101 retires in 23 days, on ${soon.words}. Compare it with its successor before that.
  triage: claude-c-latest is not listed; aliases, deployments and profiles need not be
  triage: claude-c-latest is a moving alias: it is another model after every release
`);
  });

  it('tells programs the same, of the endpoints that were asked for', async () => {
    watchAnthropic({ support: 'claude-b', triage: 'gone' }, list({ id: 'claude-b', lifecycle: 'active' }));
    const { code, stdout } = await pinwatch('models', '--endpoint', 'support', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'models/1',
      endpoints: [
        {
          id: 'support',
          provider: 'anthropic',
          model: 'claude-b',
          pinned: 'listed',
          models: [{ id: 'claude-b', lifecycle: 'active' }],
        },
      ],
    });
  });

  it('says that a model is not on offer where every name would be listed', async () => {
    writeFiles(folder.path, {
      'pinwatch.yaml': `version: 1\nendpoints:\n  - { id: support, provider: openai, model: gone, baseURL: "${server.url}" }\n`,
      'goldens/short.yaml': 'id: short\nmessages: [{ role: user, content: Say OK }]\n',
    });
    server.script(() => list({ id: 'other' }));
    const { code, stdout } = await pinwatch('models');
    expect({ code, note: stdout.split('\n').at(-2) }).toEqual({ code: 1, note: '! support: gone is not listed' });
  });

  it('says that an endpoint does not answer, and that there is no such endpoint', async () => {
    watchAnthropic({ support: 'claude-b' }, json({}, 503));
    expect(await pinwatch('models')).toMatchObject({
      code: 3,
      stdout: 'support  anthropic, no list\n! support: not answered: overloaded\n',
    });
    expect(await pinwatch('models', '--endpoint', 'suport')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('a retirement', () => {
  it('is heard of by a run and told by status, though the list is asked once a day only', async () => {
    const soon = dayIn(5);
    watchAnthropic({ support: 'claude-b' }, list({ id: 'claude-b', lifecycle: 'active', retires_at: soon.iso }));
    expect(await pinwatch('run')).toMatchObject({ code: 3 });
    const asked = () => server.arrived.filter(({ method }) => method === 'GET').length;
    const first = asked();
    expect((await pinwatch('status')).stdout).toContain(
      `! support: claude-b retires in 5 days, on ${soon.words}. Calls may fail from then on.`,
    );
    await pinwatch('run', '--all');
    expect(asked()).toBe(first);
  });

  it('stays unknown where the list cannot be had, and the run is made all the same', async () => {
    watchAnthropic({ support: 'claude-b' }, json({}, 503));
    expect(await pinwatch('run')).toMatchObject({ code: 3, stdout: expect.stringContaining('1/1') });
    expect((await pinwatch('status')).stdout).not.toContain('retire');
  });
});

describe('models --probe', () => {
  const refuses = json({ error: { code: 'unsupported_parameter' } }, 400);
  const watchOpenAi = (answers: (body: object) => Answer) => {
    writeFiles(folder.path, {
      'pinwatch.yaml': `version: 1\nendpoints:\n  - { id: support, provider: openai, model: m, baseURL: "${server.url}" }\n`,
      'goldens/short.yaml':
        'id: short\nmessages: [{ role: user, content: Say OK }]\nparameters: { max_tokens: 5, temperature: 0 }\n',
    });
    server.script(({ body }) => answers(JSON.parse(body)));
  };

  it('says what it costs, sends that, and says what is accepted and what to write into the project', async () => {
    watchOpenAi((body) => ('temperature' in body ? refuses : openaiChat.answer({ text: 'OK', usage })));
    const { code, stdout, stderr } = await pinwatch('models', '--probe');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'support: 6 requests of golden short, about 18 input tokens, at most 35 output\n',
    });
    expect(server.arrived).toHaveLength(6);
    expect(stdout).toBe(`support  m
  PARAMETER    ANSWER
  temperature  refused   answered with an error
  top_p        accepted
  seed         accepted
  n            accepted
  logprobs     ignored   taken, but nothing shows
  suggested, for goldens that set what is refused: parameterPolicy: { "temperature": drop }
  6 requests, 60 input and 10 output tokens
`);
    const kept = JSON.parse(readFileSync(join(folder.path, '.pinwatch/capabilities.json'), 'utf8'));
    expect(kept.entries).toMatchObject([{ parameters: { temperature: 'refused' }, calls: 6 }]);

    expect((await pinwatch('lint')).stdout).toContain('m at support does not take temperature: the probe of');

    // What is suggested is what the project file takes, and then nothing more is suggested.
    const file = join(folder.path, 'pinwatch.yaml');
    const [policy] = /parameterPolicy: \{.*\}/.exec(stdout) ?? [];
    writeFileSync(file, readFileSync(file, 'utf8').replace(' }\n', `, ${policy} }\n`));
    expect((await pinwatch('models', '--probe')).stdout).toContain('no policy needed');
  });

  it('says that nothing can be told of an endpoint that does not answer', async () => {
    watchOpenAi(() => ({ status: 503 }));
    expect(await pinwatch('models', '--probe')).toMatchObject({
      code: 3,
      stdout: 'support  not answered even without parameters: overloaded\n',
    });
  });
});
